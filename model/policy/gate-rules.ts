import { type ApprovalRules, isApprovalRules } from '../approval.js';
import { isTimeZone } from '../is-time-zone.js';
import type { Money } from '../money.js';
import { PRODUCTS } from '../product.js';
import { isInstant, isRecord } from '../shapes.js';
import { OPERATIONS, type Operation } from './operation.js';

/** Paid for a term beforehand, or by use afterwards. */
export const PAYS = ['prepaid', 'byUse'] as const;
export type Pays = (typeof PAYS)[number];

/** What must all hold for a rule to count. What is absent is not looked at. */
export interface When {
  readonly operations?: readonly Operation[];
  readonly products?: readonly string[];
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
  /** For each label the values that count; `*` is any. */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  readonly pays?: Pays;
  readonly bandwidthAboveMbps?: number;
  /** One limit for each currency. What is not shown to be within them counts as above. */
  readonly pricePerMonthAbove?: readonly Money[];
  /** Only what the vendor names no price for beforehand. */
  readonly priceUnknown?: true;
  /** A renewal or resize that costs so much more a month than what runs, in percent. */
  readonly priceRisesAbovePercent?: number;
}

export type Ruling =
  | { readonly kind: 'allow' }
  | { readonly kind: 'deny'; readonly override: string | null }
  | { readonly kind: 'approve'; readonly policy: string };

/** One rule of `leaseline.yaml`. */
export interface Rule {
  readonly name: string;
  readonly when: When;
  readonly do: Ruling;
  /** Why there is such a rule, for whoever it stops. */
  readonly because: string | null;
}

/** What may be committed a month, over all packages it is about. */
export interface Budget {
  readonly name: string;
  readonly when: When;
  readonly perMonth: Money;
  readonly over: Ruling;
  readonly warnAtPercent: number;
}

/** A time in which nothing is bought or resized. Renewals and releases are exempt: an outage saves nothing. */
export interface Freeze {
  readonly name: string;
  readonly when: When;
  /** ISO 8601 UTC. */
  readonly from: string;
  readonly until: string;
  /** The policy whose people may let one through all the same; null: nobody. */
  readonly override: string | null;
}

/** The hours in which something may be bought or resized; outside them it waits. */
export interface BuyWindow {
  readonly name: string;
  readonly when: When;
  /** ISO weekdays, 1 is Monday. */
  readonly days: readonly number[];
  /** Minutes after midnight, on the clocks of `timeZone`. */
  readonly fromMinute: number;
  readonly untilMinute: number;
  readonly timeZone: string;
  readonly override: string | null;
}

/** Everything that decides whether a package may spend: a snapshot of `leaseline.yaml`, kept with the package. */
export interface GateRules {
  readonly rules: readonly Rule[];
  readonly budgets: readonly Budget[];
  readonly freezes: readonly Freeze[];
  readonly buyWindows: readonly BuyWindow[];
  /** Of every policy that is named above. */
  readonly policies: Readonly<Record<string, ApprovalRules>>;
}

export const NO_RULES: GateRules = { rules: [], budgets: [], freezes: [], buyWindows: [], policies: {} };

export function isEmptyGate({ rules, budgets, freezes, buyWindows }: GateRules): boolean {
  return rules.length + budgets.length + freezes.length + buyWindows.length === 0;
}

/** Whether something from outside is such rules: a wrong one must not reach the moment in which money is spent. */
export function isGateRules(value: unknown): value is GateRules {
  if (!isRecord(value) || !isRecord(value.policies)) return false;
  return (
    Object.values(value.policies).every(isApprovalRules) &&
    isListOf(value.rules, (rule) => isRuling(rule.do) && isTextOrNull(rule.because)) &&
    isListOf(value.budgets, (one) => isMoney(one.perMonth) && isRuling(one.over) && isNumber(one.warnAtPercent)) &&
    isListOf(value.freezes, (one) => isInstant(one.from) && isInstant(one.until) && isTextOrNull(one.override)) &&
    isListOf(value.buyWindows, isBuyWindow)
  );
}

type Shape = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isTextOrNull = (value: unknown): boolean => value === null || isText(value);
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isMoney = (value: unknown): boolean =>
  isRecord(value) && Number.isSafeInteger(value.amountMinor) && isText(value.currency);

function isListOf(list: unknown, has: (one: Shape) => boolean): boolean {
  return Array.isArray(list) && list.every((one) => isRecord(one) && isText(one.name) && isWhen(one.when) && has(one));
}

function isBuyWindow({ days, fromMinute, untilMinute, timeZone, override }: Shape): boolean {
  const isDay = (day: unknown) => Number.isInteger(day) && Number(day) >= 1 && Number(day) <= 7;
  const areDays = Array.isArray(days) && days.length > 0 && days.every(isDay);
  const isZone = typeof timeZone === 'string' && isTimeZone(timeZone);
  return (
    areDays && isNumber(fromMinute) && Number(untilMinute) > Number(fromMinute) && isZone && isTextOrNull(override)
  );
}

function isRuling(ruling: unknown): boolean {
  if (!isRecord(ruling)) return false;
  if (ruling.kind === 'approve') return isText(ruling.policy);
  return ruling.kind === 'allow' || (ruling.kind === 'deny' && isTextOrNull(ruling.override));
}

function isWhen(when: unknown): boolean {
  if (!isRecord(when)) return false;
  const { labels = {}, pricePerMonthAbove: limits = [] } = when;
  const isOneOf = (list: unknown, known: readonly string[]) =>
    list === undefined || (Array.isArray(list) && list.every((one) => known.includes(one)));
  return (
    isOneOf(when.operations, OPERATIONS) &&
    isOneOf(when.products, PRODUCTS) &&
    [when.accounts, when.regions].every((list) => list === undefined || isTexts(list)) &&
    isRecord(labels) &&
    Object.values(labels).every(isTexts) &&
    (when.pays === undefined || PAYS.some((known) => known === when.pays)) &&
    [when.bandwidthAboveMbps, when.priceRisesAbovePercent].every((one) => one === undefined || isNumber(one)) &&
    Array.isArray(limits) &&
    limits.every(isMoney) &&
    (when.priceUnknown === undefined || when.priceUnknown === true)
  );
}
