import { cancellationSignal } from '@temporalio/activity';
import type { CancelOrderRequest } from '../clouds/alibaba/bss-types.js';
import { CloudReadError } from '../clouds/cloud-read-error.js';
import type { OrderSeen } from '../model/observation.js';
import { alibaba } from './context.js';
import { orderSeen } from './seen/order.js';
import { type Send, sendOnce } from './send-once.js';
import { autoRenewals } from './strays/auto-renewal.js';

/** Alibaba's billing: one activity for each BSS operation, named after it. Product codes are the account's own. */

export type BilledProduct = 'wuying' | 'cen';

export async function getOrderDetail(input: {
  readonly account: string;
  readonly orderId: string;
}): Promise<OrderSeen | null> {
  const { bss } = alibaba(input.account);
  const { value } = await bss.getOrderDetail({ OrderId: input.orderId }, { signal: cancellationSignal() });
  return orderSeen(value.Orders.filter((order) => order.OrderId === input.orderId));
}

export const cancelOrder = (input: Send<CancelOrderRequest>) =>
  sendOnce(input, (request, options) => alibaba(input.account).bss.cancelOrder(request, options));

/**
 * Billing's own word on whether an instance is still there, asked by its id alone: with a region the vendor may show
 * nothing. `cannotSay`: billing may not be read here, or never knew it.
 */
export async function isBilled(input: {
  readonly account: string;
  readonly resourceId: string;
}): Promise<'yes' | 'no' | 'cannotSay'> {
  const { bss } = alibaba(input.account);
  try {
    const request = { InstanceIDs: [input.resourceId], PageNum: 1, PageSize: 20 };
    const { value } = await bss.queryAvailableInstances(request, { signal: cancellationSignal() });
    const shown = value.InstanceList.find(({ InstanceID }) => InstanceID === input.resourceId);
    if (shown === undefined) return 'cannotSay';
    return /released/i.test(shown.Status ?? '') ? 'no' : 'yes';
  } catch (error) {
    if (error instanceof CloudReadError && error.kind === 'refused') return 'cannotSay';
    throw error;
  }
}

export interface RenewInstance {
  readonly product: BilledProduct;
  readonly instanceId: string;
  /** Months: 1 to 9, 12, 24 or 36. */
  readonly months: number;
  readonly clientToken: string;
}

export const renewInstance = (input: Send<RenewInstance>) =>
  sendOnce(input, ({ product, instanceId, months, clientToken }, options) => {
    const { bss, billing } = alibaba(input.account);
    return bss.renewInstance(
      { ...codes(billing[product]), InstanceId: instanceId, RenewPeriod: months, ClientToken: clientToken },
      options,
    );
  });

export interface SetRenewal {
  readonly product: BilledProduct;
  readonly instanceId: string;
  /** The vendor renews by itself, each time for so many months (1, 2, 3, 6 or 12); absent: it lets the instance lapse. */
  readonly everyMonths?: number;
}

/** Says whether the vendor renews a prepaid instance by itself. */
export const setRenewal = (input: Send<SetRenewal>) =>
  sendOnce(input, ({ product, instanceId, everyMonths }, options) => {
    const { bss, billing } = alibaba(input.account);
    const request = {
      ...codes(billing[product]),
      InstanceIDs: [instanceId],
      SubscriptionType: 'Subscription' as const,
    };
    if (everyMonths === undefined) return bss.setRenewal({ ...request, RenewalStatus: 'NotRenewal' }, options);
    const [RenewalPeriod, RenewalPeriodUnit] =
      everyMonths % 12 === 0 ? [everyMonths / 12, 'Y' as const] : [everyMonths, 'M' as const];
    return bss.setRenewal({ ...request, RenewalStatus: 'AutoRenewal', RenewalPeriod, RenewalPeriodUnit }, options);
  });

/** Whether the vendor renews it by itself, by billing's word; null where billing does not say. */
export async function readAutoRenewal(input: {
  readonly account: string;
  readonly resourceId: string;
}): Promise<boolean | null> {
  const known = await autoRenewals(input.account, [input.resourceId]);
  return known.get(input.resourceId) ?? null;
}

export interface RefundInstance {
  readonly product: BilledProduct;
  readonly instanceId: string;
  readonly clientToken: string;
}

/** Gives a prepaid instance back for the unused part of its price. It cannot be undone. */
export const refundInstance = (input: Send<RefundInstance>) =>
  sendOnce(input, ({ product, instanceId, clientToken }, options) => {
    const { bss, billing } = alibaba(input.account);
    return bss.refundInstance(
      { ...codes(billing[product]), InstanceId: instanceId, ClientToken: clientToken, ImmediatelyRelease: '1' },
      options,
    );
  });

function codes({ productCode, productType }: { readonly productCode: string; readonly productType: string }) {
  return { ProductCode: productCode, ProductType: productType };
}
