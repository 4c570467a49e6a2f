import type { DeskName } from '../model/ids.js';
import type { StrayOrder, StrayResource } from '../model/survey.js';
import { RefusedCall } from './refused-call.js';
import { describeOrders } from './strays/orders.js';
import { describeResources } from './strays/resources.js';

export interface DescribeStrays {
  readonly desk: DeskName;
  /** At most 100. */
  readonly resources: readonly { readonly resourceId: string; readonly firstSeenAt: string }[];
  /** At most 100; UGN has no orders. */
  readonly orderIds: readonly string[];
}

export interface DescribedStrays {
  readonly resources: readonly StrayResource[];
  readonly orders: readonly StrayOrder[];
}

/** What one result may hold without growing too large for a workflow's history. */
const MOST_AT_ONCE = 100;

/**
 * Describes what nobody owns, as the vendor shows it now: what is not there any more is left out, and so are the free
 * packages of UGN's region pairs, which nobody bought. Only reads.
 * @throws CloudReadError when the vendor's list cannot be read; prices, renewal and orders that cannot be are null
 */
export async function describeStrays({ desk, resources, orderIds }: DescribeStrays): Promise<DescribedStrays> {
  if (resources.length > MOST_AT_ONCE || orderIds.length > MOST_AT_ONCE) {
    throw new RefusedCall(`at most ${MOST_AT_ONCE} strays are described at once`, 'Ask in several calls.');
  }
  const since = new Map(resources.map(({ resourceId, firstSeenAt }) => [resourceId, firstSeenAt]));
  const [described, orders] = await Promise.all([
    since.size === 0 ? [] : describeResources(desk, [...since.keys()]),
    desk.product === 'ugn' || orderIds.length === 0 ? [] : describeOrders(desk, [...new Set(orderIds)]),
  ]);
  const { product, account, region } = desk;
  return {
    resources: described.map((one) => {
      const firstSeenAt = since.get(one.resourceId);
      if (firstSeenAt === undefined) throw new Error(`${one.resourceId} was not asked for`);
      return { ...one, product, account, region, firstSeenAt };
    }),
    orders,
  };
}
