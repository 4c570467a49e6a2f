import type { Lifecycle } from './package-spec.js';
import { type Product, vendorOf } from './product.js';
import { type Term, termEnd, vendorMonthEnd } from './term.js';

/** Who renews, and for how long each. */
export interface Renewing {
  readonly product: Product;
  readonly atTermEnd: Lifecycle['atTermEnd'];
  readonly renewTerm: Term;
}

/** When a renewal's term ends that begins then, ISO 8601 UTC. */
export function renewedUntil({ product, atTermEnd, renewTerm }: Renewing, startedAt: string): string {
  // UGN's own first renewal only reaches the end of the month; from there on each is a month.
  return atTermEnd === 'vendorAutoRenew' && product === 'ugn' && renewTerm.unit === 'Month'
    ? vendorMonthEnd(startedAt)
    : termEnd(startedAt, renewTerm, vendorOf(product));
}
