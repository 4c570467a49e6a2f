import { formatDuration } from '../../model/format-duration.js';
import { showInstant } from '../../model/format-instant.js';
import { formatMoney } from '../../model/money.js';
import type { StrayOrder, StrayResource } from '../../model/survey.js';
import type { Strays } from '../../workers/client/strays.js';
import { plainTable } from './plain-table.js';
import { printable } from './text.js';

const NOTHING = '–';

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
  return table.toString();
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
  return table.toString();
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
