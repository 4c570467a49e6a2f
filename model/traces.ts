import type { OrderSeen, ResourceSeen } from './observation.js';

/** The resource an order would have made. */
export interface TraceOfResource {
  readonly fingerprint: string;
  /** Null where the order gave none. */
  readonly name: string | null;
  /** About how many days were bought; 0: pay-as-you-go, never ends; null: nothing can be said. */
  readonly termDays: number | null;
}

/** The order an operation would have made. */
export interface TraceOfOrder {
  /** The vendor's order types: New; Renew; Upgrade and Downgrade. */
  readonly kinds: readonly string[];
  /** What the order's configuration must say where it says anything about it: the vendor's field → value. */
  readonly config: Readonly<Record<string, string>>;
  /** The resource it must be about; null for a purchase. */
  readonly resourceId: string | null;
}

export interface OrderTrace {
  readonly order: OrderSeen;
  /** The resources it names; empty before payment. */
  readonly resourceIds: readonly string[];
  /** It says, there or in its configuration, that it is about the resource asked for. */
  readonly namesResource: boolean;
  /** It says everything that was asked about, so it surely is no order for something else. */
  readonly isTold: boolean;
}

/** What a search for an attempt's traces found. */
export interface Traces {
  /** Carries the operation's own mark: surely its result. */
  readonly markedResource: ResourceSeen | null;
  readonly markedOrder: OrderTrace | null;
  /** Unmarked, and agreeing in everything the vendor shows. */
  readonly likeResources: readonly ResourceSeen[];
  /** Agreeing in everything shown; of a change, only those that name its resource or name none. */
  readonly likeOrders: readonly OrderTrace[];
  /** Resources that some order of this time names: the order of whoever owns one of them is that one. */
  readonly ordered: readonly string[];
  /** Everything where it could show was read to its end. */
  readonly complete: boolean;
  /** The same reads showed something of this account, so they would have shown this too. */
  readonly control: boolean;
}
