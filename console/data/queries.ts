import { QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import type { PackageState } from '../../model/messages.js';
import type { PackageRow } from '../../model/row.js';
import { ask } from './http.js';
import { live } from './live.js';
import { ApiProblem } from './problem.js';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What was refused once is refused again; only a server that is away may come back.
      retry: (failures, error) => failures < 2 && error instanceof ApiProblem && [0, 503].includes(error.status),
      refetchOnWindowFocus: true,
    },
  },
});

/** What was read of a package is read again when its row changes, and everything after a gap. */
live.onChange((names) => {
  if (names === 'all') {
    queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' }).catch(() => undefined);
    return;
  }
  for (const name of names) queryClient.invalidateQueries({ queryKey: ['package', name] }).catch(() => undefined);
});

/** Without a worker the API answers with the row alone. */
export type Shown = PackageState | (PackageRow & { readonly spec?: undefined });

const packageQuery = (name: string) =>
  queryOptions({
    queryKey: ['package', name],
    queryFn: ({ signal }) => ask<Shown>(`/v1/packages/${encodeURIComponent(name)}`, { signal }),
  });

export const usePackage = (name: string) => useQuery(packageQuery(name));

/** What the page must know of the installation: what is simulated, and where other pages are. */
export interface System {
  readonly version: string;
  readonly accounts: readonly {
    readonly name: string;
    readonly vendor: string;
    readonly payer: string;
    readonly isSimulated: boolean;
    /** Where its unpaid orders are paid. */
    readonly ordersPage: { readonly what: string; readonly url: string };
    readonly observeOnly: boolean;
  }[];
  readonly temporal: { readonly namespace: string; readonly uiUrl: string | null };
}

const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: ({ signal }) => ask<System>('/v1/system', { signal }),
  staleTime: 60_000,
});

export const useSystem = () => useQuery(systemQuery);
