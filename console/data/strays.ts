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

interface Adopted {
  readonly packages: readonly { readonly name: string; readonly resourceId: string; readonly result: string }[];
}

/** Takes one over. @returns the name of its package */
export async function adoptStray({ account, product, resourceId }: StrayResource): Promise<string> {
  const body = { account, product, resourceIds: [resourceId] };
  const { packages } = await ask<Adopted>('/v1/strays/adopt', { method: 'POST', body });
  return packages[0]?.name ?? resourceId.toLowerCase();
}

/** It belongs to somebody from now on, though the desk may hear of that only in a moment. */
export function forgetStray(resourceId: string): void {
  queryClient.setQueryData(straysQuery.queryKey, (known) =>
    known === undefined
      ? undefined
      : { ...known, resources: known.resources.filter((stray) => stray.resourceId !== resourceId) },
  );
}

export const useStrays = () => useQuery(straysQuery);

/** Reads the vendors themselves, and shows what they say now. */
export async function lookForStraysNow(): Promise<void> {
  queryClient.setQueryData(straysQuery.queryKey, await ask<Strays>('/v1/strays?now=true'));
}
