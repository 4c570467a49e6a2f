import type { Money } from './money.js';
import type { Term } from './term.js';

/**
 * What an operation was let through at. A vendor binds itself to no price: one that carries an order out late asks for what it
 * costs by then. Nobody can take back what is sent; so it is said.
 */
export interface Agreed extends Money {
  /** The term that price is for; null: it says nothing about a month. */
  readonly term: Term | null;
  /** The order that was made of it; null: none yet, or none that is known. */
  readonly orderId: string | null;
  /** That order was seen to cost more. */
  readonly isExceeded: boolean;
}
