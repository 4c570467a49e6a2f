import { queryOptions, useQuery } from '@tanstack/react-query';
import type { StrayOrder, StrayResource } from '../../model/survey.js';
import { ask } from './http.js';
import { queryClient } from './queries.js';

export interface Strays {
  readonly resources: readonly StrayResource[];
  readonly orders: readonly StrayOrder[];
  readonly desks: readonly {
    readonly desk: { readonly account: string; readonly product: string; readonly region: string };
    readonly listedAt: string | null;
    readonly problem: string | null;
  }[];
}

const straysQuery = queryOptions({
  queryKey: ['strays'],
  queryFn: ({ signal }) => ask<Strays>('/v1/strays', { signal }),
  // It changes seldom, and each look costs every desk an event.
  staleTime: 5 * 60_000,
});

export const useStrays = () => useQuery(straysQuery);

/** Reads the vendors themselves, and shows what they say now. */
export async function lookForStraysNow(): Promise<void> {
  queryClient.setQueryData(straysQuery.queryKey, await ask<Strays>('/v1/strays?now=true'));
}
