import { patched } from '@temporalio/workflow';
import type { VendorAnswer } from '../model/outcome.js';
import { monthlyOfQuote } from '../model/policy/monthly.js';
import type { Term } from '../model/term.js';
import { isTakenBack } from './approval.js';
import { checkAutoRenew } from './auto-renew.js';
import { commitMonthly } from './budgets.js';
import { forgetLateCancel } from './cancel.js';
import type { Decision, Refusal } from './decision.js';
import { dueByTerm, endedBy, hasMoved, isInDeductionWindow } from './due.js';
import { gateFor, type OpenGate } from './gate.js';
import { holds } from './guards.js';
import { wantsReleaseNow } from './inbox.js';
import type { Lease } from './lease.js';
import { untilNextLookMs } from './patience.js';
import { awaitPayment, cancelOrder } from './payment.js';
import { quoted } from './priced.js';
import type { ChangeOrdered, ProductModule } from './products/product.js';
import { readFirst } from './read-first.js';
import { lookAtResource } from './readiness.js';
import { type Renewal, renewPlan } from './renewal-plan.js';
import { spend, spendAllowed } from './spend.js';
import type { Allowance } from './spend-plan.js';
import { sentence } from './vendor-words.js';

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Of a vendor's patience with an unpaid order, the part after which it is ordered anew: the last seventh is a day of seven. */
const STALE_SHARE = 6 / 7;
/** With a standing approval: this long before the end the shortest term is bought if nobody has answered. */
const BRIDGE_LEAD_MS = DAY_MS;
/** Whose wish it is that an unpaid order of a renewal that is not wanted any more goes. */
const REPLANNED = { by: 'a change of plan' };
/**
 * Older builds bought that term whatever had been asked in vain, and past every pause and rule. A pause, a rule and other people's
 * yes bind it like any renewal; only the yes of the package's own policy is given beforehand.
 */
const BRIDGE_GATED = 'bridge-passes-the-gate';

/**
 * Renews for one more term: approval where a policy asks for it, the vendor's renew call, payment by a person where
 * the order waits for one, and the proof, which is a later expiry at the vendor. Nothing else counts.
 * @param requestedBy who asked for it; null: it is due by itself
 * @returns whether the expiry has moved
 */
export async function renew(
  lease: Lease,
  product: ProductModule,
  term: Term,
  requestedBy: string | null = null,
): Promise<boolean> {
  lease.renewing = true;
  lease.isReplanned = false;
  try {
    return await new Renewing(lease, product, requestedBy).run(term);
  } finally {
    lease.renewing = false;
  }
}

class Renewing {
  readonly lease: Lease;
  readonly product: ProductModule;
  readonly requestedBy: string | null;

  constructor(lease: Lease, product: ProductModule, requestedBy: string | null) {
    this.lease = lease;
    this.product = product;
    this.requestedBy = requestedBy;
  }

  async run(asked: Term): Promise<boolean> {
    const { lease, product } = this;
    const { resourceId } = lease.state;
    const known = lease.expiresAt;
    await lookAtResource(lease, product);
    const before = lease.expiresAt;
    if (resourceId === null || before === null || lease.state.absent) {
      return this.#later(6 * HOUR_MS, 'It could not be renewed: the vendor does not show it.');
    }
    // Whoever asked for it, and what is due, went by what was known. Earlier builds bought a term on top of the one they found.
    if (known !== null && hasMoved(lease, known) && patched('due-by-what-was-known')) return this.#overtaken();
    let wanted = asked;
    let gate = this.#gate(resourceId, wanted, before);
    let decision = await gate.pass();
    for (;;) {
      if (decision === 'expired' && gate.isOwnSilent && this.#mayBridge() && patched(BRIDGE_GATED)) {
        wanted = product.shortestTerm;
        gate = this.#gate(resourceId, wanted, before, true);
        decision = await gate.pass();
        if (decision === 'approved') this.#tellBridge();
      }
      const term = this.#decided(decision, wanted, before);
      if (typeof term === 'boolean') return term;
      const what = `renewal for ${term.period} ${term.unit}`;
      const allowance = decision === 'approved' ? gate : null;
      const ended = await this.#orderOnce({ what, resourceId, term, before }, allowance);
      if (typeof ended === 'boolean') return ended;
      decision = ended === 'again' ? await gate.pass() : ended;
    }
  }

  /**
   * The gate of a policy. It stays open until the vendor would let the package go, or silence decides; somebody who renews in
   * the vendor's console closes it.
   * @param isBridge for what is bought to win time: the package's own policy has let that through beforehand
   */
  #gate(resourceId: string, asked: Term, before: string, isBridge = false): OpenGate {
    const { lease } = this;
    const { onSilence } = lease.spec.lifecycle.renew;
    const mayBridge = this.#mayBridge() && !isBridge;
    const leftMs = Date.parse(before) - Date.now();
    const openMs = mayBridge
      ? leftMs - Math.min(BRIDGE_LEAD_MS, leftMs / 2)
      : onSilence === 'lapse'
        ? leftMs
        : leftMs + lease.life.graceMs;
    const withinMs = Math.max(HOUR_MS, openMs);
    const isGone = () => lease.state.absent || lease.state.seen?.phase === 'released';
    return gateFor(lease, {
      operation: 'renew',
      what: `renewal for ${asked.period} ${asked.unit}`,
      exact: { resourceId, term: asked, before },
      requestedBy: this.requestedBy,
      quote: () => quoted(lease, (quotes) => quotes.quoteRenewal(resourceId, asked)),
      term: asked,
      bandwidthMbps: lease.row().bandwidthMbps,
      monthly: (quote) => monthlyOfQuote(quote, asked),
      show: (reason, waitingFor) => {
        const what = waitingFor === 'approval' ? 'approve' : 'renew';
        lease.stand('Active', waitingFor, `${reason} It expires at ${before}.`, { what, at: before });
      },
      withinMs,
      isStanding: isBridge,
      isTakenBack: () => isTakenBack(lease.inbox) || this.#isUnwanted(),
      overtaken: () => (holds('expiryBefore') && hasMoved(lease, before)) || isGone(),
      look: () => lookAtResource(lease, this.product),
    });
  }

  /** It came due by itself, and by what was said since it is not to be renewed, or to be given back before. */
  #isUnwanted(): boolean {
    const { lease, product, requestedBy } = this;
    if (!lease.isReplanned || requestedBy !== null) return false;
    return endedBy(lease.spec.lifecycle) !== 'renew' || dueByTerm(lease, product).what === 'release';
  }

  #mayBridge(): boolean {
    return this.lease.spec.lifecycle.renew.onSilence === 'bridge' && this.lease.life.mayBridge;
  }

  #tellBridge(): void {
    const { period, unit } = this.product.shortestTerm;
    this.lease.tell(`nobody answered: ${period} ${unit} is bought to win time (standing approval)`);
  }

  /** @returns the term to buy; a boolean when it ends here: whether the expiry has moved */
  #decided(decision: Decision, asked: Term, before: string): Term | boolean {
    const { lease, product } = this;
    switch (decision) {
      case 'approved':
        return asked;
      case 'overtaken':
        if (hasMoved(lease, before)) return this.#overtaken();
        return this.#later(HOUR_MS, 'It was not renewed: the vendor does not show it any more.');
      case 'withdrawn':
        if (this.#isUnwanted()) return this.#leave();
        return this.#later(DAY_MS, `The renewal was withdrawn. It lapses at ${before} unless somebody renews it.`);
      case 'expired':
        if (this.#mayBridge() && !patched(BRIDGE_GATED)) {
          this.#tellBridge();
          return product.shortestTerm;
        }
        if (lease.spec.lifecycle.renew.onSilence === 'lapse') return this.#letLapse(before);
        return this.#later(
          // What was in the way of bridging has a day left, not the weeks before it.
          this.#mayBridge() ? retryDelayMs(before) : DAY_MS,
          `Nobody approved the renewal. It lapses at ${before} unless somebody renews it.`,
        );
      default:
        return this.#later(DAY_MS, `${decision.rejected} It lapses at ${before} unless somebody renews it.`);
    }
  }

  /**
   * @returns whether the expiry has moved; `again` when its unpaid order was taken back to be ordered anew; what people or rules
   *   say of it by now, where they do not let it through any more
   */
  async #orderOnce(renewal: Renewal, allowance: Allowance | null): Promise<boolean | 'again' | Refusal> {
    const { lease, product } = this;
    const { what, before } = renewal;
    if (!(await readFirst(lease, product, before))) return 'again';
    if (hasMoved(lease, before)) return this.#overtaken();
    if (isInDeductionWindow(lease)) return this.#leaveToVendor(before);
    if (lease.state.checkedFor !== before) {
      lease.state.checkedFor = before;
      const begunMs = Date.now();
      const problem = await checkAutoRenew(lease, product);
      if (problem !== null) lease.tell(problem);
      // A switch that is hard to turn takes hours; older builds sent on what was let through before.
      const isOld = allowance !== null && Date.now() - begunMs > MINUTE_MS && patched('let-through-after-the-switch');
      if (isOld && !(await allowance.stillPasses())) return 'again';
    }
    const plan = renewPlan(lease, product, renewal);
    const spent = allowance === null ? await spend(lease, plan) : await spendAllowed(lease, plan, allowance);
    if (spent.kind === 'notAllowed') return spent.decision;
    if (spent.kind === 'refused') {
      const { heldSince } = spent;
      // Older builds sent such a renewal again by themselves, within a day.
      if (heldSince !== undefined && patched('suspended-renewal-waits')) {
        return this.#waitForPerson(renewal, { ...spent, heldSince });
      }
      return this.#later(retryDelayMs(before), `The vendor refused the ${what}. ${sentence(spent)}`);
    }
    if (spent.kind === 'withdrawn') return this.#later(DAY_MS, `The ${what} was withdrawn by ${spent.by}.`);
    forgetLateCancel(lease, `the ${what} was carried out.`);
    const paid = await this.#paid(spent.value, before);
    if (paid !== true) return paid;
    if (!(await this.#awaitNewExpiry(before, what))) return false;
    lease.provedRenewal();
    commitMonthly(lease);
    await lease.watchFor('idle', true);
    lease.state.againAt = null;
    this.#forgetHeld();
    lease.stand('Active', null, null, null);
    lease.tell(`renewed until ${lease.expiresAt}`, 'vendor');
    return true;
  }

  /** A renewal's unpaid order is never cancelled by a deadline: not paying in time is an outage, not a saving. */
  async #paid({ orderId }: ChangeOrdered, before: string): Promise<boolean | 'again'> {
    const { lease, product } = this;
    if (orderId === null || !product.hasOrders) return true;
    const payment = await awaitPayment(lease, product, orderId, {
      deadlineMs: null,
      onTimeout: 'keepWaiting',
      replaceAtMs: Date.now() + lease.life.unpaidOrderMs * STALE_SHARE,
      expectsPerson: !lease.spec.lifecycle.renew.autoPay,
      show: (reason) =>
        lease.stand('Active', 'payment', `${reason} It expires at ${before}.`, { what: 'pay', at: before }),
      overtaken: () => hasMoved(lease, before),
      // Whoever wants the package gone does not want it renewed; the release itself comes after.
      wish: () => (wantsReleaseNow(lease.inbox) ? lease.inbox.release : this.#isUnwanted() ? REPLANNED : null),
    });
    switch (payment.kind) {
      case 'paid':
        return true;
      case 'overtaken':
        return this.#takeBack(orderId);
      case 'cancelled':
        lease.tell(payment.reason);
        if (this.#isUnwanted()) return this.#leave();
        if (payment.isStale && !wantsReleaseNow(lease.inbox)) return 'again';
        return this.#later(DAY_MS, payment.reason);
    }
  }

  /** It was renewed although our order is not known as paid: an order left behind would be paid for a second term. */
  async #takeBack(orderId: string): Promise<true> {
    const { lease, product } = this;
    const { order } = lease.state;
    if (order?.orderId !== orderId || order.paymentStatus !== 'unpaid') return true;
    const isGone = await cancelOrder(lease, product, orderId);
    lease.tell(
      isGone
        ? `It was renewed without order ${orderId}, which is cancelled.`
        : `It was renewed without order ${orderId}, which could not be cancelled: paid, it buys a second term.`,
    );
    return true;
  }

  /** @returns false when somebody wants it gone, whatever its expiry */
  async #awaitNewExpiry(before: string, what: string): Promise<boolean> {
    const { lease, product } = this;
    const begunMs = Date.now();
    const deadlineMs = begunMs + lease.spec.lifecycle.ready.withinMs;
    for (let waitMs = 2_000; ; waitMs *= 2) {
      waitMs = Math.min(waitMs, untilNextLookMs(Date.now() - begunMs, lease.settings.fallbackLookMs));
      await lookAtResource(lease, product);
      if (hasMoved(lease, before)) return true;
      await lease.payDebts();
      if (Date.now() > deadlineMs) {
        const reason = `The ${what} was accepted, but the vendor still shows the expiry ${before}. Ask its support.`;
        lease.stand('Active', 'operator', reason, { what: 'renew', at: null });
        if (wantsReleaseNow(lease.inbox)) return false;
      } else
        lease.stand('Active', 'cloud', `${what} accepted; waiting for the new expiry`, { what: 'renew', at: null });
      const wakes = () => hasMoved(lease, before) || (Date.now() > deadlineMs && wantsReleaseNow(lease.inbox));
      await lease.until(wakes, waitMs);
    }
  }

  /** Somebody else renewed it, or the vendor itself: settled on the truth, and nothing is bought. */
  #overtaken(): true {
    const { lease } = this;
    lease.state.againAt = null;
    lease.state.askedAbout = null;
    lease.state.held = null;
    lease.stand('Active', null, null, null);
    lease.tell(`renewed until ${lease.expiresAt}, not by Leaseline; nothing more was bought`, 'vendor');
    return true;
  }

  /** A person had it renewed all the same. */
  #forgetHeld(): void {
    const { state } = this.lease;
    if (state.held == null) return;
    state.held = null;
    state.askedAbout = null;
  }

  /** The vendor may still carry it out, whatever anybody says of it now, and a second one would be paid as well. */
  async #waitForPerson({ what, before }: Renewal, held: VendorAnswer & { readonly heldSince: string }): Promise<false> {
    const { lease } = this;
    const request = held.requestId === null ? '' : ` (request ${held.requestId})`;
    const reason = `The vendor suspended the ${what} sent at ${held.heldSince}${request} and may still carry it out, so no other one is ordered by itself. Ask the vendor's support; say renew when that order is sure not to come. It expires at ${before}. ${sentence(held)}`;
    lease.state.askedAbout = before;
    lease.state.againAt = null;
    lease.state.held = { before, reason };
    lease.stand('Active', 'operator', reason, { what: 'renew', at: before });
    lease.tell(reason);
    await lease.watchFor('idle');
    return false;
  }

  /** What is to come instead is for the main loop. */
  #leave(): false {
    const { lease } = this;
    lease.state.againAt = null;
    lease.stand('Active', null, null, null);
    lease.tell('it is not renewed: something else is planned for the end of its term by now');
    return false;
  }

  /** The backstop: ours is late, and the vendor may be taking the money at this moment. If it does not, ours comes after. */
  #leaveToVendor(before: string): false {
    const { lease } = this;
    lease.state.againAt = new Date(Date.parse(before) + HOUR_MS).toISOString();
    const reason = `It is left to the vendor's own renewal, which may be under way since its deduction day; ours follows after ${before} if nothing came of it.`;
    lease.stand('Active', 'cloud', reason, { what: 'renew', at: before });
    lease.tell(reason);
    return false;
  }

  #letLapse(before: string): false {
    const { lease } = this;
    lease.state.spec = { ...lease.spec, lifecycle: { ...lease.spec.lifecycle, atTermEnd: 'lapse' } };
    lease.stand('Active', null, null, null);
    lease.tell(`nobody answered, and onSilence is lapse: it lapses at ${before}`);
    return false;
  }

  /** Not renewed this time: a person is told, and it is tried again. */
  #later(delayMs: number, reason: string): false {
    const { lease, product } = this;
    lease.state.askedAbout = lease.expiresAt;
    lease.state.againAt = new Date(Date.now() + delayMs).toISOString();
    const next = dueByTerm(lease, product);
    const outlook =
      next.what === 'renew' ? `Next try at ${new Date(next.atMs).toISOString()}.` : 'It is not tried again by itself.';
    lease.stand('Active', 'operator', `${reason} ${outlook}`, null);
    lease.tell(reason);
    return false;
  }
}

/** A refused renewal may be cured (balance, quota), so it is tried again: more often as the end comes near. */
function retryDelayMs(expiresAt: string): number {
  const leftMs = Date.parse(expiresAt) - Date.now();
  return Math.min(DAY_MS, Math.max(HOUR_MS, leftMs / 8));
}
