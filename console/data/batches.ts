import { queryOptions, useQuery } from '@tanstack/react-query';
import type { BatchAnswer, BatchView, BatchYes } from '../../model/batch.js';
import { ask } from './http.js';

const EVERY_MS = 2_000;

const pathOf = (id: string): string => `/v1/runs/${encodeURIComponent(id)}`;

const batchQuery = (id: string) =>
  queryOptions({
    queryKey: ['batch', id],
    queryFn: ({ signal }) => ask<BatchView>(`${pathOf(id)}/approvals`, { signal }),
    // It has no events of its own; what is chosen stays chosen by its request.
    refetchInterval: EVERY_MS,
  });

export const useBatch = (id: string) => useQuery(batchQuery(id));

/** @param key the same for a repetition of the same decision, which is then answered and not done again */
export async function approveTogether(
  id: string,
  yeses: readonly BatchYes[],
  key: string,
): Promise<readonly BatchAnswer[]> {
  const body = { packages: yeses.map(({ name, request }) => ({ name, request })) };
  const answer = await ask<{ readonly packages: readonly BatchAnswer[] }>(`${pathOf(id)}/approve`, {
    method: 'POST',
    body,
    key,
  });
  return answer.packages;
}
