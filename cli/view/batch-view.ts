import { type BatchAnswer, type BatchAsked, batchTotals } from '../../model/batch.js';
import { formatMoney, type Price } from '../../model/money.js';
import { plainTable } from './plain-table.js';
import { printable } from './text.js';

/** What is about to be approved together, what it comes to, and what is left out. */
export function batchText(chosen: readonly BatchAsked[], left: readonly BatchAsked[]): string {
  const table = plainTable(['NAME', 'WHAT', 'PRICE', 'POLICY', 'ASKED BY', 'SAID YES']);
  for (const { name, what, price, policy, requestedBy, approvedBy, quorum } of chosen) {
    const yeses = quorum === 1 ? '–' : `${approvedBy.length} of ${quorum}`;
    table.push([name, printable(what), priceOf(price), policy, printable(requestedBy ?? '–'), yeses]);
  }
  const unpriced = chosen.filter(({ price }) => price === null).length;
  const sums = batchTotals(chosen).map(priceOf);
  const more = unpriced === 0 ? [] : [`${unpriced} of unknown price`];
  return [
    table.toString(),
    '',
    `In all: ${[...sums, ...more].join(', ')}`,
    ...(left.length === 0 ? [] : [`Left out, and waiting on: ${left.map(({ name }) => name).join(', ')}`]),
  ].join('\n');
}

const WORDS: Readonly<Record<BatchAnswer['outcome'], string>> = {
  approved: 'approved',
  needsMore: 'approved, and waits for more',
  changed: 'not approved, it has changed meanwhile',
  refused: 'not approved',
  noAnswer: 'not known',
};

/** What became of each. */
export function answersText(answers: readonly BatchAnswer[]): string {
  return answers
    .map(({ name, outcome, message, now }) => {
      const seen = now === null ? '' : ` Now it asks: ${now.what} (request ${now.request}).`;
      return printable(`${name}: ${WORDS[outcome]}. ${message}${seen}`);
    })
    .join('\n');
}

const priceOf = (price: Price | null): string =>
  price === null ? 'unknown' : `${formatMoney(price)}${price.per === null ? '' : ` a ${price.per}`}`;
