import { patched } from '@temporalio/workflow';
import { formatMoney, isSameMoney, type Money } from '../model/money.js';
import { hasTerm, orderedTerm, withBandwidth } from '../model/package-spec.js';
import { NO_RULES } from '../model/policy/gate-rules.js';
import { monthlyOfQuote } from '../model/policy/monthly.js';
import type { Quote } from '../model/quote.js';
import { orderedBandwidthMbps } from '../model/row.js';
import { briefReads, patientReads } from './activity-proxies.js';
import { now } from './clock.js';
import { type Lease, STALE_LISTS_MS } from './lease.js';
import type { LeaseState } from './lease-state.js';
import { quotesOf } from './products/quotes/quotes-of.js';

/** A price that could not be read is asked for again after so long, or with whatever comes sooner. */
const ASK_AGAIN_MS = 6 * 60 * 60 * 1000;

/** What one of that size is sold for. */
export function quoteAt({ spec }: Lease, bandwidthMbps: number, read = patientReads): Promise<Quote> {
  return quotesOf(withBandwidth(spec, bandwidthMbps), read(spec.account)).quoteOrder();
}

/** The same a month; null: not known. */
export async function monthlyAt(lease: Lease, bandwidthMbps: number, read = patientReads): Promise<Money | null> {
  const { spec } = lease;
  return monthlyOfQuote(await quoteAt(lease, bandwidthMbps, read), hasTerm(spec) ? orderedTerm(spec) : null);
}

/** The vendor shows that bandwidth, or has booked it. */
export function isShown({ state: { seen } }: Lease, bandwidthMbps: number): boolean {
  return seen?.bandwidthMbps === bandwidthMbps || seen?.reservation?.bandwidthMbps === bandwidthMbps;
}

/** What `monthly` is the price of, from now on. */
export function pricedFor(state: LeaseState, mbps: number): void {
  state.pricedFor = { mbps, since: now() };
  state.priceAgainAt = null;
}

/** Its price could not be read when that was asked for last. */
export const isUnread = ({ monthly, priceAgainAt }: LeaseState): boolean => monthly === null && priceAgainAt != null;

/** Whoever has changed its bandwidth: what runs is not what its price is for, and that price counts. */
export function runsUnpriced(lease: Lease): boolean {
  const { state } = lease;
  const { monthly, seen, spec } = state;
  if (monthly === undefined) return false;
  if (state.pricedFor == null) pricedFor(state, orderedBandwidthMbps(spec));
  const isPriced = state.pricedFor == null || isShown(lease, state.pricedFor.mbps);
  const counts = monthly !== null || (lease.life.gate ?? NO_RULES).budgets.length > 0;
  const isOther = seen !== null && hasTerm(spec) && counts && (!isPriced || isUnread(state));
  if (isOther && patched('priced-as-it-runs')) return true;
  state.priceAgainAt = null;
  return false;
}

/**
 * Makes its price a month that of what runs: what that would cost today is the best that can be said. A price that cannot be read
 * is not known, and is asked for again.
 */
export async function priceAnew(lease: Lease): Promise<void> {
  const { state } = lease;
  const { monthly: before, pricedFor: known } = state;
  const { bandwidthMbps } = lease.row();
  const wasUnread = isUnread(state);
  state.priceAgainAt = null;
  const staleUntilMs = known == null ? 0 : Date.parse(known.since) + STALE_LISTS_MS;
  // Such a list may be of before it was made larger: it would make room for others that is not there.
  if (known != null && bandwidthMbps < known.mbps && Date.now() < staleUntilMs) {
    state.priceAgainAt = new Date(staleUntilMs).toISOString();
    return;
  }
  state.monthly = await monthlyAt(lease, bandwidthMbps, briefReads);
  if (state.monthly !== null) pricedFor(state, bandwidthMbps);
  // What never had a price that anybody could read is asked for with whatever else comes.
  else if (before !== null || wasUnread) state.priceAgainAt = new Date(Date.now() + ASK_AGAIN_MS).toISOString();
  if (isSameMoney(state.monthly, before)) return;
  const costs =
    state.monthly === null ? 'what that costs a month is not known' : `${formatMoney(state.monthly)} a month`;
  lease.tell(`it has ${bandwidthMbps} Mbps by now: ${costs}`);
}
