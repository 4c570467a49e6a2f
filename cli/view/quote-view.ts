import { showInstant } from '../../model/format-instant.js';
import { formatMoney } from '../../model/money.js';
import type { Quote } from '../../model/quote.js';
import {
  type PackageQuotes,
  type PlannedRenewal,
  type QuoteTotal,
  type ResizeQuotes,
  termWords,
} from '../plan/quotes.js';
import { printable } from './text.js';

/** What one package costs, in the lines below its name. */
export function quoteLines({ first, term, endsAt, renewal }: PackageQuotes): string[] {
  const forWhat = term === null ? '' : ` for ${termWords(term)}`;
  const how = first.kind === 'known' && !first.chargeNow ? 'once a person has paid it' : 'charged at once';
  const caveats = new Set(
    [first, renewal?.quote].flatMap((quote) => (quote?.kind === 'known' ? (quote.caveat ?? []) : [])),
  );
  return [
    first.kind === 'known' ? `first charge: ${formatMoney(first)}${forWhat}, ${how}` : unknown(first),
    ...(endsAt === null ? [] : [`its term, if bought now, ends ${showInstant(endsAt)} UTC`]),
    ...(renewal === null ? [] : [renewalLine(renewal, { first, term })]),
    ...[...caveats].map((caveat) => `note: ${printable(caveat)}`),
  ].map((line) => `    ${line}`);
}

/** What a change of bandwidth costs, and what one of that size is sold for. */
export function resizeLine({ once, monthly }: ResizeQuotes): string {
  const then = monthly === null ? '' : `; one of that size costs ${formatMoney(monthly)} a month`;
  if (once.kind === 'unknown') return `    ${unknown(once)}${then}`;
  const isBack = once.amountMinor < 0;
  const amount = formatMoney({ ...once, amountMinor: Math.abs(once.amountMinor) });
  const caveat = once.caveat === null ? '' : ` (${printable(once.caveat)})`;
  return `    for the rest of its term: ${amount}${isBack ? ' come back' : ''}${caveat}${then}`;
}

const BY: Readonly<Record<PlannedRenewal['by'], string>> = {
  leaseline: 'renewed by Leaseline',
  vendor: 'renewed by the vendor itself',
  person: 'if somebody says so (atTermEnd: ask)',
};

function renewalLine(
  { quote, term, by, backstop }: PlannedRenewal,
  { first, term: bought }: Pick<PackageQuotes, 'first' | 'term'>,
): string {
  const each = `every ${term.period === 1 ? term.unit.toLowerCase() : termWords(term)}`;
  const isSame = bought?.period === term.period && bought.unit === term.unit;
  const repeats = isSame ? 'repeats the original duration' : 'does not repeat the duration that is ordered';
  const why = by === 'vendor' ? `: vendorAutoRenew ${repeats}` : '';
  const who = `${BY[by]}${why}${backstop === null ? '' : `; the vendor stands by, and would for ${termWords(backstop)}`}`;
  if (quote.kind === 'known') return `then: ${formatMoney(quote)} ${each}, ${who}`;
  const isSaid = first.kind === 'unknown' && first.reason === quote.reason;
  return `then: ${isSaid ? 'unknown as well,' : unknown(quote)} ${each}, ${who}`;
}

function unknown(quote: Quote): string {
  return `price unknown: ${quote.kind === 'unknown' ? printable(quote.reason) : ''}`;
}

/** One line for each payer and currency. */
export function totalLines(totals: readonly QuoteTotal[], unknownCount: number): string[] {
  const least = unknownCount > 0 ? 'at least ' : '';
  const lines = totals.map(({ payer, currency, firstMinor, resizesMinor, renewals }) => {
    const then = renewals.map(
      ({ term, amountMinor }) => `${formatMoney({ amountMinor, currency })} per ${termWords(term)}`,
    );
    const later = then.length === 0 ? '' : `; then ${then.join(' and ')}`;
    const first = firstMinor === 0 ? [] : [`${formatMoney({ amountMinor: firstMinor, currency })} first`];
    const resized = resizesMinor === 0 ? [] : [`${formatMoney({ amountMinor: resizesMinor, currency })} for changes`];
    const now = [...first, ...resized].join(' and ') || `${formatMoney({ amountMinor: 0, currency })} first`;
    return `Payer ${printable(payer)}: ${least}${now}${later}.`;
  });
  return unknownCount === 0 ? lines : [...lines, `The price of ${unknownCount} package(s) is not known.`];
}
