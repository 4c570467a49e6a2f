import type { Term } from '../model/term.js';
import { askApproval } from './approval.js';
import { now } from './clock.js';
import { nextDue } from './due.js';
import { holds } from './guards.js';
import { wantsReleaseNow } from './inbox.js';
import type { Lease } from './lease.js';
import { untilNextLookMs } from './patience.js';
import { awaitPayment } from './payment.js';
import type { ChangeOrdered, ProductModule } from './products/product.js';
import { lookAtResource } from './readiness.js';
import { isForMoney, sentence, spend } from './spend.js';
import type { SpendPlan } from './spend-plan.js';
import { changeEvidence, searchFor } from './traces.js';

const HOUR_MS = 60 * 60 * 1000;

/**
 * Renews for one more term: approval where a policy asks for it, the vendor's renew call, payment by a person where
 * the order waits for one, and the proof, which is a later expiry at the vendor. Nothing else counts.
 * @returns whether the expiry has moved
 */
export async function renew(lease: Lease, product: ProductModule, term: Term): Promise<boolean> {
  lease.renewing = true;
  try {
    return await renewOnce(lease, product, term);
  } finally {
    lease.renewing = false;
  }
}

async function renewOnce(lease: Lease, product: ProductModule, term: Term): Promise<boolean> {
  const { state } = lease;
  const { resourceId } = state;
  await lookAtResource(lease, product);
  const before = lease.expiresAt;
  if (resourceId === null || before === null || state.absent) {
    return later(lease, product, 6 * HOUR_MS, 'It could not be renewed: the vendor does not show it.');
  }
  const what = `renewal for ${term.period} ${term.unit}`;

  const untilExpiryMs = Math.max(HOUR_MS, Date.parse(before) - Date.now());
  const show = (reason: string) => lease.stand('Active', 'approval', reason, { what: 'approve', at: before });
  const decision = await askApproval(lease, what, show, untilExpiryMs);
  if (decision !== 'approved') {
    const why = typeof decision === 'object' ? decision.rejected : 'Nobody approved the renewal.';
    return later(lease, product, 24 * HOUR_MS, `${why} It lapses at ${before} unless somebody renews it.`);
  }

  const spent = await spend(lease, renewPlan(lease, product, { what, resourceId, term, before }));
  if (spent.kind === 'refused') {
    return later(lease, product, retryDelayMs(before), `The vendor refused the ${what}. ${sentence(spent)}`);
  }
  if (spent.kind === 'withdrawn')
    return later(lease, product, 24 * HOUR_MS, `The ${what} was withdrawn by ${spent.by}.`);
  if (!(await paid(lease, product, spent.value, before))) return false;
  await awaitNewExpiry(lease, product, before, what);
  lease.provedRenewal();
  state.againAt = null;
  lease.stand('Active', null, null, null);
  lease.tell(`renewed until ${lease.expiresAt}`, 'vendor');
  return true;
}

interface Renewal {
  readonly what: string;
  readonly resourceId: string;
  readonly term: Term;
  /** The expiry before anything was sent: renewals add up, so only a later one proves that it was done. */
  readonly before: string;
}

const hasMoved = (lease: Lease, before: string): boolean => lease.expiresAt !== null && lease.expiresAt > before;

function renewPlan(lease: Lease, product: ProductModule, renewal: Renewal): SpendPlan<ChangeOrdered> {
  const { what, resourceId, term, before } = renewal;
  return {
    what,
    lane: null,
    fingerprint: null,
    repeat: product.repeatRenewal,
    show: () => lease.stand('Active', null, `${what} under way`, { what: 'renew', at: now() }),
    send: (attempt) => product.renew(resourceId, term, attempt),
    evidence: async (attempt, begunAt) => {
      const { resource, complete } = await product.look(resourceId);
      // Renewals add up, so what counts is the expiry from before the first attempt, not the newest one known.
      const reference = holds('expiryBefore') ? before : (lease.expiresAt ?? before);
      const hasMoved = resource?.expiresAt != null && resource.expiresAt > reference;
      const order = product.renewalTraces(resourceId, term);
      const traces = changeEvidence(lease, await searchFor(lease, attempt, begunAt, { resource: null, order }));
      if (hasMoved) return { ...traces, found: traces.found ?? { value: { orderId: null } } };
      return { ...traces, complete: complete && traces.complete, control: resource !== null && traces.control };
    },
    mayLeaveOrder: (code) =>
      product.hasOrders && lease.spec.lifecycle.renew.autoPay && isForMoney(code) ? 'look' : 'no',
    blocking: () => product.unpaidOrders(),
    done: ({ orderId }) => {
      lease.state.order = null;
      return lease.noteOrder(orderId);
    },
  };
}

/** A renewal's unpaid order is never cancelled by a deadline: not paying in time is an outage, not a saving. */
async function paid(lease: Lease, product: ProductModule, renewed: ChangeOrdered, before: string): Promise<boolean> {
  const { orderId } = renewed;
  if (orderId === null || !product.hasOrders) return true;
  const payment = await awaitPayment(lease, product, orderId, {
    deadlineMs: null,
    onTimeout: 'keepWaiting',
    expectsPerson: !lease.spec.lifecycle.renew.autoPay,
    show: (reason) =>
      lease.stand('Active', 'payment', `${reason} It expires at ${before}.`, { what: 'pay', at: before }),
    overtaken: () => hasMoved(lease, before),
    // Whoever wants the package gone does not want it renewed; the release itself comes after.
    withdrawnBy: () => (wantsReleaseNow(lease.inbox) ? (lease.inbox.release?.by ?? null) : null),
  });
  return payment.kind === 'paid' || later(lease, product, HOUR_MS, payment.reason);
}

async function awaitNewExpiry(lease: Lease, product: ProductModule, before: string, what: string): Promise<void> {
  const { ready } = lease.spec.lifecycle;
  const begunMs = Date.now();
  const deadlineMs = begunMs + ready.withinMs;
  for (let waitMs = 2_000; ; waitMs *= 2) {
    waitMs = Math.min(waitMs, untilNextLookMs(Date.now() - begunMs, lease.settings.fallbackLookMs));
    await lookAtResource(lease, product);
    if (hasMoved(lease, before)) return;
    if (Date.now() > deadlineMs) {
      const reason = `The ${what} was accepted, but the vendor still shows the expiry ${before}. Ask its support.`;
      lease.stand('Active', 'operator', reason, { what: 'renew', at: null });
    } else lease.stand('Active', 'cloud', `${what} accepted; waiting for the new expiry`, { what: 'renew', at: null });
    await lease.until(() => hasMoved(lease, before), waitMs);
  }
}

/** Not renewed this time: a person is told, and it is tried again. */
function later(lease: Lease, product: ProductModule, delayMs: number, reason: string): false {
  lease.state.askedAbout = lease.expiresAt;
  lease.state.againAt = new Date(Date.now() + delayMs).toISOString();
  const next = nextDue(lease, product);
  const outlook =
    next.what === 'renew' ? `Next try at ${new Date(next.atMs).toISOString()}.` : 'It is not tried again by itself.';
  lease.stand('Active', 'operator', `${reason} ${outlook}`, null);
  lease.tell(reason);
  return false;
}

/** A refused renewal may be cured (balance, quota), so it is tried again: more often as the end comes near. */
function retryDelayMs(expiresAt: string): number {
  const leftMs = Date.parse(expiresAt) - Date.now();
  return Math.min(24 * HOUR_MS, Math.max(HOUR_MS, leftMs / 8));
}
