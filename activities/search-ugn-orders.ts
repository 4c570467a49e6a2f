import { cancellationSignal } from '@temporalio/activity';
import { CloudReadError } from '../clouds/cloud-read-error.js';
import type { DescribeOrderDetailInfoResponse } from '../clouds/ucloud/ubill-types.js';
import { CLOCKS_APART_MS } from '../model/clocks.js';
import type { OrderTrace, TraceOfOrder } from '../model/traces.js';
import { ucloud } from './context.js';
import type { OrdersFound } from './orders-found.js';
import { fromUnixSeconds } from './seen/time.js';

const PAGE = 100;
const PAGES_MAX = 20;
const TYPES: Readonly<Record<string, string>> = {
  New: 'OT_BUY',
  Renew: 'OT_RENEW',
  Upgrade: 'OT_UPGRADE',
  Downgrade: 'OT_DOWNGRADE',
};

/** An account that may not read its orders has none to show: what the list of packages shows must do then. */
const NOT_READABLE: OrdersFound = { marked: null, like: [], named: [], complete: true, control: true };

/**
 * UGN's orders, from UBill's half-documented list. It is no condition of any proof, because many an account cannot read
 * it; but what it shows was paid for, even if it is never delivered and so never listed.
 */
export async function searchUgnOrders(search: {
  readonly account: string;
  readonly order: TraceOfOrder;
  readonly begunAt: string;
  readonly now: string;
}): Promise<OrdersFound> {
  const { account, order, begunAt, now } = search;
  try {
    const { infos, complete } = await readAll(account, order, Date.parse(begunAt), Date.parse(now));
    const like = infos.flatMap((info) => traceOf(info, order) ?? []);
    const named = infos.flatMap(({ ResourceId }) => ResourceId ?? []);
    return { marked: null, like, named, complete, control: true };
  } catch (error) {
    if (error instanceof CloudReadError && error.kind === 'refused') return NOT_READABLE;
    throw error;
  }
}

type OrderInfo = DescribeOrderDetailInfoResponse['OrderInfos'][number];

async function readAll(account: string, { kinds }: TraceOfOrder, fromMs: number, toMs: number) {
  const infos: OrderInfo[] = [];
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { value } = await ucloud(account).ubill.describeOrderDetailInfo(
      {
        BeginTime: Math.floor((fromMs - CLOCKS_APART_MS) / 1000),
        EndTime: Math.ceil((toMs + CLOCKS_APART_MS) / 1000),
        OrderTypes: kinds.flatMap((kind) => TYPES[kind] ?? []),
        Limit: PAGE,
        Offset: page * PAGE,
      },
      { signal: cancellationSignal() },
    );
    infos.push(...value.OrderInfos);
    if (value.OrderInfos.length < PAGE) return { infos, complete: infos.length >= (value.TotalCount ?? 0) };
  }
  return { infos, complete: false };
}

function traceOf(info: OrderInfo, { kinds, resourceId }: TraceOfOrder): OrderTrace | null {
  const isKind = kinds.some((kind) => TYPES[kind] === info.OrderType);
  const isUgn = info.ResourceType === null || /UGN/i.test(info.ResourceType);
  if (!isKind || !isUgn || info.ResourceId === null) return null;
  if (resourceId !== null && info.ResourceId !== resourceId) return null;
  return {
    order: {
      orderId: info.OrderNo,
      paymentStatus: info.OrderState === 'OS_FINISHED' ? 'paid' : 'unrecognised',
      vendorStatus: info.OrderState ?? 'no state',
      amountMinor: null,
      currency: null,
      createdAt: fromUnixSeconds(info.CreateTime),
    },
    resourceIds: [info.ResourceId],
    namesResource: info.ResourceId === resourceId,
    isTold: false,
  };
}
