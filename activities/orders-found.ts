import type { OrderTrace } from '../model/traces.js';

/** What a search of an account's orders showed. */
export interface OrdersFound {
  readonly marked: OrderTrace | null;
  readonly like: readonly OrderTrace[];
  /** Every resource that an order of this time names, whatever it is about. */
  readonly named: readonly string[];
  readonly complete: boolean;
  readonly control: boolean;
}
