import type { PlannedResize } from '../model/row.js';
import type { Lease } from './lease.js';

/** The change of bandwidth that somebody wants at a later time; null when there is none. */
export function plannedResize({ inbox: { resize } }: Pick<Lease, 'inbox'>): PlannedResize | null {
  if (resize?.at == null) return null;
  const { bandwidthMbps, at } = resize;
  return { bandwidthMbps, at };
}
