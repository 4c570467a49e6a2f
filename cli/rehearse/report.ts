import type { Money } from '../../model/money.js';
import type { Product } from '../../model/product.js';
import type { LeaseStatus, WaitingFor } from '../../model/status.js';

/**
 * What a rehearsal found (`rehearse --json`). Dates are ISO 8601 UTC, absent is null, and amounts of two currencies are
 * never added up.
 */
export interface Rehearsal {
  readonly from: string;
  readonly until: string;
  /** In the order of time. */
  readonly events: readonly RehearsalEvent[];
  readonly packages: readonly RehearsedPackage[];
  readonly totals: Totals;
  readonly problems: readonly Problem[];
}

/**
 * - `ordered`: an order was placed, and what it asks; `paid`, `refunded`: money moved; `orderCancelled`, `suspended`
 * - `refused`, `unknown`: what became of a call that spends or destroys
 * - `asked`, `answered`: a person; `told`, `seen`: the package's own timeline; `seen` is what it learnt of the vendor
 * - `dark`, `back`: the term ended without a renewal; it was renewed after all
 * - `fault`: vendor trouble that was played
 */
export type EventKind =
  | 'ordered'
  | 'paid'
  | 'refunded'
  | 'orderCancelled'
  | 'suspended'
  | 'refused'
  | 'unknown'
  | 'asked'
  | 'answered'
  | 'told'
  | 'seen'
  | 'dark'
  | 'back'
  | 'fault';

export interface RehearsalEvent {
  readonly at: string;
  /** Its name; null for what is no package's. */
  readonly package: string | null;
  readonly kind: EventKind;
  /** `leaseline`, `vendor`, `the person`, `balance` (the vendor took the money itself). */
  readonly who: string;
  readonly what: string;
  /** What is asked (`ordered`) or what moved (`paid`; `refunded` is negative). */
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly orderId: string | null;
  /** `New`, `Renew`, `Upgrade`, `Downgrade` or `Refund`; null for what is about no order. */
  readonly orderKind: OrderKind | null;
  /** `paid`: until when it is paid for now; null for "never". */
  readonly expiresAt: string | null;
}

export const ORDER_KINDS = ['New', 'Renew', 'Upgrade', 'Downgrade', 'Refund'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

/** A time without the line that nobody asked for; `to` is null when it lasts until the end of the rehearsal. */
export interface DarkTime {
  readonly from: string;
  readonly to: string | null;
}

export interface RehearsedPackage {
  readonly name: string;
  readonly product: Product;
  readonly account: string;
  /** The account's `payer`, else its alias. */
  readonly payer: string;
  /** At the end of the rehearsal. */
  readonly status: LeaseStatus;
  readonly waitingFor: WaitingFor;
  readonly reason: string | null;
  readonly resourceId: string | null;
  /** When money first moved for it, or would begin to be metered; null: it was never bought. */
  readonly boughtAt: string | null;
  readonly expiresAt: string | null;
  readonly renewals: number;
  readonly dark: readonly DarkTime[];
  readonly spent: readonly Money[];
}

/** Money that moved, refunds taken off. */
export interface Totals {
  readonly perPackage: readonly (Money & { readonly package: string })[];
  readonly perPayer: readonly (Money & { readonly payer: string })[];
  /** `2027-03`, in UTC. */
  readonly perMonth: readonly (Money & { readonly month: string })[];
  readonly overall: readonly Money[];
}

/**
 * - `dark`: a line was lost that nobody wanted to lose; `notBought`: a line that was wanted never came
 * - all others are advice
 */
export type ProblemKind =
  | 'dark'
  | 'notBought'
  | 'tight'
  | 'waits'
  | 'renewBeforeCut'
  | 'chargedAtOnce'
  | 'metered'
  | 'warning';

export interface Problem {
  readonly package: string | null;
  readonly kind: ProblemKind;
  /** When it comes about; null for what is always so. */
  readonly at: string | null;
  readonly what: string;
  readonly suggestion: string | null;
}

/** Whether something goes wrong that nobody asked for, so that the command ends with 1. */
export function isSerious({ kind }: Problem): boolean {
  return kind === 'dark' || kind === 'notBought';
}
