import type { Price } from './money.js';
import type { ResourceSeen } from './observation.js';
import type { Product } from './product.js';

/** What a desk answers when it is asked for what nobody owns. */
export interface Survey {
  /** When the newest complete listing it rests on began (ISO 8601 UTC); null before the first one. */
  readonly listedAt: string | null;
  /** Since when the vendor cannot be read to its end; null while it can. Then the survey may be old. */
  readonly blindSince: string | null;
  readonly resources: readonly StrayResource[];
  /** Unpaid orders nobody placed here; UGN shows no orders. */
  readonly orders: readonly StrayOrder[];
}

/** A resource in the account that no package owns. */
export interface StrayResource extends ResourceSeen {
  readonly product: Product;
  readonly account: string;
  readonly region: string;
  /** When a desk first saw it. */
  readonly firstSeenAt: string;
  /** What it costs; null: not known. */
  readonly price: Price | null;
  /** Whether the vendor renews it by itself; null: the vendor does not show it. */
  readonly autoRenew: boolean | null;
  /** One sentence: who probably made it. */
  readonly origin: string;
  /** The package document that describes it as it is, for `adopt`; null when the vendor shows too little. */
  readonly document: Readonly<Record<string, unknown>> | null;
}

export interface StrayOrder {
  readonly orderId: string;
  readonly account: string;
  readonly product: Product | null;
  /** The vendor's order type: New, Renew, Upgrade. */
  readonly kind: string | null;
  readonly paymentStatus: string;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly createdAt: string | null;
  readonly origin: string;
}

/** Argument of the desk's `survey` update. */
export interface SurveyRequest {
  /** True: not the newest listing but a fresh one, begun after this request. */
  readonly fresh: boolean;
  /** Only these resources, described whether somebody owns them or not; empty, and no orders named: every stray. */
  readonly resourceIds: readonly string[];
  /** Only these orders, whoever placed them. */
  readonly orderIds?: readonly string[];
}
