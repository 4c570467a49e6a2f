import { hasTerm } from '../model/package-spec.js';
import { waitsForPerson } from '../model/status.js';
import type { Lease } from './lease.js';

/** The expiry before which a person must act; null while nobody must. Who decided to let it end needs no reminder. */
export function askedEnd(lease: Lease): string | null {
  const { state, spec, inbox, expiresAt } = lease;
  if (expiresAt === null || state.resourceId === null || !hasTerm(spec) || !waitsForPerson(state.waitingFor))
    return null;
  const { atTermEnd, releaseAt } = spec.lifecycle;
  const isToEnd = atTermEnd === 'release' || atTermEnd === 'lapse' || inbox.release !== null;
  return isToEnd || (releaseAt !== null && releaseAt <= expiresAt) ? null : expiresAt;
}
