import type { OrderTrace } from '../model/traces.js';

/** What a search of an account's orders showed. */
export interface OrdersFound {
  readonly marked: OrderTrace | null;
  readonly like: readonly OrderTrace[];
  readonly complete: boolean;
  readonly control: boolean;
}
