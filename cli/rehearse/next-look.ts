import type { PackageState } from '../../model/messages.js';
import { isEnded } from '../../model/status.js';
import { nominalTermMs, renewalLeadMs } from '../../model/term.js';
import type { People } from './people.js';
import type { RehearsedLife } from './rehearsed-package.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

type Standing = Pick<PackageState, 'status' | 'waitingFor' | 'nextStep' | 'expiresAt'>;

/**
 * When it might ask next: at its next step, and while it is on its way somewhere, often enough for who answers fast.
 * @returns epoch milliseconds; infinity where nothing is to come
 */
export function nextLookMs(
  { state, spec }: Pick<RehearsedLife, 'spec'> & { readonly state: Standing },
  { approveAfterMs }: Pick<People, 'approveAfterMs'>,
  nowMs: number,
): number {
  if (isEnded(state.status)) return Number.POSITIVE_INFINITY;
  if (spec.lifecycle.renewBy === 'console' && state.expiresAt !== null) {
    // Its next step is the end of the term: whoever renews it is asked long before.
    const { beforeMs, term } = spec.lifecycle.renew;
    const asksMs = Date.parse(state.expiresAt) - renewalLeadMs(beforeMs, nominalTermMs(term));
    return asksMs > nowMs ? asksMs + MINUTE_MS : nowMs + DAY_MS;
  }
  const dueMs = state.nextStep?.at == null ? null : Date.parse(state.nextStep.at);
  if (state.status === 'Active' && dueMs !== null && dueMs > nowMs) return dueMs + MINUTE_MS;
  // Without a term it asks nobody anything: somebody who looked every hour would make years of it last minutes.
  if (state.status === 'Active' && state.nextStep === null && state.waitingFor === null)
    return Number.POSITIVE_INFINITY;
  return nowMs + Math.min(DAY_MS, Math.max(HOUR_MS, (approveAfterMs ?? DAY_MS) / 2));
}
