import { CLOCKS_APART_MS } from '../../model/clocks.js';
import type { Review, Reviewable, Verdict } from '../../model/desk.js';
import { holds } from '../guards.js';
import { awaited, type DeskPages, type Intent } from './pages.js';

/**
 * CEN's times name the minute. What is older than that by the vendor's clock is ours only if the clocks are apart, which a
 * person must say.
 */
const PRECISION_MS = 60_000;

/** Which of these could still be what came of an attempt whose outcome is not known, one verdict for each. */
export function verdictsOn(
  pages: DeskPages,
  { holder, operation, candidates, ordered, mayCommitForMs }: Review,
  nowMs: number,
): Verdict[] {
  const { owners, orders, known, intents, unordered } = pages;
  const run = holder.firstExecutionRunId;
  const mine = intents[run];
  const others = [
    ...Object.entries(intents).map(([other, intent]) => ({ other, intent, stage: 'open' as const })),
    ...Object.entries(unordered).map(([other, intent]) => ({ other, intent, stage: 'settled' as const })),
    ...Object.entries(awaited(pages, nowMs)).map(([other, intent]) => ({ other, intent, stage: 'ordered' as const })),
  ].filter(({ other }) => other !== run);
  const owning = new Set(Object.values(owners));
  const knownOrder = new Set(ordered.flatMap((resourceId) => owners[resourceId] ?? []));
  const isRival = ({ resourceId, isTold }: Reviewable, { other, intent, stage }: (typeof others)[number]) => {
    // What is in one lane is not under way at once; what was settled before is another matter.
    if (stage === 'open' && mine?.lane != null && mine.lane === intent.lane) return false;
    // What it made is known, and is not this.
    if (stage === 'ordered' && resourceId === null) return false;
    if (stage !== 'open' && ((resourceId !== null && owning.has(other)) || knownOrder.has(other))) return false;
    return !isTold || mine?.fingerprint === intent.fingerprint;
  };
  // What is ordered is made when somebody pays, however much later.
  const mayHaveMade = (candidate: Reviewable, { intent, stage }: (typeof others)[number]) =>
    isInTime(candidate, intent, stage === 'ordered' ? Infinity : mayCommitForMs);
  const fencedMs = fencedMsOf(pages, run, operation);
  const isOlder = (resourceId: string) => {
    const one = known[resourceId];
    return holds('snapshot') && one !== undefined && fencedMs !== null && one.firstSeenMs <= fencedMs;
  };
  const isOthers = (owner: string | undefined) => owner !== undefined && owner !== run;
  const isExcluded = ({ resourceId, orderId }: Reviewable) =>
    (resourceId !== null && (isOthers(owners[resourceId]) || isOlder(resourceId))) ||
    (orderId !== null && isOthers(orders[orderId]));
  // By the vendor's clock: what was there before is not ours, unless the clocks are apart.
  const isEarlier = ({ createdAt }: Reviewable) =>
    createdAt !== null && mine !== undefined && Date.parse(createdAt) < mine.openedMs - PRECISION_MS;
  const isContested = (candidate: Reviewable) =>
    // A desk that has forgotten its intents cannot say whose it is.
    mine === undefined ||
    !isInTime(candidate, mine, mayCommitForMs) ||
    others.some((other) => isRival(candidate, other) && mayHaveMade(candidate, other));
  const verdictOn = (candidate: Reviewable): Verdict => {
    if (isExcluded(candidate)) return 'excluded';
    if (holds('snapshot') && isEarlier(candidate)) return 'contested';
    return isContested(candidate) && holds('rivals') ? 'contested' : 'possible';
  };
  return candidates.map(verdictOn);
}

/** When the operation's first attempt took its fence, epoch milliseconds; null while none has. */
export function fencedMsOf({ lives }: DeskPages, run: string, operation: number): number | null {
  const life = lives[run];
  return life?.operation === operation ? life.fencedMs : null;
}

/** Whether it can have come of an attempt: nothing of it was made before the intent, or after the vendor's time for it. */
function isInTime({ createdAt }: Reviewable, { openedMs, fencedMs }: Intent, mayCommitForMs: number): boolean {
  if (fencedMs === null) return false;
  if (createdAt === null) return true;
  const createdMs = Date.parse(createdAt);
  return createdMs >= openedMs - CLOCKS_APART_MS && createdMs <= fencedMs + mayCommitForMs + CLOCKS_APART_MS;
}
