import { patched } from '@temporalio/workflow';
import { knownRenewalPrice, renewalTerm } from '../model/funding/known-prices.js';
import { formatMoney } from '../model/money.js';
import { vendorOf } from '../model/product.js';
import type { Quote } from '../model/quote.js';
import { vendorDeductionAt } from '../model/vendor-renewal.js';
import { briefReads } from './activity-proxies.js';
import type { Lease } from './lease.js';
import { type FundsPrice, fundsPrice, wholePrice } from './products/quotes/funds-price.js';
import { orUnknown } from './products/quotes/or-unknown.js';
import { recheckAfter } from './recheck.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Time enough to have money moved to an account, a weekend in between. */
const AHEAD_MS = 4 * DAY_MS;
/** An account that could not be read is read again after this long, and then ever more rarely. */
const TRY_AGAIN_MS = 3 * 60 * 60 * 1000;

/**
 * When the money for the next renewal is taken without anybody's doing; null where a person pays, nothing is renewed, or a
 * refusal of our own renewal would say the same in time.
 */
function takenAtMs(lease: Lease, renewsAtMs: number | null): number | null {
  const { expiresAt, spec } = lease;
  const { atTermEnd, renew, renewBy } = spec.lifecycle;
  if (expiresAt === null) return null;
  if (atTermEnd === 'vendorAutoRenew') {
    return Date.parse(vendorDeductionAt(spec, expiresAt, lease.life.deductsBeforeMs));
  }
  const isOurs = atTermEnd === 'renew' && renewBy === 'leaseline' && renew.autoPay;
  return isOurs && renewsAtMs !== null && Date.parse(expiresAt) - renewsAtMs < AHEAD_MS ? renewsAtMs : null;
}

/**
 * When the balance is compared with what the next renewal costs, once a term; null where there is nothing to compare.
 * @param renewsAtMs when a renewal of ours begins, epoch milliseconds; null where none is to
 */
export function fundsDueMs(lease: Lease, renewsAtMs: number | null): number | null {
  const { state } = lease;
  const atMs = takenAtMs(lease, renewsAtMs);
  if (atMs === null || !isPriced(lease)) return null;
  const { fundsAgain } = state;
  if (fundsAgain != null && fundsAgain.of === lease.expiresAt) {
    const againMs = Date.parse(fundsAgain.at);
    return againMs < atMs && Date.now() < atMs ? againMs : null;
  }
  if (state.fundedFor === lease.expiresAt) return null;
  const startedMs = state.termStartedAt === null ? Date.now() : Date.parse(state.termStartedAt);
  const dueMs = Math.max(atMs - AHEAD_MS, startedMs + (atMs - startedMs) / 2);
  // Late, it would only say what the renewal itself is about to find out.
  return dueMs < atMs && Date.now() < atMs ? dueMs : null;
}

/** Without a price there is nothing to compare, and nothing is read. */
function isPriced(lease: Lease): boolean {
  const { known, ask } = priceOf(lease);
  return known !== null || ask !== null;
}

/** What the next renewal costs by the package's own orders, and what is to be asked where they do not say. */
function priceOf(lease: Lease): { readonly known: Quote | null; readonly ask: FundsPrice | null } {
  const { spec, charged, state } = lease;
  const known = knownRenewalPrice(charged);
  const term = renewalTerm(spec);
  if (known?.kind === 'known' || term === null || state.seen === null) return { known, ask: null };
  return { known: null, ask: fundsPrice(spec, state.seen, term) };
}

/**
 * Compares what the account can spend with what the next renewal costs. One activity; it never blocks a renewal, and what
 * cannot be read or compared says nothing.
 * @returns what a person should know; null when the money is there, or nothing can be said
 */
export async function checkFunds(lease: Lease): Promise<string | null> {
  const { spec, expiresAt } = lease;
  const { account, product, lifecycle } = spec;
  lease.state.fundedFor = expiresAt;
  const { known, ask } = priceOf(lease);
  const funds = await orUnknown(() =>
    briefReads(account).readFunds({ account, vendor: vendorOf(product), price: ask }),
  );
  if ('kind' in funds) {
    // Earlier builds tried it once a term.
    const isTriedAgain = expiresAt !== null && patched('funds-read-again');
    if (isTriedAgain) lease.state.fundsAgain = recheckAfter(lease.state.fundsAgain, expiresAt, TRY_AGAIN_MS);
    return null;
  }
  lease.state.fundsAgain = null;
  const { balance } = funds;
  const term = renewalTerm(spec);
  const price = funds.price === null || term === null ? known : wholePrice(spec, funds.price, term);
  if (price?.kind !== 'known' || balance.kind !== 'known' || balance.currency !== price.currency) return null;
  if (balance.amountMinor >= price.amountMinor) return null;
  const isVendors = lifecycle.atTermEnd === 'vendorAutoRenew';
  const who = isVendors ? "the vendor's own renewal" : 'its renewal';
  // The first one of a monthly UGN package only reaches the end of the month.
  const most = isVendors && product === 'ugn' ? 'up to ' : '';
  return `Account ${account} can spend ${formatMoney(balance)}, and ${who} for the term from ${expiresAt} costs ${most}${formatMoney(price)}: top it up in time. It is renewed by itself once the money is there.`;
}
