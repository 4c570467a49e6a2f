import { knownRenewalPrice, renewalTerm } from '../model/funding/known-prices.js';
import { formatMoney } from '../model/money.js';
import { vendorOf } from '../model/product.js';
import { type Quote, times } from '../model/quote.js';
import { type UgnUnit, ugnQuantity } from '../model/ugn-money.js';
import { vendorDeductionAt } from '../model/vendor-renewal.js';
import { briefReads } from './activity-proxies.js';
import type { Lease } from './lease.js';
import type { SpecOf } from './products/product.js';
import { orUnknown } from './products/quotes/or-unknown.js';
import { ugnUnitPrice } from './products/quotes/ugn.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Time enough to have money moved to an account, a weekend in between. */
const AHEAD_MS = 4 * DAY_MS;

/** When the money for the next renewal is taken without anybody's doing; null where a person pays, or nothing is renewed. */
function takenAtMs(lease: Lease, renewsAtMs: number | null): number | null {
  const { expiresAt, spec } = lease;
  const { atTermEnd, renew, renewBy } = spec.lifecycle;
  if (expiresAt === null) return null;
  if (atTermEnd === 'vendorAutoRenew') {
    return Date.parse(vendorDeductionAt(spec, expiresAt, lease.life.deductsBeforeMs));
  }
  return atTermEnd === 'renew' && renewBy === 'leaseline' && renew.autoPay ? renewsAtMs : null;
}

/**
 * When the balance is compared with what the next renewal costs, once a term; null where there is nothing to compare.
 * @param renewsAtMs when a renewal of ours begins, epoch milliseconds; null where none is to
 */
export function fundsDueMs(lease: Lease, renewsAtMs: number | null): number | null {
  const { state } = lease;
  const atMs = takenAtMs(lease, renewsAtMs);
  if (atMs === null || state.fundedFor === lease.expiresAt || !isPriced(lease)) return null;
  const startedMs = state.termStartedAt === null ? Date.now() : Date.parse(state.termStartedAt);
  const dueMs = Math.max(atMs - AHEAD_MS, startedMs + (atMs - startedMs) / 2);
  // Late, it would only say what the renewal itself is about to find out.
  return dueMs < atMs && Date.now() < atMs ? dueMs : null;
}

/** UGN's orders show no amount, so the price is asked with the balance; elsewhere only what was charged counts. */
const isPriced = ({ spec, charged }: Lease): boolean =>
  spec.product === 'ugn' || knownRenewalPrice(charged)?.kind === 'known';

/**
 * Compares what the account can spend with what the next renewal costs. One activity; it never blocks a renewal, and what
 * cannot be read or compared says nothing.
 * @returns what a person should know; null when the money is there, or nothing can be said
 */
export async function checkFunds(lease: Lease): Promise<string | null> {
  const { spec, expiresAt } = lease;
  lease.state.fundedFor = expiresAt;
  const funds = await orUnknown(() =>
    briefReads(spec.account).readFunds({
      account: spec.account,
      vendor: vendorOf(spec.product),
      ugnPrice: ugnQuestion(lease),
    }),
  );
  if ('kind' in funds) return null;
  const { balance } = funds;
  const price = renewalPrice(lease, funds.price);
  if (price?.kind !== 'known' || balance.kind !== 'known' || balance.currency !== price.currency) return null;
  if (balance.amountMinor >= price.amountMinor) return null;
  const isVendors = spec.lifecycle.atTermEnd === 'vendorAutoRenew';
  const who = isVendors ? "the vendor's own renewal" : 'its renewal';
  // The first one of a monthly UGN package only reaches the end of the month.
  const most = isVendors && spec.product === 'ugn' ? 'up to ' : '';
  return `Account ${spec.account} can spend ${formatMoney(balance)}, and ${who} for the term from ${expiresAt} costs ${most}${formatMoney(price)}: top it up in time. It is renewed by itself once the money is there.`;
}

function ugnQuestion({ spec, state }: Lease): ReturnType<typeof ugnUnitPrice> | null {
  if (spec.product !== 'ugn') return null;
  return ugnUnitPrice(spec, state.seen?.bandwidthMbps ?? spec.order.bandWidth, orderedUnit(spec));
}

function renewalPrice({ spec, charged }: Lease, unitPrice: Quote | null): Quote | null {
  const term = renewalTerm(spec);
  if (spec.product !== 'ugn' || term === null) return knownRenewalPrice(charged);
  return unitPrice === null ? null : times(unitPrice, ugnQuantity(orderedUnit(spec), term));
}

const orderedUnit = ({ order }: SpecOf<'ugn'>): UgnUnit => (order.chargeType === 'Year' ? 'Year' : 'Month');
