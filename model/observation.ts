/** What a vendor showed, in words all products share. Workflows see nothing else of a vendor's answers. */

/**
 * - `creating`: there, not usable yet
 * - `ready`: usable (WUYING `InUse`; CEN `Idle` or `InUse`; UGN listed)
 * - `expired`: still there, out of service, can usually be renewed
 * - `releasing`, `released`: going or gone by someone's order
 * - `unrecognised`: a status word we do not know; kept in `vendorStatus`, shown, and waited on
 */
export type ResourcePhase = 'creating' | 'ready' | 'expired' | 'releasing' | 'released' | 'unrecognised';

export interface ResourceSeen {
  readonly resourceId: string;
  readonly phase: ResourcePhase;
  /** The vendor's own status words, for example `InUse` or `Idle / FinancialLocked`. */
  readonly vendorStatus: string;
  readonly bandwidthMbps: number;
  /** ISO 8601 UTC; null for "never". */
  readonly expiresAt: string | null;
  readonly createdAt: string | null;
  /** Our mark, from a tag or the end of Remark; null when it has none. */
  readonly mark: string | null;
  readonly name: string | null;
  /** What it can be recognised by without a mark (fingerprint.ts). */
  readonly fingerprint: string;
  /** Office site (WUYING) or CENs (CEN) it is attached to. */
  readonly attachedTo: readonly string[];
  readonly eipAddresses: readonly string[];
  /** A scheduled change the vendor announces (WUYING and CEN `Reservation*`). */
  readonly reservation: ReservationSeen | null;
  /** What is given to limits between regions (CEN), Mbps: it cannot be smaller than that. Absent where there are none. */
  readonly usedMbps?: number;
}

export interface ReservationSeen {
  readonly bandwidthMbps: number | null;
  readonly internetChargeType: string | null;
  readonly activeAt: string | null;
}

export type PaymentStatus = 'unpaid' | 'paid' | 'cancelled' | 'unrecognised';

export interface OrderSeen {
  readonly orderId: string;
  readonly paymentStatus: PaymentStatus;
  readonly vendorStatus: string;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly createdAt: string | null;
  /** What it bought; only an order's detail says so, and only once it is paid. */
  readonly resourceIds?: readonly string[];
}

/** One reading, sent to the package it concerns. */
export interface Observation {
  /** When the reading began (ISO 8601 UTC, our clock): a package drops what is older than its own last act. */
  readonly readAt: string;
  readonly resource: ResourceSeen | null;
  /** True when complete listings no longer show a resource that was there. */
  readonly absent: boolean;
  readonly order: OrderSeen | null;
  /** Since when the vendor's list cannot be read to its end; null: it can. Then nothing here says that it is gone. */
  readonly blindSince: string | null;
}
