import type { PackageState } from '../../model/messages.js';
import type { Price } from '../../model/money.js';
import { orderedTerm, type PackageSpec } from '../../model/package-spec.js';
import { perOf, type Quote, unknownPrice } from '../../model/quote.js';
import type { Term } from '../../model/term.js';
import { vendorRenewalTerm } from '../../model/vendor-renewal.js';

/** What a package's own orders say of prices: better than any quote, because it was charged. */

/** What the next renewal is for; null when the file says that there is none. */
export function renewalTerm(spec: PackageSpec): Term | null {
  const { atTermEnd, renew } = spec.lifecycle;
  if (atTermEnd === 'vendorAutoRenew') return vendorRenewalTerm(spec);
  return atTermEnd === 'renew' ? renew.term : null;
}

/** The amount of the order that waits to be paid; null when none waits. */
export function unpaidPrice({ status, waitingFor, price }: PackageState): Quote | null {
  if (status !== 'AwaitingPayment' && waitingFor !== 'payment') return null;
  return price === null ? unknownPrice('the order shows no amount') : charged(price);
}

/** The price of the newest order or renewal where the next one is for the same term; null where it is for something else. */
export function knownRenewalPrice({ spec, price, operations }: PackageState): Quote | null {
  const term = renewalTerm(spec);
  if (price === null || term === null) return null;
  if (price.per !== 'term') return price.per === perOf(term) ? charged(price) : null;
  // The order of a change of bandwidth costs a difference, and what comes after it costs something new.
  const newest = operations.filter(({ what, outcome }) => MONEY.test(what) && !NOT_DONE.has(outcome)).at(-1)?.what;
  const bought = newest === 'order' ? orderedTerm(spec) : null;
  const isSame = bought === null ? newest === `renewal for ${words(term)}` : words(bought) === words(term);
  return isSame ? charged(price) : null;
}

const MONEY = /^(order|renewal|resize)\b/;
const NOT_DONE: ReadonlySet<string> = new Set(['refused', 'throttled', 'absent']);

const words = ({ period, unit }: Term): string => `${period} ${unit}`;

function charged({ amountMinor, currency, per }: Price): Quote {
  return { kind: 'known', amountMinor, currency, per: per ?? 'term', chargeNow: false, caveat: null };
}
