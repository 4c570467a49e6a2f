import { patched } from '@temporalio/workflow';
import type { DeskName } from '../../model/ids.js';
import type { StrayOrder, StrayResource, Survey, SurveyRequest } from '../../model/survey.js';
import { reads } from '../activity-proxies.js';
import type { DeskBook, SeenStray } from './desk-book.js';

/** What one call to the vendors describes. */
const AT_ONCE = 100;

/** What nobody owns in the desk's region, described; or the resources and orders asked for, whoever owns them. */
export async function surveyOf(request: SurveyRequest, book: DeskBook, desk: DeskName): Promise<Survey> {
  const { resourceIds, orderIds: namedOrders = [] } = request;
  const isForNamed = resourceIds.length + namedOrders.length > 0;
  const { listUnpaidOrders, describeStrays } = reads(desk.account);
  const wanted = isForNamed ? named(resourceIds, book) : toldOf(book);
  const unpaid = isForNamed ? [] : await listUnpaidOrders({ desk, now: new Date(Date.now()).toISOString() });
  const orderIds = [...namedOrders, ...unpaid.filter((orderId) => !book.ownsOrder(orderId))];
  const resources: StrayResource[] = [];
  const orders: StrayOrder[] = [];
  for (let next = 0; next < Math.max(wanted.length, orderIds.length); next += AT_ONCE) {
    const described = await describeStrays({
      desk,
      resources: wanted.slice(next, next + AT_ONCE),
      orderIds: orderIds.slice(next, next + AT_ONCE),
    });
    resources.push(...described.resources);
    orders.push(...described.orders);
  }
  const { listedAt, blindSince } = book.pages;
  return { listedAt, blindSince, resources, orders };
}

/** Earlier builds took nothing for a stray that carries the mark of a package that lives, and described nothing then. */
function toldOf(book: DeskBook): SeenStray[] {
  const strays = book.strays();
  const toldBefore = strays.filter(({ resourceId }) => !book.isMarkedByLiving(resourceId));
  return strays.length === toldBefore.length || patched('second-under-one-mark') ? strays : toldBefore;
}

function named(resourceIds: readonly string[], { pages }: DeskBook): SeenStray[] {
  return resourceIds.map((resourceId) => {
    const firstSeenMs = pages.known[resourceId]?.firstSeenMs ?? Date.now();
    return { resourceId, firstSeenAt: new Date(firstSeenMs).toISOString() };
  });
}
