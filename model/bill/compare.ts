import { formatMoney, isSameMoney, type Money, sumsBy } from '../money.js';
import { type BillLine, vendorMonth } from './bill-line.js';
import type { OurOrder } from './our-orders.js';

/** Lines of a bill that are one thing: those of one order, else a single one. */
export interface BillEntry extends Money {
  readonly file: string;
  readonly lines: readonly number[];
  readonly account: string | null;
  readonly orderId: string | null;
  readonly resourceId: string | null;
  readonly at: string;
}

export interface BillPair {
  readonly entry: BillEntry;
  readonly order: OurOrder;
}

/** A bill beside what we ordered, in the order in which somebody should look at it. */
export interface BillComparison {
  /** Nobody here ordered it. */
  readonly unexplained: readonly { readonly entry: BillEntry; readonly package: string | null; readonly why: string }[];
  /** Charged, as the vendor told us, in a month that the bill covers, and not on it. */
  readonly missing: readonly OurOrder[];
  readonly differing: readonly BillPair[];
  readonly matched: readonly BillPair[];
  /** Charged by use, of a resource that a package stands for. */
  readonly usage: readonly { readonly entry: BillEntry; readonly package: string }[];
  /** Lines of other products, and of nothing: they are not looked at. */
  readonly leftOut: number;
}

const DAY_MS = 24 * 60 * 60_000;
/** A bill that names days alone may seem a day early; one that is made later may be some days late. */
const EARLY_MS = DAY_MS;
const LATE_MS = 3 * DAY_MS;
/** Ids and product words of what is sold here; where a line names a resource its id decides. */
const ALIBABA_RESOURCE = /^(?:np|cenbwp)-/i;
const UCLOUD_RESOURCE = /^bw-/i;
const OUR_PRODUCT = /^(?:cbn|cenbwp|gwsecd|ugn)/i;

interface Entry extends BillEntry {
  readonly lines: number[];
  amountMinor: number;
  readonly isUsage: boolean;
  readonly product: string | null;
}

/** Order ids match first; what the bill or we know no order of is matched by resource, time and, if known, amount. */
export function compareBill(
  lines: readonly BillLine[],
  orders: readonly OurOrder[],
  owners: ReadonlyMap<string, string>,
): BillComparison {
  const byId = new Map(orders.flatMap((order) => (order.orderId === null ? [] : [[order.orderId, order] as const])));
  const byResource = new Map<string | null, OurOrder[]>();
  for (const order of orders) {
    const known = byResource.get(order.resourceId);
    if (known === undefined) byResource.set(order.resourceId, [order]);
    else known.push(order);
  }
  const taken = new Set<OurOrder>();
  const pairs: BillPair[] = [];
  const rest: Entry[] = [];
  const entries = entriesOf(lines);
  for (const entry of entries) {
    const order = entry.orderId === null ? undefined : byId.get(entry.orderId);
    if (order === undefined || !isOfAccount(entry, order)) rest.push(entry);
    else {
      pairs.push({ entry, order });
      taken.add(order);
    }
  }
  const unexplained: BillComparison['unexplained'][number][] = [];
  const usage: BillComparison['usage'][number][] = [];
  let leftOut = 0;
  for (const entry of rest) {
    const owner = owners.get(entry.resourceId ?? '') ?? null;
    const order = nearest(entry, byResource.get(entry.resourceId) ?? [], taken);
    if (order !== undefined) {
      pairs.push({ entry, order });
      taken.add(order);
    } else if (entry.amountMinor === 0 || !(owner !== null || isOurs(entry))) leftOut += entry.lines.length;
    else if (owner !== null && entry.isUsage) usage.push({ entry: shown(entry), package: owner });
    else unexplained.push({ entry: shown(entry), package: owner, why: whyNot(entry, owner) });
  }
  const isSame = ({ entry, order }: BillPair) => order.charge === null || isSameMoney(entry, order.charge);
  const all = pairs.map(({ entry, order }) => ({ entry: shown(entry), order })).sort(byTime);
  return {
    unexplained: unexplained.sort(byTime),
    missing: missingOf(entries, pairs, orders, taken),
    differing: all.filter((pair) => !isSame(pair)),
    matched: all.filter(isSame),
    usage: usage.sort(byTime),
    leftOut,
  };
}

function entriesOf(lines: readonly BillLine[]): Entry[] {
  const entries = new Map<string, Entry>();
  for (const { line, ...billed } of lines) {
    const { account, orderId, currency, amountMinor } = billed;
    // Two currencies of one order are two amounts: they are never added.
    const key = orderId === null ? `${billed.file}:${line}` : JSON.stringify([account, orderId, currency]);
    const known = entries.get(key);
    if (known === undefined) entries.set(key, { ...billed, lines: [line] });
    else {
      known.lines.push(line);
      known.amountMinor += amountMinor;
    }
  }
  return [...entries.values()];
}

const isOfAccount = ({ account }: BillEntry, order: OurOrder): boolean => account === null || account === order.account;

/** Of our calls on this resource about that time: the one that cost the same, else the nearest one. */
function nearest(entry: Entry, orders: readonly OurOrder[], taken: ReadonlySet<OurOrder>): OurOrder | undefined {
  if (entry.resourceId === null || entry.isUsage) return undefined;
  const apart = (order: OurOrder) => Date.parse(entry.at) - Date.parse(order.at);
  const fitting = orders.filter(
    (order) =>
      !taken.has(order) &&
      isOfAccount(entry, order) &&
      // Both name their order, and not the same one.
      (entry.orderId === null || order.orderId === null) &&
      movesSo(entry, order) &&
      apart(order) >= -EARLY_MS &&
      apart(order) <= LATE_MS,
  );
  const isEqual = (order: OurOrder) => order.charge !== null && isSameMoney(entry, order.charge);
  return fitting.sort(
    (one, other) => Number(isEqual(other)) - Number(isEqual(one)) || Math.abs(apart(one)) - Math.abs(apart(other)),
  )[0];
}

function movesSo({ amountMinor }: Money, { money }: OurOrder): boolean {
  if (money === null || amountMinor === 0) return false;
  return money === 'either' || (money === 'paid') === amountMinor > 0;
}

function isOurs({ resourceId, orderId, product }: Entry): boolean {
  if (resourceId === null) return product === null ? orderId !== null : OUR_PRODUCT.test(product);
  if (ALIBABA_RESOURCE.test(resourceId)) return true;
  // UCloud calls other bandwidth so as well; its bills say which product it is.
  return UCLOUD_RESOURCE.test(resourceId) && (product === null || OUR_PRODUCT.test(product));
}

function whyNot({ amountMinor }: Entry, owner: string | null): string {
  const what = amountMinor < 0 ? 'no release or change of ours brought it back' : 'nobody here ordered it';
  if (owner === null) return what;
  return `${what}; the resource is ${owner}'s, so look whether the vendor, or somebody in its console, renewed or changed it`;
}

/** Only of accounts and months the bill is about: what it does not cover cannot be missing on it. */
function missingOf(
  entries: readonly Entry[],
  pairs: readonly BillPair[],
  orders: readonly OurOrder[],
  taken: ReadonlySet<OurOrder>,
): readonly OurOrder[] {
  const covered = new Set<string>();
  const key = (account: string, at: string) => JSON.stringify([account, vendorMonth(at)]);
  const matchedIn = new Set(pairs.map(({ entry, order }) => JSON.stringify([entry.file, order.account])));
  const accounts = [...new Set(orders.map(({ account }) => account))];
  for (const { account, file, at } of entries) {
    const about = account === null ? accounts.filter((one) => matchedIn.has(JSON.stringify([file, one]))) : [account];
    for (const one of about) covered.add(key(one, at));
  }
  return orders.filter(
    (order) =>
      order.charge !== null &&
      order.charge.amountMinor !== 0 &&
      !taken.has(order) &&
      covered.has(key(order.account, order.at)),
  );
}

interface Billed {
  readonly entry: BillEntry;
}

const byTime = (one: Billed, other: Billed): number => one.entry.at.localeCompare(other.entry.at);

function shown({ file, lines, account, orderId, resourceId, at, amountMinor, currency }: BillEntry): BillEntry {
  return { file, lines, account, orderId, resourceId, at, amountMinor, currency };
}

/** What is not explained needs somebody's look, and ends the command with 1. */
export const isClean = ({ unexplained, missing, differing }: BillComparison): boolean =>
  unexplained.length + missing.length + differing.length === 0;

type About = (one: { readonly package: string | null; readonly at: string | null }) => boolean;

/** Only what is about a package or a time; what nobody here knows is of no package and not of another one. */
export function only(bill: BillComparison, isWanted: About): BillComparison {
  const ofEntry = (one: Billed & { readonly package: string | null }) =>
    isWanted({ package: one.package, at: one.entry.at });
  const ofPair = ({ order }: BillPair) => isWanted(order);
  return {
    ...bill,
    unexplained: bill.unexplained.filter(ofEntry),
    missing: bill.missing.filter(isWanted),
    differing: bill.differing.filter(ofPair),
    matched: bill.matched.filter(ofPair),
    usage: bill.usage.filter(ofEntry),
  };
}

/** Sums by currency, `350.00 USD, 20.00 CNY`; they are never added. */
export function sumsText(amounts: readonly Money[]): string {
  return sumsBy(amounts, () => '')
    .map(([, money]) => formatMoney(money))
    .join(', ');
}
