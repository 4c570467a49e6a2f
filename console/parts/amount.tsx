import type { Money } from '../../model/money.js';
import { amountText } from '../words/money.js';

/** Money, with its currency beside the figure; figures of a column stand below one another. */
export function Amount({ money }: { readonly money: Money }) {
  return (
    <span className="amount num">
      {amountText(money)} <span className="currency">{money.currency}</span>
    </span>
  );
}
