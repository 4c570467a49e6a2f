import type { ResourceSeen } from '../model/observation.js';

/** What a listing showed. Only a complete one says anything about what it does not show. */
export interface Shown {
  readonly resources: readonly ResourceSeen[];
  readonly complete: boolean;
}
