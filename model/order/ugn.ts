import { z } from 'zod';
import { refuse } from './rules.js';

/** Which ways to pay go with which ways to measure (CreateSimpleUGNBwPackage, `PayMode`). */
const CHARGE_TYPES = {
  FixedBw: ['Month', 'Year'],
  Max5: ['PostPay'],
  // The vendor's page says "pay-as-you-go" here and "by volume" there: Count is sold, PostPay is odd but not excluded.
  Traffic: ['Count', 'PostPay'],
} as const;

/** Longest Remark we send; the rest of the vendor's field is left for our mark. No limit is documented. */
const REMARK_MAX = 180;

export const UGN_QOS = ['Diamond', 'Platinum', 'Gold'] as const;
export const UGN_PATHS = ['Delay', 'IGP', 'TCO'] as const;
export const ugnName = z.string().min(1).max(64);
export const ugnRemark = z.string().max(REMARK_MAX);

/** Parameters of `CreateSimpleUGNBwPackage`, in lower camel case. */
export const ugnOrderSchema = z
  .strictObject({
    projectId: z.string().min(1),
    ugnId: z.string().regex(/^ugn-[A-Za-z0-9]+$/, 'is a UGN id such as ugn-abc123'),
    regionA: z.string().regex(/^[a-z0-9-]+$/, 'is a region such as cn-bj2'),
    regionB: z.string().regex(/^[a-z0-9-]+$/, 'is a region such as cn-sh2'),
    bandWidth: z.number().int().positive(),
    payMode: z.enum(['FixedBw', 'Max5', 'Traffic']),
    chargeType: z.enum(['Month', 'Year', 'PostPay', 'Count']),
    quantity: z.number().positive().default(1),
    name: ugnName.optional(),
    remark: ugnRemark.optional(),
    qos: z.enum(UGN_QOS).optional(),
    path: z.enum(UGN_PATHS).optional(),
    couponId: z.string().min(1).optional(),
  })
  .superRefine((order, context) => {
    const allowed: readonly string[] = CHARGE_TYPES[order.payMode];
    if (!allowed.includes(order.chargeType)) {
      refuse(context, ['chargeType'], `is ${allowed.join(' or ')} when payMode is ${order.payMode}`);
    }
    if (order.regionA === order.regionB) refuse(context, ['regionB'], 'differs from regionA');
    const wholePeriods = order.chargeType === 'Month' || order.chargeType === 'Year';
    if (wholePeriods && !Number.isInteger(order.quantity)) {
      refuse(context, ['quantity'], `is a whole number when chargeType is ${order.chargeType}`);
    }
  });

export type UgnOrder = z.output<typeof ugnOrderSchema>;
