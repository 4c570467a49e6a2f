import type { Money, Price } from '../../model/money.js';

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
export function monthly(price: Price | null): Money | null {
  if (price === null) return null;
  const { amountMinor, currency, per } = price;
  switch (per) {
    case 'month':
      return { amountMinor, currency };
    case 'year':
      return { amountMinor: Math.round(amountMinor / 12), currency };
    case 'week':
      return { amountMinor: Math.round((amountMinor * 52) / 12), currency };
    case 'term':
    case null:
      return null;
  }
}

/** One sum for each currency: two are never added. */
export function sums(amounts: readonly Money[]): readonly Money[] {
  const byCurrency = new Map<string, number>();
  for (const { amountMinor, currency } of amounts) {
    byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + amountMinor);
  }
  return [...byCurrency]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([currency, amountMinor]) => ({ amountMinor, currency }));
}
