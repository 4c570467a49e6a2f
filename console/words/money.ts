import type { Money, Price } from '../../model/money.js';
import type { PackageRow } from '../../model/row.js';
import type { Term } from '../../model/term.js';

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  formats.set(currency, made);
  return made;
}

/** `1,234.50`; the currency stands beside it. Minor units are hundredths in every currency the vendors take. */
export function amountText({ amountMinor, currency }: Money): string {
  return formatOf(currency).format(amountMinor / 100);
}

/** `1,234.50 USD` */
export const moneyText = (money: Money): string => `${amountText(money)} ${money.currency}`;

const PER: Readonly<Record<NonNullable<Price['per']>, string>> = {
  month: 'a month',
  year: 'a year',
  week: 'a week',
  term: 'a term',
};

/** `200.00 USD a month` */
export function priceText(price: Price): string {
  return price.per === null ? moneyText(price) : `${moneyText(price)} ${PER[price.per]}`;
}

/** What it comes to in a month; null where it cannot be said: charged by use, or for a term of unknown length. */
export function monthly({ price, contract }: Pick<PackageRow, 'price' | 'contract'>): Money | null {
  if (price === null) return null;
  const { amountMinor, currency } = price;
  const months = monthsOf(price, contract?.priceTerm ?? null);
  return months === null ? null : { amountMinor: Math.round(amountMinor / months), currency };
}

const WEEKS_A_MONTH = 52 / 12;

function monthsOf({ per }: Price, term: Term | null): number | null {
  if (term !== null) {
    const { period, unit } = term;
    return unit === 'Year' ? period * 12 : unit === 'Month' ? period : period / WEEKS_A_MONTH;
  }
  if (per === 'month') return 1;
  if (per === 'year') return 12;
  return per === 'week' ? 1 / WEEKS_A_MONTH : null;
}
