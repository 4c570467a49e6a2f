import { cancellationSignal } from '@temporalio/activity';
import type { GetOrderDetailResponse } from '../clouds/alibaba/bss-types.js';
import type { DeskName } from '../model/ids.js';
import { MARK_TAG_KEY } from '../model/mark.js';
import type { OrderTrace, TraceOfOrder } from '../model/traces.js';
import { billingWindow } from './billing-window.js';
import { alibaba } from './context.js';
import type { OrdersFound } from './orders-found.js';
import { searchUgnOrders } from './search-ugn-orders.js';
import { orderSeen } from './seen/order.js';

/** Orders of the window that are looked at one by one; where there are more, nothing is called complete. */
const DETAILS_MAX = 80;
/** Any order of this time proves that the account's orders can be seen at this site and under this product code. */
const CONTROL_MS = 90 * 24 * 60 * 60 * 1000;

/** Searches the account's orders by an explicit window, then each order's detail: the list names no resources. */
export async function searchOrders(search: {
  readonly desk: DeskName;
  readonly mark: string;
  readonly order: TraceOfOrder;
  readonly begunAt: string;
  readonly now: string;
}): Promise<OrdersFound> {
  const { desk, mark, order, begunAt, now } = search;
  if (desk.product === 'ugn') return searchUgnOrders({ account: desk.account, order, begunAt, now });
  const { bss, billing } = alibaba(desk.account);
  const options = { signal: cancellationSignal() };
  const ProductCode = billing[desk.product].productCode;
  const nowMs = Date.parse(now);
  const window = billingWindow(Date.parse(begunAt), nowMs);
  const listing = await bss.queryAllOrders({ ...window, ProductCode }, options);
  const wanted = listing.items.filter(({ OrderType }) => OrderType === null || order.kinds.includes(OrderType));
  const ids = [...new Set(wanted.map(({ OrderId }) => OrderId))];
  const found: Judged[] = [];
  const named = new Set<string>();
  for (const OrderId of ids.slice(0, DETAILS_MAX)) {
    const { value } = await bss.getOrderDetail({ OrderId }, options);
    const entries = value.Orders.filter((entry) => entry.OrderId === OrderId);
    for (const id of entries.flatMap(({ InstanceIDs }) => InstanceIDs)) named.add(id);
    const judged = judge(entries, mark, order, desk.region);
    if (judged !== null) found.push(judged);
  }
  const control =
    listing.items.length > 0 ||
    (
      await bss.queryOrders(
        { ...billingWindow(nowMs - CONTROL_MS, nowMs), ProductCode, PageNum: 1, PageSize: 1 },
        options,
      )
    ).value.TotalCount > 0;
  return {
    marked: found.find(({ isMarked }) => isMarked)?.trace ?? null,
    like: found.filter(({ isMarked }) => !isMarked).map(({ trace }) => trace),
    named: [...named],
    complete: listing.complete && ids.length <= DETAILS_MAX,
    control,
  };
}

type Detail = GetOrderDetailResponse['Orders'][number];

interface Judged {
  readonly isMarked: boolean;
  readonly trace: OrderTrace;
}

/** @returns null for an order that surely is another one's */
function judge(entries: readonly Detail[], mark: string, wanted: TraceOfOrder, region: string): Judged | null {
  const order = orderSeen(entries);
  if (order === null) return null;
  const resourceIds = [...new Set(entries.flatMap(({ InstanceIDs }) => InstanceIDs))];
  const texts = entries.map(({ Config }) => Config ?? '');
  const { resourceId } = wanted;
  const namesResource =
    resourceId !== null && (resourceIds.includes(resourceId) || texts.some((text) => text.includes(resourceId)));
  const read = entries.map(({ Region, Config }) => ({ Region, said: configFields(Config) }));
  const isTold = read.some(({ Region, said }) => Region !== null && tells(said, wanted.config));
  const trace: OrderTrace = { order, resourceIds, namesResource, isTold };
  if (texts.some((text) => text.includes(mark))) return { isMarked: true, trace };
  // Marked by another operation of ours.
  if (texts.some((text) => text.includes(`"${MARK_TAG_KEY}"`))) return null;
  if (resourceId !== null && resourceIds.length > 0 && !resourceIds.includes(resourceId)) return null;
  const elsewhere = entries.every(({ Region }) => Region !== null && Region !== region && region !== 'global');
  if (elsewhere) return null;
  return read.some(({ said }) => agrees(said, wanted.config)) ? { isMarked: false, trace } : null;
}

type Fields = ReadonlyMap<string, string>;

function agrees(said: Fields, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([field, value]) => {
    const text = said.get(field.toLowerCase());
    return text === undefined || text.toLowerCase() === value.toLowerCase();
  });
}

/** What was asked to be nothing cannot be said. */
function tells(said: Fields, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([field, value]) => value === '' || said.has(field.toLowerCase()));
}

/** The configuration is JSON or `Name:value;` text: the pages do not say. What cannot be read says nothing. */
function configFields(config: string | null): Fields {
  if (config === null) return new Map();
  try {
    const parsed: unknown = JSON.parse(config);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return new Map(Object.entries(parsed).map(([field, value]) => [field.toLowerCase(), String(value)]));
    }
    return new Map();
  } catch {
    const pairs = [...config.matchAll(/([A-Za-z][\w.]*)\s*[:=]\s*([^;,|]+)/g)];
    return new Map(pairs.map(([, field = '', value = '']) => [field.toLowerCase(), value.trim()]));
  }
}
