import { approvedAsSent } from './invariants/approved.js';
import { withinBudget } from './invariants/budget.js';
import type { Invariant, Violation } from './invariants/invariant.js';
import { wantedEndActive } from './invariants/liveness.js';
import { noResendWhileUnknown } from './invariants/no-resend.js';
import { ownsWhatItOrdered } from './invariants/own-order.js';
import { everythingOwned } from './invariants/ownership.js';
import { paidOnce } from './invariants/paid-once.js';
import { rateWithinQuota } from './invariants/rate.js';
import { refusedRetrySettlesNothing } from './invariants/refusal.js';
import { releasedIsGone } from './invariants/released.js';
import { lapsesOnlyReminded } from './invariants/reminded.js';
import { saysOnlyWhatIsDone } from './invariants/says-done.js';
import { neverFails, settlesOrAsks } from './invariants/settled.js';
import { spendWithinQuote } from './invariants/spend-within-quote.js';
import type { Evidence } from './play.js';

/** Everything a schedule is judged by, once it has been played. Replays are judged while its server still runs. */
export const INVARIANTS: readonly Invariant[] = [
  paidOnce,
  spendWithinQuote,
  noResendWhileUnknown,
  refusedRetrySettlesNothing,
  everythingOwned,
  ownsWhatItOrdered,
  releasedIsGone,
  saysOnlyWhatIsDone,
  settlesOrAsks,
  neverFails,
  wantedEndActive,
  rateWithinQuota,
  approvedAsSent,
  withinBudget,
  lapsesOnlyReminded,
];

export function judge(evidence: Evidence): Violation[] {
  return INVARIANTS.flatMap(({ name, broken }) => broken(evidence).map((what) => ({ invariant: name, what })));
}
