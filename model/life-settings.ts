import { type ApprovalRules, isApprovalRules } from './approval.js';
import { isTimeZone } from './is-time-zone.js';
import { type GateRules, isGateRules } from './policy/gate-rules.js';
import type { Product } from './product.js';
import { isRecord } from './shapes.js';

/** What a package must know, over the years, of people's hours and of the vendor's calendar; told when it starts and by each `apply`. */
export interface LifeSettings {
  readonly ladder: LadderSettings;
  /** The vendor cancels an order that stays unpaid for this long. */
  readonly unpaidOrderMs: number;
  /** How long before expiry the vendor's own renewal takes the money; 0: only when the term is over. */
  readonly deductsBeforeMs: number;
  /** How long after expiry a package can still be renewed before the vendor releases it. */
  readonly graceMs: number;
  /** A standing approval: when nobody answers, the shortest term may be bought to win time. */
  readonly mayBridge: boolean;
  /** Of the policy the package names; absent where it names none, and in what earlier releases told. */
  readonly approval?: ApprovalRules;
  /** The rules, budgets, freezes and hours that can be about it; absent where there are none. */
  readonly gate?: GateRules;
}

/** When somebody who must act before a term ends is reminded. */
export interface LadderSettings {
  /** Leads before expiry, longest first. */
  readonly rungsMs: readonly number[];
  /** IANA name, for example Europe/Berlin: whose working days count. */
  readonly timeZone: string;
  /** ISO weekdays, 1 is Monday. A reminder a day or more ahead is moved to the end of the working day before. */
  readonly workingDays: readonly number[];
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

export const DEFAULT_LADDER: LadderSettings = {
  rungsMs: [21 * DAY_MS, 14 * DAY_MS, 7 * DAY_MS, 3 * DAY_MS, DAY_MS, 2 * HOUR_MS],
  timeZone: 'UTC',
  workingDays: [1, 2, 3, 4, 5],
};

/**
 * CEN: deduction from 9 days before expiry, release 7 days after it. UGN: the vendor tries from expiry on and deletes
 * after 10 days, 7 for Max5 and Traffic. WUYING documents neither; the shorter of the others is assumed. All of it is
 * configuration (`products` and `renewal` of an account), since it differs by site. Source: cloud-apis.md sections 3 and 5.
 */
export const VENDOR_CALENDAR: Readonly<
  Record<Product, Pick<LifeSettings, 'unpaidOrderMs' | 'deductsBeforeMs' | 'graceMs'>>
> = {
  wuying: { unpaidOrderMs: 7 * DAY_MS, deductsBeforeMs: 9 * DAY_MS, graceMs: 7 * DAY_MS },
  cen: { unpaidOrderMs: 7 * DAY_MS, deductsBeforeMs: 9 * DAY_MS, graceMs: 7 * DAY_MS },
  ugn: { unpaidOrderMs: 7 * DAY_MS, deductsBeforeMs: 0, graceMs: 7 * DAY_MS },
};

/** Of a package that was started before these settings existed. */
export const defaultLife = (product: Product): LifeSettings => ({
  ladder: DEFAULT_LADDER,
  ...VENDOR_CALENDAR[product],
  mayBridge: false,
});

/** Whether something from outside is such settings; their time zone must be one this machine knows, or reminders would fail. */
export function isLifeSettings(value: unknown): value is LifeSettings {
  if (!isRecord(value) || !isRecord(value.ladder)) return false;
  const { ladder, unpaidOrderMs, deductsBeforeMs, graceMs, mayBridge, approval, gate } = value;
  if (approval !== undefined && !isApprovalRules(approval)) return false;
  if (gate !== undefined && !isGateRules(gate)) return false;
  const { rungsMs, workingDays, timeZone } = ladder;
  const isList = (list: unknown): boolean => Array.isArray(list) && list.every(isDuration);
  const isLadder = isList(rungsMs) && isList(workingDays) && typeof timeZone === 'string' && isTimeZone(timeZone);
  return isLadder && [unpaidOrderMs, deductsBeforeMs, graceMs].every(isDuration) && typeof mayBridge === 'boolean';
}

const isDuration = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
