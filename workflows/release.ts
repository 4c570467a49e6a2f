import { patched, sleep } from '@temporalio/workflow';
import { formatDuration } from '../model/format-duration.js';
import { hasTerm } from '../model/package-spec.js';
import {
  consequences,
  moneySentences,
  outlookSentences,
  type ReleaseOutlook,
  refused,
  releaseOutlook,
  wantsOrderPrice,
} from '../model/release-outlook.js';
import { briefReads } from './activity-proxies.js';
import { alignAutoRenew } from './auto-renew.js';
import { plannedEnd } from './due.js';
import { type Ending, ending } from './ending.js';
import { passGate } from './gate.js';
import { isProvedGone } from './gone.js';
import type { Lease } from './lease.js';
import { fullStateOf } from './lease-view.js';
import { announce } from './outbox.js';
import { untilNextLookMs } from './patience.js';
import { quoted } from './priced.js';
import type { ProductModule, ReleaseStep } from './products/product.js';
import { lookAtResource, lookUntil } from './readiness.js';
import { recheckAfter } from './recheck.js';
import { spend } from './spend.js';
import type { SpendPlan } from './spend-plan.js';
import { sentence } from './vendor-words.js';

/** A release at the term's end that did not come about is tried again after this long. */
const AGAIN_MS = 60 * 60 * 1000;
/** One that a person or a rule has refused. */
const ASK_AGAIN_MS = 24 * AGAIN_MS;

/**
 * Gives a package back, truthfully: it is Released only when the vendor no longer has it. A prepaid package whose
 * refund the vendor refuses cannot be released before its term ends; then it is left to lapse, and says so.
 * @returns null when it lives on
 */
export async function release(lease: Lease, product: ProductModule, by: string): Promise<Ending | null> {
  const { state } = lease;
  const { resourceId } = state;
  if (resourceId === null) return ending('Released', 'There was no resource to release.');
  const kept = await whyKept(lease, resourceId, by);
  if (kept !== null) return standStill(lease, kept.why, ASK_AGAIN_MS, kept.isOver);
  // Even what no longer shows is told to go: a list that lies must not keep a line that bills.
  const isAbsent = (await lookAtResource(lease, product)) === 'absent';
  const outlook = await outlookOf(lease, resourceId);
  lease.tell(`release begins. ${outlookSentences(outlook).join(' ')}`, by);
  const done: string[] = [];
  for (const step of product.releaseSteps(resourceId, state.seen)) {
    const spent = await spend(lease, stepPlan(lease, product, step, { resourceId, outlook }));
    if (spent.kind === 'withdrawn') {
      const after = done.length === 0 ? '' : `, after the ${done.join(' and the ')}`;
      return standStill(lease, `The release was withdrawn by ${spent.by}${after}.`, AGAIN_MS, true);
    }
    if (spent.kind === 'refused') {
      if (isAbsent && (await isProvedGone(lease, product, resourceId))) {
        return ending('Released', `${resourceId} was already gone.`);
      }
      if (step.kind === 'refund') return letLapse(lease, product, outlook, sentence(spent));
      return standStill(lease, `It could not be released: ${step.what} was refused. ${sentence(spent)}`);
    }
    await awaitStep(lease, product, step, outlook);
    done.push(step.what);
  }
  return ending('Released', null);
}

interface Kept {
  readonly why: string;
  /** Somebody said no, so that it is not planned any more. */
  readonly isOver: boolean;
}

/** @returns why the rules of leaseline.yaml, or a person they ask, keep it; null when it may go */
async function whyKept(lease: Lease, resourceId: string, by: string): Promise<Kept | null> {
  const decision = await passGate(lease, {
    operation: 'release',
    what: `release of ${resourceId}`,
    exact: { release: resourceId },
    requestedBy: by === 'leaseline' ? null : by,
    bandwidthMbps: lease.row().bandwidthMbps,
    quote: () => quoted(lease, (quotes) => quotes.quoteRefund(resourceId)),
    monthly: () => lease.state.monthly ?? null,
    show: (reason, waitingFor) =>
      lease.stand('Active', waitingFor, reason, { what: waitingFor === 'approval' ? 'approve' : 'release', at: null }),
    isTakenBack: () => lease.inbox.cancel !== null,
  });
  if (decision === 'approved') return null;
  if (typeof decision === 'object') return { why: `It is not released. ${decision.rejected}`, isOver: true };
  if (decision === 'expired') return { why: 'It is not released: nobody approved it in time.', isOver: false };
  return { why: 'The release was withdrawn.', isOver: true };
}

/** What giving it back means in money, addresses and attachments, asked before anything is sent. */
async function outlookOf(lease: Lease, resourceId: string): Promise<ReleaseOutlook> {
  const leaving = fullStateOf(lease);
  const refund = hasTerm(lease.spec)
    ? await quoted(lease, (quotes) => quotes.quoteRefund(resourceId), briefReads)
    : null;
  const order = wantsOrderPrice(leaving) ? await quoted(lease, (quotes) => quotes.quoteOrder(), briefReads) : null;
  return releaseOutlook(leaving, { refund, renewal: null, order });
}

/** What whoever looks at it meanwhile should know beside what is being done. */
function stepReason(step: ReleaseStep, how: string, outlook: ReleaseOutlook): string {
  return [`${step.what} ${how}.`, ...consequences(outlook)].join(' ');
}

function stepPlan(
  lease: Lease,
  product: ProductModule,
  step: ReleaseStep,
  { resourceId, outlook }: { readonly resourceId: string; readonly outlook: ReleaseOutlook },
): SpendPlan<unknown> {
  return {
    what: step.what,
    lane: null,
    fingerprint: null,
    // What is gone or detached cannot be taken twice; a refund moves money, and its token is answered with the first result.
    repeat: step.kind === 'refund' ? 'token' : 'harmless',
    money: 'returned',
    show: () =>
      lease.stand('Releasing', 'cloud', stepReason(step, 'under way', outlook), { what: 'release', at: null }),
    send: (attempt) => step.send(attempt),
    evidence: async () => {
      const { resource, complete } = await product.look(resourceId);
      const isUnderWay = step.kind !== 'detach' && resource?.phase === 'releasing';
      const done =
        resource === null ? await isProvedGone(lease, product, resourceId) : isUnderWay || step.isDone(resource);
      return { found: done ? { value: null } : null, candidates: [], complete, control: true };
    },
    done: () => [lease.watch('delivery')],
  };
}

async function awaitStep(
  lease: Lease,
  product: ProductModule,
  step: ReleaseStep,
  outlook: ReleaseOutlook,
): Promise<void> {
  const waiting = stepReason(step, 'accepted; waiting until the vendor shows it done', outlook);
  lease.stand('Releasing', 'cloud', waiting, { what: 'release', at: null });
  const { withinMs } = lease.spec.lifecycle.ready;
  if (await isTaken(lease, product, step, withinMs)) return;
  const reason = `The vendor accepted the ${step.what}, and ${formatDuration(withinMs)} later still shows it. Ask its support; it is still being watched.`;
  lease.tell(reason);
  lease.stand('Releasing', 'operator', reason, { what: 'release', at: null });
  await isTaken(lease, product, step);
}

/** Waits until the vendor shows that the step has taken effect; what is merely not listed is looked at more closely. */
async function isTaken(lease: Lease, product: ProductModule, step: ReleaseStep, withinMs?: number): Promise<boolean> {
  const { state } = lease;
  const begunMs = Date.now();
  const endMs = withinMs === undefined ? null : begunMs + withinMs;
  for (;;) {
    const shows = () => state.absent || (state.seen !== null && step.isDone(state.seen));
    const leftMs = endMs === null ? undefined : Math.max(0, endMs - Date.now());
    if (!(await lookUntil(lease, product, shows, leftMs))) return false;
    if (!state.absent) return true;
    if (await isProvedGone(lease, product, state.resourceId ?? '', true)) return true;
    state.absent = false;
    await sleep(untilNextLookMs(Date.now() - begunMs, lease.settings.fallbackLookMs));
  }
}

async function letLapse(lease: Lease, product: ProductModule, outlook: ReleaseOutlook, why: string): Promise<null> {
  const { spec } = lease;
  dropPlan(lease);
  lease.state.spec = { ...spec, lifecycle: { ...spec.lifecycle, atTermEnd: 'lapse', releaseAt: null } };
  const problem = await alignAutoRenew(lease, product);
  const end = lease.expiresAt ?? 'the vendor allows it';
  const switched = problem ?? 'Automatic renewal is off.';
  const reason = `It cannot be released before ${end}: it is prepaid and the vendor refused a refund (${why}). It will lapse then.`;
  return standStill(lease, [reason, switched, ...moneySentences(refused(outlook))].join(' '));
}

/**
 * Whether what is to be given back on a day stays so until it is done or somebody says otherwise. Earlier builds tried it once, and
 * renewed the line at its term's end.
 */
export const staysPlanned = (lease: Lease): boolean => plannedEnd(lease) !== null && patched('released-until-it-is');

/** What could not be given back on its day, and is not to be any more, asks nobody. */
export function forgetRefused(lease: Lease): void {
  const { releaseAgain = null, reason, nextStep } = lease.state;
  if (releaseAgain === null || releaseAgain.of === plannedEnd(lease)) return;
  lease.state.releaseAgain = null;
  if (reason === releaseAgain.reason) lease.stand('Active', null, null, nextStep);
}

/** @param isOver it is not wanted any more, so that no plan of it stays */
async function standStill(lease: Lease, why: string, againMs = AGAIN_MS, isOver = false): Promise<null> {
  const { state } = lease;
  const plan = plannedEnd(lease);
  const stays = !isOver && plan !== null && staysPlanned(lease);
  // Otherwise the same date would call for the same release again at once.
  if (!stays) dropPlan(lease);
  const told = state.releaseAgain?.reason;
  const reason = stays && Date.parse(plan) <= Date.now() ? tryAgain(lease, plan, why, againMs) : why;
  state.againAt = new Date(Date.now() + againMs).toISOString();
  lease.stand('Active', 'operator', reason, null);
  if (reason !== told) lease.tell(reason);
  await lease.watchFor('idle');
  return null;
}

/** @returns why it is still here, and what becomes of it */
function tryAgain({ state }: Lease, plan: string, why: string, againMs: number): string {
  const reason = `${why} It was to be released at ${plan}, and is tried again until it is; cancel, or another releaseAt in its file, ends that.`;
  // Whoever planned it may have stopped looking: it is told once.
  if (state.releaseAgain?.of !== plan) announce(state, { kind: 'alarm', step: `release/${plan}`, what: reason });
  state.releaseAgain = { ...recheckAfter(state.releaseAgain, plan, againMs), reason };
  return reason;
}

function dropPlan(lease: Lease): void {
  const { spec, state, inbox } = lease;
  if (inbox.release?.at != null && staysPlanned(lease)) inbox.release = null;
  if (spec.lifecycle.releaseAt !== null) state.spec = { ...spec, lifecycle: { ...spec.lifecycle, releaseAt: null } };
}
