/** An amount in the currency's minor unit (cents, fen). Never a float: 19.99 USD is 1999. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

/** What a price is for: money each month, year or week, once for the whole term ordered, or not known. */
export type PricePer = 'month' | 'year' | 'week' | 'term' | null;

export interface Price extends Money {
  readonly per: PricePer;
}

/**
 * Reads a vendor's decimal amount, for example `"1,234.50"` or `63.2`, exactly and without floating point.
 * Amounts finer than a minor unit are rounded half up, as an invoice would.
 * @returns minor units, or null when it is no amount
 */
export function parseMinor(decimal: string | number): number | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(decimal).trim().replaceAll(',', ''));
  if (!match) return null;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const minor = Number(whole) * 100 + Number(fraction.padEnd(2, '0').slice(0, 2));
  const rounded = minor + (Number(fraction[2] ?? '0') >= 5 ? 1 : 0);
  if (!Number.isSafeInteger(rounded)) return null;
  return sign === '-' && rounded !== 0 ? -rounded : rounded;
}

/** Two that are not there are the same as well. */
export function isSameMoney(one: Money | null | undefined, other: Money | null | undefined): boolean {
  return one?.amountMinor === other?.amountMinor && one?.currency === other?.currency;
}

/** Sums by a key and by currency, in the order in which they are met: two currencies are never added. */
export function sumsBy<Amount extends Money, Key>(
  amounts: readonly Amount[],
  keyOf: (amount: Amount) => Key,
): readonly (readonly [Key, Money])[] {
  const sums = new Map<string, readonly [Key, Money]>();
  for (const amount of amounts) {
    const { amountMinor, currency } = amount;
    const key = keyOf(amount);
    const at = `${currency} ${key}`;
    sums.set(at, [key, { amountMinor: (sums.get(at)?.[1].amountMinor ?? 0) + amountMinor, currency }]);
  }
  return [...sums.values()];
}

/** For people: `1,234.50 USD`. */
export function formatMoney(money: Money): string {
  const sign = money.amountMinor < 0 ? '-' : '';
  const minor = Math.abs(money.amountMinor);
  const whole = Math.trunc(minor / 100)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}${whole}.${(minor % 100).toString().padStart(2, '0')} ${money.currency}`;
}
