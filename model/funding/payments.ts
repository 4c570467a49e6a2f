import { hasTerm, orderedTerm, type PackageSpec } from '../package-spec.js';
import { priorityOf } from '../priority.js';
import { vendorOf } from '../product.js';
import { type Quote, unknownPrice } from '../quote.js';
import { renewedUntil } from '../renewed-until.js';
import type { PackageRow } from '../row.js';
import { isEnded } from '../status.js';
import { renewalLeadMs, termEnd } from '../term.js';
import { vendorDeductionAt, vendorRenewalTerm } from '../vendor-renewal.js';

/** Money that must be there by a moment, for one package. */
export interface Payment {
  readonly name: string;
  readonly account: string;
  /** `order`: will be ordered and paid at once; `unpaidOrder`: waits for a person; `vendorRenewal`: the vendor deducts it. */
  readonly what: 'order' | 'unpaidOrder' | 'renewal' | 'vendorRenewal';
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly price: Price;
  /** When the line goes dark if this is not paid, ISO 8601 UTC; null: it is not up yet. */
  readonly darkAt: string | null;
  /** 1 is the most important. */
  readonly priority: number;
}

type Price =
  | Pick<Extract<Quote, { kind: 'known' }>, 'kind' | 'amountMinor' | 'currency'>
  | Extract<Quote, { kind: 'unknown' }>;

/** One package as far as its money is concerned. */
export interface FundedPackage {
  readonly spec: PackageSpec;
  readonly row: Pick<PackageRow, 'status' | 'waitingFor' | 'nextStep' | 'expiresAt' | 'resourceId'> &
    Partial<Pick<PackageRow, 'contract'>>;
  /** What the order that is not paid yet costs; only asked for while there is one. */
  readonly orderPrice: Quote;
  readonly renewalPrice: Quote;
  /** How long before an expiry its vendor takes the money for its own renewal, by the account's calendar. */
  readonly deductsBeforeMs?: number;
}

export interface Outlook {
  readonly payments: readonly Payment[];
  /** Why money may be needed that no forecast can name, one sentence without its full stop; null when there is none. */
  readonly beside: string | null;
}

const NOTHING: Outlook = { payments: [], beside: null };

/** What one package will want from its payer up to a moment, as it stands and as its file says it goes on. */
export function expectedPayments(pack: FundedPackage, now: string, until: string): Outlook {
  const { spec, row } = pack;
  if (isEnded(row.status) || row.status === 'Releasing') return NOTHING;
  if (!hasTerm(spec)) return { payments: [], beside: 'pay-as-you-go: charged by use, and cannot be forecast' };
  const open = openOrder(pack, now);
  const firstExpiry = expiryAfter(pack, open, now);
  if (firstExpiry === null) return { payments: open === null ? [] : [open], beside: null };
  const { atTermEnd } = spec.lifecycle;
  if (atTermEnd === 'ask' && firstExpiry <= until) {
    return {
      payments: open === null ? [] : [open],
      beside: `its term ends ${firstExpiry}, and nobody has decided about it`,
    };
  }
  const renewals =
    atTermEnd === 'renew' || atTermEnd === 'vendorAutoRenew' ? renewalsOf(pack, firstExpiry, now, until) : [];
  return { payments: open === null ? renewals : [open, ...renewals], beside: null };
}

/** The order that is to be paid now: the first one, a renewal's, or that of a change. */
function openOrder(pack: FundedPackage, now: string): Payment | null {
  const { spec, row, orderPrice } = pack;
  const base = {
    name: spec.name,
    account: spec.account,
    at: now,
    priority: priorityOf(spec.labels),
    price: orderPrice,
  };
  switch (row.status) {
    case 'Requested':
    case 'AwaitingApproval':
    case 'Ordering':
      return { ...base, what: 'order', darkAt: null };
    case 'AwaitingPayment':
      return { ...base, what: 'unpaidOrder', darkAt: null };
    case 'OutcomeUnknown':
      if (row.resourceId !== null) return null;
      return { ...base, what: 'order', darkAt: null, price: unknownPrice('what became of its order is not proved') };
    default:
      return row.waitingFor === 'payment' ? { ...base, what: 'unpaidOrder', darkAt: row.expiresAt } : null;
  }
}

/** The expiry the next renewal is for: that of the open order's term, where it is one that lengthens it. */
function expiryAfter({ spec, row }: FundedPackage, open: Payment | null, now: string): string | null {
  const vendor = vendorOf(spec.product);
  if (row.expiresAt === null) {
    return row.status === 'Active' ? null : termEnd(now, orderedTerm(spec), vendor, 'bought');
  }
  // A change of bandwidth also waits to be paid, but until another day.
  const payAt = row.nextStep?.what === 'pay' ? row.nextStep.at : null;
  const isRenewal = open !== null && payAt !== null && Date.parse(payAt) === Date.parse(row.expiresAt);
  return isRenewal ? termEnd(later(row.expiresAt, now), spec.lifecycle.renew.term, vendor) : row.expiresAt;
}

function renewalsOf(pack: FundedPackage, firstExpiry: string, now: string, until: string): Payment[] {
  const { spec, row, renewalPrice: price } = pack;
  const { atTermEnd } = spec.lifecycle;
  // Also what a person has planned with `release --at`.
  const releaseAt = row.contract?.releaseAt ?? spec.lifecycle.releaseAt;
  const what = atTermEnd === 'vendorAutoRenew' ? 'vendorRenewal' : 'renewal';
  const base = { name: spec.name, account: spec.account, what, price, priority: priorityOf(spec.labels) } as const;
  const payments: Payment[] = [];
  let startedAt: string | null = null;
  for (let expiry = firstExpiry; ; ) {
    const at = later(dueAt(pack, startedAt, expiry), now);
    // What is given back within its term is not renewed first; a vendor that renews by itself does not know of that.
    const lastAt = what === 'renewal' ? expiry : at;
    if (at > until || (releaseAt !== null && releaseAt <= lastAt)) return payments;
    payments.push({ ...base, at, darkAt: expiry });
    startedAt = later(expiry, now);
    expiry = nextExpiry(spec, startedAt);
  }
}

/** When the money for the renewal at this expiry must be there. */
function dueAt({ spec, row, deductsBeforeMs }: FundedPackage, startedAt: string | null, expiry: string): string {
  const { atTermEnd, renew } = spec.lifecycle;
  if (atTermEnd === 'vendorAutoRenew') return vendorDeductionAt(spec, expiry, deductsBeforeMs);
  // The package itself knows when its next renewal begins, and whether one that failed is tried again.
  const { nextStep } = row;
  if (startedAt === null && nextStep?.what === 'renew' && nextStep.at !== null) return nextStep.at;
  const termMs = startedAt === null ? termBeforeMs(spec, expiry) : Date.parse(expiry) - Date.parse(startedAt);
  return new Date(Date.parse(expiry) - renewalLeadMs(renew.beforeMs, termMs)).toISOString();
}

/** How long the term that ends then is, where its beginning is not known: as long as one that begins then, about. */
function termBeforeMs(spec: PackageSpec, expiry: string): number {
  return Date.parse(termEnd(expiry, orderedTerm(spec), vendorOf(spec.product))) - Date.parse(expiry);
}

function nextExpiry(spec: PackageSpec, startedAt: string): string {
  const { atTermEnd, renew } = spec.lifecycle;
  const renewTerm = atTermEnd === 'vendorAutoRenew' ? vendorRenewalTerm(spec) : renew.term;
  return renewedUntil({ product: spec.product, atTermEnd, renewTerm }, startedAt);
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}
