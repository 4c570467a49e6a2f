import type { PackageRow } from '../../../model/row.js';
import type { StrayOrder, StrayResource } from '../../../model/survey.js';
import type { Strays } from '../../data/strays.js';
import { waitsForPerson } from '../../words/status.js';
import { DAY_MS } from '../../words/time.js';

/** Something that waits for a person, and what is lost by waiting. */
export type InboxItem = Loss &
  (
    | { readonly kind: 'approval' | 'payment' | 'unknown' | 'vanished' | 'operator'; readonly row: PackageRow }
    | { readonly kind: 'stray'; readonly stray: StrayResource }
    | { readonly kind: 'strayOrder'; readonly order: StrayOrder }
    | { readonly kind: 'batch'; readonly batch: string }
  ) & { readonly key: string; readonly title: string };

interface Loss {
  readonly tier: Tier;
  /** When it is lost, ISO 8601 UTC; null: no date. */
  readonly lostAt: string | null;
  /** What is lost by then, said to follow or to stand without a date. */
  readonly loss: string;
}

/** From what is lost first and worst to what costs least by waiting. */
export const TIERS = ['down', 'doubt', 'dated', 'open', 'nobody'] as const;
export type Tier = (typeof TIERS)[number];

export const TIER_WORDS: Readonly<Record<Tier, string>> = {
  down: 'Down, or going dark soon',
  doubt: 'Money in doubt',
  dated: 'Ends on a date',
  open: 'Waits without an end',
  nobody: 'Nobody’s, and costing money',
};

const SOON_MS = 14 * DAY_MS;

export function inboxItems(
  rows: readonly PackageRow[],
  strays: Strays | undefined,
  nowMs: number,
): readonly InboxItem[] {
  const items: InboxItem[] = [
    ...rows.filter(waitsForPerson).map((row) => itemOf(row, nowMs)),
    ...(strays?.resources ?? []).map(strayItem),
    ...(strays?.orders ?? []).map(orderItem),
  ];
  return items.sort(compare);
}

/** Runs and batches of which several wait for approval, so that they can be decided about together; each where its worst is. */
export function batchItems(items: readonly InboxItem[]): readonly InboxItem[] {
  const groups = new Map<string, { readonly tier: Tier; count: number }>();
  for (const item of items) {
    if (item.kind !== 'approval' || item.row.batch == null) continue;
    const known = groups.get(item.row.batch);
    if (known === undefined) groups.set(item.row.batch, { tier: item.tier, count: 1 });
    else known.count += 1;
  }
  return [...groups].flatMap(([batch, { tier, count }]): InboxItem[] => {
    const loss = `${count} packages wait for approval and can be decided about together`;
    return count < 2 ? [] : [{ kind: 'batch', batch, key: `batch:${batch}`, title: batch, tier, lostAt: null, loss }];
  });
}

function compare(one: InboxItem, other: InboxItem): number {
  return (
    TIERS.indexOf(one.tier) - TIERS.indexOf(other.tier) ||
    (one.lostAt ?? '9').localeCompare(other.lostAt ?? '9') ||
    one.title.localeCompare(other.title)
  );
}

function itemOf(row: PackageRow, nowMs: number): InboxItem {
  const kind = kindOf(row);
  return { kind, row, key: row.name, title: row.name, ...lossOf(row, kind, nowMs) };
}

function kindOf(row: PackageRow) {
  if (row.waitingFor === 'approval') return 'approval';
  if (row.waitingFor === 'payment') return 'payment';
  if (row.vanished) return 'vanished';
  return row.nextStep?.what === 'resolve' ? 'unknown' : 'operator';
}

function lossOf(row: PackageRow, kind: ReturnType<typeof kindOf>, nowMs: number): Loss {
  const { status, expiresAt, nextStep, resourceId } = row;
  const stepAt = nextStep?.at ?? null;
  const isUp = status === 'Active' && resourceId !== null;
  const dark = (at: string): Loss => {
    const isSoon = Date.parse(at) - nowMs < SOON_MS;
    return { tier: isSoon ? 'down' : 'dated', lostAt: at, loss: 'the line goes dark' };
  };
  switch (kind) {
    case 'vanished':
      return { tier: 'down', lostAt: row.waitingSince, loss: 'the line is gone' };
    case 'unknown':
      if (isUp && expiresAt !== null) return { ...dark(expiresAt), tier: 'doubt' };
      return {
        tier: 'doubt',
        lostAt: null,
        loss: 'money may have been spent; nothing more is sent until it is settled',
      };
    case 'payment':
      if (isUp && expiresAt !== null && stepAt !== null) return dark(stepAt);
      return { tier: stepAt === null ? 'open' : 'dated', lostAt: stepAt, loss: 'the order is cancelled' };
    case 'approval':
      if (isUp && stepAt !== null) return dark(stepAt);
      return {
        tier: 'open',
        lostAt: null,
        loss: isUp ? 'it stays as it is until somebody answers' : 'nothing is ordered until somebody says yes',
      };
    case 'operator':
      if (expiresAt !== null) return dark(expiresAt);
      return { tier: 'open', lostAt: null, loss: 'it stays as it is until somebody acts' };
  }
}

function strayItem(stray: StrayResource): InboxItem {
  const { resourceId, expiresAt } = stray;
  return {
    kind: 'stray',
    stray,
    key: `stray:${resourceId}`,
    title: resourceId,
    tier: 'nobody',
    lostAt: expiresAt,
    loss: expiresAt === null ? 'it costs money and nobody watches it' : 'it ends and nobody watches it',
  };
}

function orderItem(order: StrayOrder): InboxItem {
  return {
    kind: 'strayOrder',
    order,
    key: `order:${order.orderId}`,
    title: `Order ${order.orderId}`,
    tier: 'nobody',
    lostAt: null,
    loss: 'an order nobody here placed waits to be paid',
  };
}
