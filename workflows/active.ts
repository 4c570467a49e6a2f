import { patched, workflowInfo } from '@temporalio/workflow';
import { assertNever } from '../model/assert-never.js';
import type { ResourcePhase } from '../model/observation.js';
import { AlarmClock } from './alarm-clock.js';
import { alignAutoRenew, checkAutoRenew } from './auto-renew.js';
import { alignBudgets } from './budgets.js';
import { forgetLateCancel } from './cancel.js';
import { type Due, dueByTerm, hasMoved, heldRenewal, nextDue } from './due.js';
import { type Ending, ending } from './ending.js';
import { readFirstOrder } from './first-order.js';
import { checkFunds } from './funds.js';
import { isProvedGone } from './gone.js';
import { type Inbox, wantsReleaseNow, wantsResizeNow } from './inbox.js';
import type { Lease } from './lease.js';
import { untilNextLookMs } from './patience.js';
import { endPause } from './pause.js';
import type { ProductModule } from './products/product.js';
import { productOf } from './products/product-of.js';
import { lookAtResource } from './readiness.js';
import { forgetRefused, release, staysPlanned } from './release.js';
import { renew } from './renewal.js';
import { noteLateResize, resize } from './resize.js';

/** A vendor that cannot be read for so long after a term's end has most likely closed the account, or the keys are gone. */
const BY_CALENDAR_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * The long middle of a package's life: one timer to what is due next, and an ear for people and for the desk.
 * @returns how it ended, `nextRun` at a good moment to begin a new run, or `rename` to go on under another name
 */
export async function active(lease: Lease): Promise<Ending | 'nextRun' | 'rename'> {
  const { inbox, state } = lease;
  const alarm = new AlarmClock();
  for (;;) {
    // A file that was applied meanwhile may have changed how it renews or ends.
    const product = productOf(lease);
    endPause(lease);
    forgetLateCancel(lease, 'nothing that could be withdrawn is under way.');
    noteLateResize(lease);
    await alignBudgets(lease);
    forgetRefused(lease);
    const due = nextDue(lease, product);
    state.nextStep = due.nextStep;
    askAboutHeld(lease);
    const { news } = lease;
    // Earlier builds heard only what was seen while they waited here.
    const isBehind = hasOverlooked(lease) && patched('heed-what-was-seen-meanwhile');
    const called = () =>
      isBehind ||
      inbox.wake ||
      inbox.rename != null ||
      inbox.renew !== null ||
      wantsResizeNow(inbox) ||
      wantsReleaseNow(inbox) ||
      lease.news !== news;
    lease.isQuiet = true;
    alarm.set(due.atMs);
    await lease.until(() => called() || alarm.rings);
    const reached = alarm.rings && !called();
    lease.isQuiet = false;

    if (inbox.rename != null) return 'rename';
    if (inbox.release !== null && wantsReleaseNow(inbox)) {
      const { by } = inbox.release;
      inbox.release = null;
      const released = await release(lease, product, by);
      if (released !== null) return released;
    } else if (inbox.resize !== null && wantsResizeNow(inbox)) {
      await resizeOnce(lease, product, inbox.resize);
    } else if (inbox.renew !== null) {
      const { term, by } = inbox.renew;
      inbox.renew = null;
      if (await renew(lease, product, term ?? lease.spec.lifecycle.renew.term, by)) return 'nextRun';
    } else if (reached) {
      const ended = await actOn(due, lease, product);
      if (ended !== null) return ended;
    } else {
      const ended = await heed(lease, product);
      if (ended !== null) return ended;
    }
    if (inbox.wake || workflowInfo().continueAsNewSuggested) return 'nextRun';
  }
}

async function resizeOnce(
  lease: Lease,
  product: ProductModule,
  { by, bandwidthMbps }: NonNullable<Inbox['resize']>,
): Promise<void> {
  // From now on it is under way: another one is refused, and it cannot be withdrawn as a plan any more.
  lease.inbox.resize = { by, bandwidthMbps, at: null };
  await resize(lease, product, { bandwidthMbps, by });
  lease.inbox.resize = null;
}

async function actOn(due: Due, lease: Lease, product: ProductModule): Promise<Ending | 'nextRun' | null> {
  const { lifecycle } = lease.spec;
  switch (due.what) {
    case 'renew':
      return (await renew(lease, product, lifecycle.renew.term)) ? 'nextRun' : heed(lease, product);
    case 'release':
      if (await isProlonged(lease, product)) return null;
      if (!staysPlanned(lease)) lease.inbox.release = null;
      return release(lease, product, 'leaseline');
    case 'ask':
      return ask(due, lease, product);
    case 'lapse':
      return lapse(due, lease, product);
    case 'resize': {
      const { resize: wanted } = lease.inbox;
      if (wanted !== null) await resizeOnce(lease, product, wanted);
      return null;
    }
    case 'align': {
      const problem = await alignAutoRenew(lease, product);
      if (problem === null) lease.stand('Active', null, null, due.nextStep);
      else lease.stand('Active', 'operator', problem, due.nextStep);
      return null;
    }
    case 'check': {
      lease.state.checkedFor = lease.expiresAt;
      const problem = await checkAutoRenew(lease, product);
      if (problem !== null) askOperator(lease, problem, due.nextStep);
      return null;
    }
    case 'funds': {
      const problem = await checkFunds(lease);
      if (problem === null) return null;
      // Somebody who is asked already keeps the question; the money is told beside it.
      if (lease.state.waitingFor === null) askOperator(lease, problem, due.nextStep);
      else lease.tell(problem);
      return null;
    }
    case 'look':
      await lookAtResource(lease, product);
      return heed(lease, product);
    case 'resume':
      return null;
    case 'order':
      await readFirstOrder(lease, product);
      return heed(lease, product);
    default:
      return assertNever(due.what);
  }
}

/**
 * Somebody has renewed what was to be given back at its term's end: that is later by now. Earlier builds gave it back by what
 * the desk had told last, and with it a term that was just paid for.
 */
async function isProlonged(lease: Lease, product: ProductModule): Promise<boolean> {
  const known = lease.expiresAt;
  if (known === null || !patched('released-when-it-is-due')) return false;
  await lookAtResource(lease, product);
  if (!hasMoved(lease, known) || dueByTerm(lease, product).atMs <= Date.now()) return false;
  lease.tell(`not released at ${known}: somebody has renewed it until ${lease.expiresAt}`);
  return true;
}

/**
 * The term is over, by what was seen last. Only what the vendor shows now ends it: renewed meanwhile, in the console or by the
 * vendor, it would go on billing with nobody watching. Earlier builds went by the calendar where it could not be read.
 */
async function lapse(due: Due, lease: Lease, product: ProductModule): Promise<Ending | null> {
  const sight = await lookAtResource(lease, product);
  const { expiresAt, settings, spec, state } = lease;
  const overMs = expiresAt === null ? 0 : Date.now() - Date.parse(expiresAt);
  if (overMs < 0) {
    noteNewTerm(lease);
    return null;
  }
  if (sight === 'unread' && overMs < BY_CALENDAR_MS && patched('over-when-it-was-read')) {
    state.askedAbout = expiresAt;
    state.readAgainAt = new Date(Date.now() + untilNextLookMs(overMs, settings.fallbackLookMs)).toISOString();
    const why = `Its term ended at ${expiresAt}, if nobody has renewed it since: the vendor cannot be read.`;
    lease.stand('Active', 'cloud', why, due.nextStep);
    return null;
  }
  const unread = sight === 'unread' ? ' The vendor could not be read since: look there whether it is gone.' : '';
  if (spec.lifecycle.atTermEnd === 'release') return ending('Released', `Its term ended at ${expiresAt}.${unread}`);
  return ending('Lapsed', `Its term ended at ${expiresAt}, and it was not to be renewed.${unread}`);
}

/** The term ends, and by its file a person decides, or renews in the vendor's console. */
async function ask(due: Due, lease: Lease, product: ProductModule): Promise<null> {
  const { expiresAt, spec } = lease;
  lease.state.checkedFor = expiresAt;
  const problem = await checkAutoRenew(lease, product);
  const what =
    spec.lifecycle.atTermEnd === 'renew'
      ? `Renew ${lease.state.resourceId} in the vendor's console before ${expiresAt}; it is looked up there, and paid for by nobody here.`
      : `Its term ends at ${expiresAt}: say renew or release, or let it lapse.`;
  askOperator(lease, problem === null ? what : `${what} ${problem}`, due.nextStep);
  return null;
}

/** Until the expiry moves, or somebody says what to do. */
function askOperator(lease: Lease, reason: string, nextStep: Due['nextStep']): void {
  lease.state.askedAbout = lease.expiresAt;
  lease.stand('Active', 'operator', reason, nextStep);
  lease.tell(reason);
}

/** Whatever was done or said in between, somebody is asked until the expiry moves: the term would end unrenewed in silence. */
function askAboutHeld(lease: Lease): void {
  const held = heldRenewal(lease);
  if (held === null || lease.state.waitingFor !== null) return;
  const { atTermEnd } = lease.spec.lifecycle;
  if (atTermEnd !== 'renew' && atTermEnd !== 'ask') return;
  lease.stand('Active', 'operator', held.reason, lease.state.nextStep);
}

/**
 * Whether something was seen while the package was busy, or before this run began, of which there is something to say. The desk
 * tells it once, so nobody will say it again.
 */
function hasOverlooked(lease: Lease): boolean {
  const { state } = lease;
  if (state.heeded === true) return false;
  const { absent, alarm, askedAbout, seen } = state;
  const isWrong = absent || (seen !== null && WRONG_PHASES.includes(seen.phase));
  const isOver = alarm !== null && seen?.phase === 'ready';
  return isWrong || isOver || (askedAbout !== null && hasMoved(lease, askedAbout));
}

const WRONG_PHASES: readonly ResourcePhase[] = ['releasing', 'released', 'expired'];

/** Something was seen. What is gone, going or out of service behind our back must be said loudly. */
async function heed(lease: Lease, product: ProductModule): Promise<Ending | null> {
  const { state } = lease;
  state.heeded = true;
  if (state.absent) {
    if (!(await isReallyGone(lease, product))) return null;
    const expired = lease.expiresAt !== null && Date.parse(lease.expiresAt) <= Date.now();
    if (expired) return ending('Lapsed', `Its term ended at ${lease.expiresAt} and the vendor has released it.`);
    return sayLoudly(
      lease,
      `${state.resourceId} is no longer at the vendor, and nobody released it here. It is never bought again by itself; release it to close it.`,
    );
  }
  switch (state.seen?.phase) {
    case 'releasing':
    case 'released':
      return sayLoudly(
        lease,
        `The vendor shows ${state.resourceId} as ${state.seen.vendorStatus}, and nobody released it here.`,
      );
    case 'expired':
      state.askedAbout = lease.expiresAt;
      return sayLoudly(
        lease,
        `${state.resourceId} has expired (${state.seen.vendorStatus}): renew it before the vendor releases it.`,
      );
    default:
      noteRecovery(lease);
      noteNewTerm(lease);
      return null;
  }
}

async function isReallyGone(lease: Lease, product: ProductModule): Promise<boolean> {
  const { state } = lease;
  if (state.resourceId !== null && (await isProvedGone(lease, product, state.resourceId))) return true;
  // Unreadable is not gone: the sweeps are asked to say it again.
  state.absent = false;
  lease.listenAnew();
  return false;
}

function sayLoudly(lease: Lease, reason: string): null {
  lease.state.alarm = reason;
  if (lease.state.reason !== reason) lease.tell(reason);
  lease.stand('Active', 'operator', reason, lease.state.nextStep);
  return null;
}

/** What alarmed is over: the vendor shows it as it should be. */
function noteRecovery(lease: Lease): void {
  const { state } = lease;
  if (state.alarm === null || state.seen?.phase !== 'ready') return;
  lease.tell(`${state.resourceId} is there again, and in use`, 'vendor');
  if (state.reason === state.alarm) lease.stand('Active', null, null, state.nextStep);
  state.alarm = null;
}

/** Renewed by somebody else, in the console or by the vendor itself: what a person was asked is answered. */
function noteNewTerm(lease: Lease): void {
  const { state, expiresAt } = lease;
  if (state.askedAbout === null || !hasMoved(lease, state.askedAbout)) return;
  const wasHeld = state.held?.before === state.askedAbout;
  state.askedAbout = null;
  state.held = null;
  const how = wasHeld
    ? ': the vendor let the suspended order go on, or somebody else renewed it'
    : ', not by Leaseline';
  // A renewal of ours that came about at a later try was told when it was proved.
  if (expiresAt !== state.renewed?.until) lease.tell(`renewed until ${expiresAt}${how}`, 'vendor');
  const wasUnread = state.readAgainAt != null;
  state.readAgainAt = null;
  if (state.waitingFor === 'operator' || wasUnread) lease.stand('Active', null, null, state.nextStep);
}
