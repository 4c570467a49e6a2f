import type { PackageSpec } from './package-spec.js';
import type { Vendor } from './product.js';
import type { Balance, Quote } from './quote.js';
import type { Term } from './term.js';

/** Argument of the `priceCheck` workflow: what somebody who holds no vendor's keys wants to know of money. */
export interface PriceCheckInput {
  readonly prices: readonly PriceQuestion[];
  readonly balances: readonly BalanceQuestion[];
}

export type PriceQuestion =
  /** `term`: instead of the order's own, for what a renewal would cost while there is nothing to renew. */
  | { readonly kind: 'order'; readonly spec: PackageSpec; readonly term: Term | null }
  | { readonly kind: 'renewal'; readonly spec: PackageSpec; readonly resourceId: string; readonly term: Term }
  | { readonly kind: 'resize'; readonly spec: PackageSpec; readonly resourceId: string; readonly bandwidthMbps: number }
  | { readonly kind: 'refund'; readonly spec: PackageSpec; readonly resourceId: string };

export interface BalanceQuestion {
  readonly account: string;
  readonly vendor: Vendor;
}

/** The answers, in the order of the questions. */
export interface PriceCheckResult {
  readonly prices: readonly Quote[];
  readonly balances: readonly Balance[];
}
