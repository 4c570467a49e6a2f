import type { LaneClaim } from '../../model/desk.js';
import type { OrderSeen, ResourceSeen } from '../../model/observation.js';
import type { Outcome } from '../../model/outcome.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { nominalTermMs, type Term } from '../../model/term.js';
import type { TraceOfOrder, TraceOfResource } from '../../model/traces.js';
import type { Repeat, SendAttempt } from '../spend-plan.js';

/** What differs from product to product, and nothing else. A fourth product is a fourth one of these. */
export interface ProductModule {
  /** `token` where the vendor answers a repeated order with the first one's result. */
  readonly repeatOrder: Repeat;
  readonly repeatRenewal: Repeat;
  /** The lane an order takes, where two orders under way at once could not be told apart; null where a token tells. */
  lane(): LaneClaim | null;

  order(attempt: SendAttempt): Promise<Outcome<Ordered>>;
  /** What an order leaves behind at the vendor, for the day its answer is lost. */
  orderTraces(): { readonly resource: TraceOfResource; readonly order: TraceOfOrder | null };
  /** The account's orders can be read; false where money moves at once and no order is shown. */
  readonly hasOrders: boolean;
  /** True when the order waits for a person's payment. */
  waitsForPayment(): boolean;
  lookAtOrder(orderId: string): Promise<OrderSeen | null>;
  /** Ids of the account's orders for this product that wait to be paid. */
  unpaidOrders(): Promise<readonly string[]>;
  cancelOrder(orderId: string, attempt: SendAttempt): Promise<Outcome<unknown>>;

  /** One direct look. `complete` false: the vendor could not be read, which says nothing about the resource. */
  look(resourceId: string): Promise<Look>;
  /** A second, independent word on whether it is still there: another list of the vendor's. */
  isBilled(resourceId: string): Promise<'yes' | 'no' | 'cannotSay'>;
  /** Reads every resource of the desk's region and picks the one that carries the mark. */
  findByMark(mark: string): Promise<Look>;

  /** Attach to what the order names; null when it names nothing. */
  attach(): AttachStep | null;
  /** Whether the vendor renews by itself after this order (UGN does unless told otherwise; its order cannot say no). */
  autoRenewIsOn(): boolean;
  /** Why no call can switch the vendor's own renewal on, a sentence; null where one can. Off it can always be switched. */
  readonly whyNotSwitchedOn: string | null;
  /** Sets the vendor's own renewal on, for the term it renews for (`vendorRenewalTerm`), or off. */
  setAutoRenew(resourceId: string, isOn: boolean, attempt: SendAttempt): Promise<Outcome<unknown>>;
  /** Whether a call of the vendor's shows that. */
  readonly showsAutoRenew: boolean;
  /** Whether the vendor renews by itself; null where it cannot be read. */
  readAutoRenew(resourceId: string): Promise<boolean | null>;

  renew(resourceId: string, term: Term, attempt: SendAttempt): Promise<Outcome<ChangeOrdered>>;
  /** What a renewal can be bought for at the least. */
  readonly shortestTerm: Term;
  renewalTraces(resourceId: string, term: Term): TraceOfOrder | null;
  resize(resourceId: string, bandwidthMbps: number, attempt: SendAttempt): Promise<Outcome<ChangeOrdered>>;
  resizeTraces(resourceId: string, bandwidthMbps: number): TraceOfOrder | null;
  /** Whether a resize waits for a person's payment; false where it is charged at once. */
  resizeWaitsForPayment(): boolean;
  /** The bandwidths that can be ordered, Mbps. */
  readonly bandwidthRange: readonly [least: number, most: number];
  /** How long before a term's end a release must begin; 0 where the package ends by itself. */
  readonly releaseLeadMs: number;
  /** What must be done, in order, to be rid of the resource. */
  releaseSteps(resourceId: string, seen: ResourceSeen | null): readonly ReleaseStep[];
}

export interface Ordered {
  readonly resourceId: string | null;
  readonly orderId: string | null;
  /** The order as the vendor's billing shows it; null where only its id is known. */
  readonly order: OrderSeen | null;
}

/** The order of a change to what is there; null where the change is charged at once and names none. */
export interface ChangeOrdered {
  readonly orderId: string | null;
}

export interface Look {
  readonly resource: ResourceSeen | null;
  readonly complete: boolean;
  /** A list of everything there, and there was nothing: it may be one that shows nothing of anybody. */
  readonly showsNothing?: boolean;
}

export interface AttachStep {
  readonly to: string;
  send(resourceId: string, attempt: SendAttempt): Promise<Outcome<unknown>>;
}

export interface ReleaseStep {
  /** `refund` may be refused by the vendor; then the package lapses at its term's end. */
  readonly kind: 'detach' | 'delete' | 'refund';
  readonly what: string;
  send(attempt: SendAttempt): Promise<Outcome<unknown>>;
  /** Whether what the vendor shows of it says that the step has taken effect. */
  isDone(seen: ResourceSeen): boolean;
}

export type SpecOf<P extends PackageSpec['product']> = Extract<PackageSpec, { product: P }>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** For comparing with what a vendor shows: about how many days a term has. */
export const termDays = (term: Term): number => nominalTermMs(term) / DAY_MS;

/** Only what was sent can be compared. */
export function configOf(request: Readonly<Record<string, string | number | undefined>>): Record<string, string> {
  const given = Object.entries(request).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([field, value]) => [field, String(value)]));
}

/** `RenewInstance` and `SetRenewal` count in months. */
export function termInMonths(term: Term): number {
  return term.unit === 'Year' ? term.period * 12 : term.period;
}

export const isGone = (seen: ResourceSeen): boolean => seen.phase === 'released';
