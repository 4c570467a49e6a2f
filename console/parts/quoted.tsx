import type { Quote } from '../../model/quote.js';
import { moneyText } from '../words/money.js';

/** What the vendor says something would cost; unknown is said to be unknown, and is never 0. */
export function Quoted({ quote, forWhat }: { readonly quote: Quote; readonly forWhat: string }) {
  if (quote.kind === 'unknown') {
    return <p>The price is not known: {quote.reason}.</p>;
  }
  const { amountMinor, currency, caveat } = quote;
  const isBack = amountMinor < 0;
  return (
    <>
      <p className="quoted">
        <strong className="num">{moneyText({ amountMinor: Math.abs(amountMinor), currency })}</strong>{' '}
        {isBack ? 'comes back' : forWhat}
        {quote.chargeNow ? ', taken from the balance at once' : ''}
      </p>
      {caveat !== null && <p className="hint">It may differ: {caveat}.</p>}
    </>
  );
}
