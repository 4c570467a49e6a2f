import { formatMoney, type Money } from '../money.js';
import type { Pays, When } from './gate-rules.js';
import type { Operation } from './operation.js';

/** What is about to be done, as rules see it. */
export interface Facts {
  readonly operation: Operation;
  readonly product: string;
  readonly account: string;
  readonly region: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pays: Pays;
  readonly bandwidthMbps: number;
  /** What it would cost a month; null: the vendor does not say. */
  readonly pricePerMonth: Money | null;
  /** What it costs a month now; null: nothing runs, or it is not known. */
  readonly pricePerMonthNow: Money | null;
}

/** Why a rule is not about this, one clause; null when it is. */
export function mismatch(when: When, facts: Facts): string | null {
  return staticMismatch(when, facts) ?? priceMismatch(when, facts);
}

/** The same without what depends on prices, bandwidth and what is done: whether it can ever be about this package. */
export function neverMatches(when: When, facts: Omit<Facts, 'operation' | 'bandwidthMbps'>): boolean {
  const { operations: _, bandwidthAboveMbps: __, ...rest } = when;
  return staticMismatch(rest, { ...facts, operation: 'order', bandwidthMbps: 0 }) !== null;
}

export function needsPrice({ pricePerMonthAbove, priceUnknown, priceRisesAbovePercent }: When): boolean {
  return pricePerMonthAbove !== undefined || priceUnknown !== undefined || priceRisesAbovePercent !== undefined;
}

function staticMismatch(when: When, facts: Facts): string | null {
  const others = (list: readonly string[] | undefined, value: string, what: string): string | null =>
    list === undefined || list.includes(value) ? null : `${what} ${value} is not ${list.join(' or ')}`;
  return (
    others(when.operations, facts.operation, 'the operation') ??
    others(when.products, facts.product, 'the product') ??
    others(when.accounts, facts.account, 'the account') ??
    others(when.regions, facts.region, 'the region') ??
    labelMismatch(when.labels ?? {}, facts.labels) ??
    (when.pays === undefined || when.pays === facts.pays
      ? null
      : `it is ${PAYS_WORDS[facts.pays]}, not ${PAYS_WORDS[when.pays]}`) ??
    (when.bandwidthAboveMbps === undefined || facts.bandwidthMbps > when.bandwidthAboveMbps
      ? null
      : `${facts.bandwidthMbps} Mbps is not above ${when.bandwidthAboveMbps}`)
  );
}

const PAYS_WORDS: Readonly<Record<Pays, string>> = { prepaid: 'prepaid', byUse: 'paid by use' };

function labelMismatch(wanted: NonNullable<When['labels']>, labels: Facts['labels']): string | null {
  for (const [label, values] of Object.entries(wanted)) {
    const value = Object.hasOwn(labels, label) ? labels[label] : undefined;
    if (value === undefined) return `it has no label ${label}`;
    if (!values.includes(value) && !values.includes('*'))
      return `label ${label} is ${value}, not ${values.join(' or ')}`;
  }
  return null;
}

function priceMismatch(when: When, { pricePerMonth: price, pricePerMonthNow: now }: Facts): string | null {
  if (when.priceUnknown === true && price !== null) return `its price is known (${formatMoney(price)} a month)`;
  const limit = when.pricePerMonthAbove?.find(({ currency }) => currency === price?.currency);
  if (price !== null && limit !== undefined && price.amountMinor <= limit.amountMinor) {
    return `${formatMoney(price)} a month is not above ${formatMoney(limit)}`;
  }
  const percent = when.priceRisesAbovePercent;
  if (percent === undefined) return null;
  if (now === null) return 'there is no price it could have risen from';
  if (price === null || price.currency !== now.currency) return null;
  const isAbove = price.amountMinor * 100 > now.amountMinor * (100 + percent);
  return isAbove
    ? null
    : `${formatMoney(price)} a month is not more than ${percent} % above today's ${formatMoney(now)}`;
}
