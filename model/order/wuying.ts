import { z } from 'zod';
import { bigId, refuse, refusePeriod, tagsSchema } from './rules.js';

/** Mbps by how the package is billed (ECD CreateNetworkPackage, `Bandwidth`). */
export function wuyingBandwidthLimits(payType: 'PrePaid' | 'PostPaid', internetChargeType: string): [number, number] {
  return payType === 'PostPaid' && internetChargeType === 'PayByTraffic' ? [2, 200] : [2, 1000];
}

/** Parameters of `CreateNetworkPackage`, in lower camel case. */
export const wuyingOrderSchema = z
  .strictObject({
    regionId: z.string().regex(/^[a-z0-9-]+$/, 'is a region id such as cn-hangzhou'),
    bandwidth: z.number().int(),
    officeSiteId: z
      .string()
      .regex(/^[a-z0-9-]+\+dir-\d+$/, 'is an office site id such as cn-hangzhou+dir-3633530001')
      .optional(),
    payType: z.enum(['PrePaid', 'PostPaid']).default('PostPaid'),
    internetChargeType: z.enum(['PayByBandwidth', 'PayByTraffic']).optional(),
    period: z.number().int().optional(),
    periodUnit: z.enum(['Week', 'Month', 'Year']).optional(),
    autoPay: z.boolean().optional(),
    autoRenew: z.boolean().default(false),
    promotionId: z.string().min(1).optional(),
    resellerOwnerUid: bigId.optional(),
    channelCookie: z.string().min(1).optional(),
    tags: tagsSchema({ keyLength: 128, valueLength: 128 }),
  })
  .transform((order) => ({
    ...order,
    // The vendor's page gives no default; prepaid has only one way to be billed.
    internetChargeType:
      order.internetChargeType ??
      (order.payType === 'PrePaid' ? ('PayByBandwidth' as const) : ('PayByTraffic' as const)),
    // A pay-as-you-go order has nothing to wait for; a prepaid one waits for a person unless told otherwise.
    autoPay: order.autoPay ?? order.payType === 'PostPaid',
    period: order.period ?? 1,
    periodUnit: order.periodUnit ?? ('Month' as const),
    periodGiven: order.period !== undefined || order.periodUnit !== undefined,
  }))
  .superRefine((order, context) => {
    const [least, most] = wuyingBandwidthLimits(order.payType, order.internetChargeType);
    if (order.bandwidth < least || order.bandwidth > most) {
      const how = `${order.payType} ${order.internetChargeType}`;
      refuse(context, ['bandwidth'], `is ${least} to ${most} Mbps for ${how}`);
    }
    if (order.payType === 'PrePaid') {
      if (order.internetChargeType !== 'PayByBandwidth') {
        refuse(context, ['internetChargeType'], 'is PayByBandwidth when payType is PrePaid');
      }
      refusePeriod(context, ['period'], order.period, order.periodUnit);
    }
    if (order.payType === 'PostPaid' && order.autoRenew) {
      refuse(context, ['autoRenew'], 'is for PrePaid packages only');
    }
    if (order.officeSiteId !== undefined && !order.officeSiteId.startsWith(`${order.regionId}+`)) {
      refuse(context, ['officeSiteId'], `lies in the order's region ${order.regionId}`);
    }
  });

export type WuyingOrder = z.output<typeof wuyingOrderSchema>;
