import type { PackageRow } from '../../../model/row.js';
import { isEnded, STATUS_NAMES, WAITING_NAMES } from '../../words/status.js';
import { DAY_MS } from '../../words/time.js';

/** What of the list is looked at, and in which order; it stands in the address, so it can be sent to somebody. */
export interface View {
  readonly q?: string;
  readonly status?: PackageRow['status'] | 'ended' | 'running';
  readonly waiting?: NonNullable<PackageRow['waitingFor']> | 'person';
  readonly product?: PackageRow['product'];
  readonly account?: string;
  readonly team?: string;
  /** Ends within so many days. */
  readonly within?: number;
  /** A column; with a hyphen before it: downwards. */
  readonly sort?: string;
}

/** The order of the list where the address names none. */
export const BY_NAME = 'name';

const PRODUCTS = ['wuying', 'cen', 'ugn'] as const;
const STATUSES = [...STATUS_NAMES, 'ended', 'running'] as const;
const WAITINGS = [...WAITING_NAMES, 'person'] as const;

const textOf = (value: unknown): string | undefined => {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' ? text.slice(0, 200) : undefined;
};

/** What an address says, without what it cannot mean. */
export function readView(search: Record<string, unknown>): View {
  const within = Number(search.within);
  const parts = {
    q: textOf(search.q),
    status: STATUSES.find((known) => known === search.status),
    waiting: WAITINGS.find((known) => known === search.waiting),
    product: PRODUCTS.find((known) => known === search.product),
    account: textOf(search.account),
    team: textOf(search.team),
    within: Number.isSafeInteger(within) && within > 0 ? within : undefined,
    sort: textOf(search.sort),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

/** The rows a view shows, in no order. */
export function visibleRows(rows: readonly PackageRow[], view: View, nowMs: number): readonly PackageRow[] {
  const words = (view.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const endsBy = view.within === undefined ? null : nowMs + view.within * DAY_MS;
  return rows.filter(
    (row) =>
      hasStatus(row, view.status) &&
      isWaiting(row, view.waiting) &&
      (view.product === undefined || row.product === view.product) &&
      (view.account === undefined || row.account === view.account) &&
      (view.team === undefined || row.labels.team === view.team) &&
      (endsBy === null || (row.expiresAt !== null && Date.parse(row.expiresAt) <= endsBy)) &&
      words.every((word) => textIn(row).includes(word)),
  );
}

function hasStatus(row: PackageRow, wanted: View['status']): boolean {
  if (wanted === undefined) return true;
  if (wanted === 'ended') return isEnded(row.status);
  if (wanted === 'running') return !isEnded(row.status);
  return row.status === wanted;
}

function isWaiting(row: PackageRow, wanted: View['waiting']): boolean {
  if (wanted === undefined) return true;
  if (wanted === 'person') return row.waitingFor !== null && row.waitingFor !== 'cloud' && !isEnded(row.status);
  return row.waitingFor === wanted;
}

const texts = new WeakMap<PackageRow, string>();

/** Everything of a row that somebody might remember. */
function textIn(row: PackageRow): string {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const { name, product, account, region, resourceId, orderId, labels, reason } = row;
  const text = [name, product, account, region, resourceId, orderId, reason, ...Object.values(labels)]
    .join(' ')
    .toLowerCase();
  texts.set(row, text);
  return text;
}
