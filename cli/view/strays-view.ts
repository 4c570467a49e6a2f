import { formatDuration } from '../../model/format-duration.js';
import type { DeskName } from '../../model/ids.js';
import { formatMoney } from '../../model/money.js';
import type { StrayOrder, StrayResource } from '../../model/survey.js';
import type { SurveyedDesk } from '../../workers/client/survey.js';
import { plainTable } from './package-table.js';
import { printable, showInstant } from './text.js';

const NOTHING = '–';

export interface Strays {
  readonly resources: readonly StrayResource[];
  readonly orders: readonly StrayOrder[];
  readonly desks: readonly DeskReport[];
}

/** How far one desk's answer can be trusted. */
interface DeskReport {
  readonly desk: DeskName;
  readonly listedAt: string | null;
  readonly blindSince: string | null;
  /** One sentence; null when the desk has seen everything. */
  readonly problem: string | null;
}

/**
 * All answers as one: an account's orders belong to no region, so several desks may know the same one, and one that is a
 * stray to this desk may be the order of a package at another.
 * @param owned order ids of running packages
 */
export function straysOf(surveyed: readonly SurveyedDesk[], owned: ReadonlySet<string> = new Set()): Strays {
  const resources = surveyed.flatMap(({ survey }) => survey?.resources ?? []);
  const orders = surveyed.flatMap(({ survey }) => survey?.orders ?? []).filter(({ orderId }) => !owned.has(orderId));
  const byKey = new Map(orders.map((order) => [`${order.account} ${order.orderId}`, order]));
  return { resources, orders: [...byKey.values()], desks: surveyed.map(deskReport) };
}

function deskReport({ desk, survey, failure }: SurveyedDesk): DeskReport {
  const { listedAt = null, blindSince = null } = survey ?? {};
  return { desk, listedAt, blindSince, problem: failure?.what ?? problemOf(desk, listedAt, blindSince) };
}

function problemOf(desk: DeskName, listedAt: string | null, blindSince: string | null): string | null {
  const known = listedAt === null ? 'it never could' : `what it shows is of ${showInstant(listedAt)} UTC`;
  if (blindSince !== null) {
    return `${deskPlace(desk)} cannot be read to the end since ${showInstant(blindSince)} UTC; ${known}`;
  }
  return listedAt === null ? `${deskPlace(desk)} has not been read yet` : null;
}

export function deskPlace({ account, product, region }: DeskName): string {
  return `${product} in ${region}, account ${account},`;
}

/** What a person reads: what is there, who may have made it, and what to do about it. */
export function straysText({ resources, orders, desks }: Strays, now: Date): string {
  const parts: string[] = [];
  if (resources.length > 0) parts.push(resourceTable(resources, now), adoptHint(resources));
  if (orders.length > 0) parts.push(orderTable(orders, now), ORDER_HINT);
  const unseen = desks.filter(({ problem }) => problem !== null).length;
  if (parts.length === 0) {
    const places = `${desks.length - unseen} place(s)`;
    parts.push(desks.length === unseen ? 'Nothing could be looked at.' : `Nothing that nobody owns, in ${places}.`);
  }
  return parts.join('\n\n');
}

function resourceTable(resources: readonly StrayResource[], now: Date): string {
  const table = plainTable([
    'ID',
    'PRODUCT',
    'ACCOUNT',
    'REGION',
    'AGE',
    'MBPS',
    'EXPIRES',
    'COST',
    'AUTO-RENEW',
    'ORIGIN',
  ]);
  for (const one of resources) {
    table.push([
      printable(one.resourceId),
      one.product,
      one.account,
      one.region,
      age(one.createdAt ?? one.firstSeenAt, now),
      { content: String(one.bandwidthMbps), hAlign: 'right' },
      one.expiresAt === null ? 'never' : showInstant(one.expiresAt).slice(0, 10),
      one.price === null ? NOTHING : `${formatMoney(one.price)}${one.price.per === null ? '' : `/${one.price.per}`}`,
      one.autoRenew === null ? NOTHING : one.autoRenew ? 'yes' : 'no',
      printable(one.origin),
    ]);
  }
  return withoutTrailingSpace(table.toString());
}

function orderTable(orders: readonly StrayOrder[], now: Date): string {
  const table = plainTable(['UNPAID ORDER', 'PRODUCT', 'ACCOUNT', 'KIND', 'AGE', 'AMOUNT', 'STATUS', 'ORIGIN']);
  for (const one of orders) {
    const { amountMinor, currency } = one;
    table.push([
      printable(one.orderId),
      one.product ?? NOTHING,
      one.account,
      printable(one.kind ?? NOTHING),
      one.createdAt === null ? NOTHING : age(one.createdAt, now),
      amountMinor === null || currency === null ? NOTHING : formatMoney({ amountMinor, currency }),
      printable(one.paymentStatus),
      printable(one.origin),
    ]);
  }
  return withoutTrailingSpace(table.toString());
}

/** One line for each account and product, ready to be copied. */
function adoptHint(resources: readonly StrayResource[]): string {
  const groups = new Map<string, StrayResource[]>();
  for (const one of resources) {
    const key = `${one.account} ${one.product}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const lines = [...groups].flatMap(([key, [first, ...more]]) => {
    if (first === undefined) return [];
    const single = `  leaseline adopt ${key} ${printable(first.resourceId)}`;
    return more.length === 0 ? [single] : [`${single}   (or --all: ${more.length + 1} of them)`];
  });
  const unfit = resources.filter(({ document }) => document === null).map(({ resourceId }) => printable(resourceId));
  return [
    'To have one watched and its term kept, take it over; that buys nothing:',
    ...lines,
    ...(unfit.length === 0 ? [] : [`  (no package file can describe ${unfit.join(', ')})`]),
  ].join('\n');
}

const ORDER_HINT =
  "An unpaid order buys as soon as somebody pays it. Pay or cancel it in the vendor's console; left alone it ends after\nabout a week.";

function age(since: string, now: Date): string {
  return formatDuration(Math.max(0, now.getTime() - Date.parse(since)));
}

function withoutTrailingSpace(text: string): string {
  return text.replace(/ +$/gm, '');
}
