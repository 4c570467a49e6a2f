import { patched } from '@temporalio/workflow';
import { formatDuration } from '../model/format-duration.js';
import { withBandwidth } from '../model/package-spec.js';
import { whyNotResize } from '../model/resize-rules.js';
import { commitMonthly } from './budgets.js';
import { forgetLateCancel } from './cancel.js';
import type { Refusal } from './decision.js';
import { gateFor } from './gate.js';
import type { Lease } from './lease.js';
import { awaitPayment } from './payment.js';
import { priceText, quoted } from './priced.js';
import type { ChangeOrdered, ProductModule } from './products/product.js';
import { lookAtResource, lookUntil, SEEN_LATELY_MS, unseenForMs } from './readiness.js';
import { isShown, monthlyAt, pricedFor } from './running-price.js';
import { spendAllowed } from './spend.js';
import type { SpendPlan } from './spend-plan.js';
import { changeEvidence, searchFor } from './traces.js';
import { sentence } from './vendor-words.js';

/**
 * Changes the bandwidth of what runs: approval where a policy asks for it, the vendor's call, payment by a person where
 * its order waits for one, and the proof, which is the new bandwidth at the vendor, now or announced for later.
 */
export async function resize(
  lease: Lease,
  product: ProductModule,
  { bandwidthMbps, by }: { readonly bandwidthMbps: number; readonly by: string },
): Promise<void> {
  const { state } = lease;
  const { resourceId } = state;
  await lookAtResource(lease, product);
  noteLateResize(lease);
  const before = state.seen?.bandwidthMbps;
  if (resourceId === null || before === undefined || state.absent) {
    return stays(lease, 'It could not be resized: the vendor does not show it.');
  }
  const what = `resize from ${before} to ${bandwidthMbps} Mbps`;
  if (before === bandwidthMbps) {
    state.spec = withBandwidth(state.spec, bandwidthMbps);
    state.lateResize = null;
    return lease.tell(`it has ${before} Mbps already`);
  }
  const why = state.seen === null ? null : whyNotResize(lease.spec, state.seen, bandwidthMbps);
  if (why !== null) return stays(lease, `It was not resized to ${bandwidthMbps} Mbps: ${why}`);
  const quote = () => quoted(lease, (quotes) => quotes.quoteResize(resourceId, bandwidthMbps));
  // Where nobody is asked, the price is told at least.
  if (lease.spec.approval === null && lease.life.gate === undefined) lease.tell(`${what}${priceText(await quote())}`);
  // Older builds made a line smaller that somebody had made larger while the smaller one was being approved, or tried.
  const mindsOthers = patched('resized-as-it-was-asked');
  const isOvertaken = () => mindsOthers && state.seen !== null && state.seen.bandwidthMbps !== before;
  const gate = gateFor(lease, {
    operation: 'resize',
    what,
    exact: { resourceId, bandwidthMbps },
    requestedBy: by,
    bandwidthMbps,
    quote,
    // It costs a difference once, and from then on what one of that size is sold for.
    monthly: () => monthlyAt(lease, bandwidthMbps),
    show: (reason, waitingFor) =>
      lease.stand('Active', waitingFor, reason, waitingFor === 'approval' ? { what: 'approve', at: null } : null),
    overtaken: isOvertaken,
    look: () => lookAtResource(lease, product),
  });
  let decision = await gate.pass();
  if (decision === 'approved' && mindsOthers && unseenForMs(lease) > SEEN_LATELY_MS) {
    await lookAtResource(lease, product);
    if (isOvertaken()) decision = 'overtaken';
  }
  if (decision !== 'approved') return notDone(lease, what, decision, bandwidthMbps);
  const plan = resizePlan(lease, product, { what, resourceId, before, bandwidthMbps });
  const spent = await spendAllowed(lease, plan, gate);
  if (spent.kind === 'notAllowed') return notDone(lease, what, spent.decision, bandwidthMbps);
  if (spent.kind === 'refused') {
    const isHeld = spent.heldSince !== undefined;
    const did = isHeld ? 'suspended, and may still carry out,' : 'refused';
    const reason = `The vendor ${did} the ${what}. ${sentence(spent)}`;
    if (isHeld) awaitLate(lease, bandwidthMbps, reason);
    return stays(lease, reason);
  }
  if (spent.kind === 'withdrawn') return stays(lease, `The ${what} was withdrawn by ${spent.by}.`);
  forgetLateCancel(lease, `the ${what} was carried out.`);
  const unpaid = await paid(lease, product, spent.value, bandwidthMbps);
  if (unpaid !== null) return stays(lease, unpaid);
  lease.stand('Active', 'cloud', `${what} accepted; waiting for the new bandwidth`, null);
  const { withinMs } = lease.spec.lifecycle.ready;
  if (!(await lookUntil(lease, product, () => isShown(lease, bandwidthMbps), withinMs))) {
    const shown = `${state.seen?.bandwidthMbps ?? before} Mbps`;
    const reason = `The ${what} was accepted, and ${formatDuration(withinMs)} later the vendor still shows ${shown}. Ask its support.`;
    awaitLate(lease, bandwidthMbps, reason);
    return stays(lease, reason);
  }
  lease.stand('Active', null, null, null);
  commitMonthly(lease);
  hasBecome(lease, bandwidthMbps);
}

/** What runs is what the package file is compared with from now on. */
function hasBecome(lease: Lease, bandwidthMbps: number): void {
  const { state } = lease;
  state.lateResize = null;
  state.spec = withBandwidth(state.spec, bandwidthMbps);
  // What comes later is told when the vendor shows it as booked.
  if (state.seen?.bandwidthMbps === bandwidthMbps) lease.tell(`resized to ${bandwidthMbps} Mbps`, 'vendor');
}

/** It counts whenever it is shown. Earlier builds went on at the price from before it until the next renewal. */
function awaitLate({ state }: Lease, bandwidthMbps: number, reason: string): void {
  if (!patched('late-resize-counts')) return;
  state.lateResize = { bandwidthMbps, monthly: state.pendingMonthly ?? null, reason };
}

/** The resize that was given up waiting for has come about. */
export function noteLateResize(lease: Lease): void {
  const { state } = lease;
  const late = state.lateResize ?? null;
  if (late === null || !isShown(lease, late.bandwidthMbps)) return;
  if (late.monthly !== null) {
    state.monthly = late.monthly;
    pricedFor(state, late.bandwidthMbps);
  }
  if (state.reason === late.reason) lease.stand('Active', null, null, state.nextStep);
  hasBecome(lease, late.bandwidthMbps);
}

interface Resize {
  readonly what: string;
  readonly resourceId: string;
  /** Mbps before anything was sent. */
  readonly before: number;
  readonly bandwidthMbps: number;
}

function resizePlan(lease: Lease, product: ProductModule, resize: Resize): SpendPlan<ChangeOrdered> {
  const { what, resourceId, bandwidthMbps } = resize;
  return {
    what,
    lane: null,
    fingerprint: null,
    repeat: 'never',
    money: 'either',
    show: () => lease.stand('Active', null, `${what} under way`, null),
    send: (attempt) => product.resize(resourceId, bandwidthMbps, attempt),
    evidence: async (attempt, begunAt) => {
      const { resource, complete } = await product.look(resourceId);
      const has = resource?.bandwidthMbps === bandwidthMbps || resource?.reservation?.bandwidthMbps === bandwidthMbps;
      const order = product.resizeTraces(resourceId, bandwidthMbps);
      const traces = changeEvidence(lease, await searchFor(lease, attempt, begunAt, { resource: null, order }));
      if (has) return { ...traces, found: traces.found ?? { value: { orderId: null } } };
      return { ...traces, complete: complete && traces.complete, control: resource !== null && traces.control };
    },
    blocking: () => product.unpaidOrders(),
    done: ({ orderId }) => {
      lease.state.order = null;
      return lease.noteOrder(orderId);
    },
  };
}

/** @returns why it came to nothing; null when it is paid for */
async function paid(
  lease: Lease,
  product: ProductModule,
  { orderId }: ChangeOrdered,
  bandwidthMbps: number,
): Promise<string | null> {
  if (orderId === null || !product.hasOrders) return null;
  const { withinMs, onTimeout } = lease.spec.lifecycle.payment;
  const payment = await awaitPayment(lease, product, orderId, {
    deadlineMs: Date.now() + withinMs,
    onTimeout,
    expectsPerson: product.resizeWaitsForPayment(),
    show: (reason, at) => lease.stand('Active', 'payment', reason, { what: 'pay', at }),
    overtaken: () => isShown(lease, bandwidthMbps),
    wish: () => lease.inbox.release,
  });
  return payment.kind === 'cancelled' ? payment.reason : null;
}

function notDone(lease: Lease, what: string, decision: Refusal, bandwidthMbps: number): void {
  const { state } = lease;
  if (decision === 'overtaken' && isShown(lease, bandwidthMbps)) {
    state.spec = withBandwidth(state.spec, bandwidthMbps);
    lease.stand('Active', null, null, null);
    lease.tell(`resized to ${bandwidthMbps} Mbps by somebody else; nothing was sent`, 'vendor');
    return;
  }
  stays(lease, whyNotDone(lease, what, decision));
}

function whyNotDone({ state }: Lease, what: string, decision: Refusal): string {
  if (typeof decision === 'object') return decision.rejected;
  switch (decision) {
    case 'expired':
      return `Nobody approved the ${what} in time.`;
    case 'withdrawn':
      return `The ${what} was withdrawn.`;
    case 'overtaken':
      return `The ${what} was not sent: somebody else made it ${state.seen?.bandwidthMbps} Mbps meanwhile. Say resize again if that is to change.`;
  }
}

function stays(lease: Lease, reason: string): void {
  lease.stand('Active', 'operator', reason, null);
  lease.tell(reason);
}
