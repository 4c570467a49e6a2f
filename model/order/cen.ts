import { z } from 'zod';
import { noUrl, refuse, refusePeriod, tagsSchema } from './rules.js';

/** Areas a plan connects. Requests use this spelling; the vendor answers in lower case. */
export const CEN_AREAS = ['China', 'North-America', 'Asia-Pacific', 'Europe', 'Australia', 'Middle-East'] as const;

const area = z.string().transform((text, context) => {
  const known = CEN_AREAS.find((name) => name.toLowerCase() === text.toLowerCase());
  if (known !== undefined) return known;
  context.addIssue({ code: 'custom', message: `is one of ${CEN_AREAS.join(', ')}`, input: text });
  return z.NEVER;
});

export const cenPlanName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{1,127}$/, 'is 2 to 128 letters, digits, _ and -, and starts with a letter');

/** Parameters of `CreateCenBandwidthPackage`, in lower camel case, plus the CEN to attach the plan to. */
export const cenOrderSchema = z
  .strictObject({
    name: cenPlanName.optional(),
    description: z.string().min(2).max(256).refine(noUrl, 'does not start with http:// or https://').optional(),
    bandwidth: z.number().int().min(2).max(10_000),
    geographicRegionAId: area,
    geographicRegionBId: area,
    bandwidthPackageChargeType: z.enum(['PREPAY', 'POSTPAY']).default('PREPAY'),
    period: z.number().int().optional(),
    pricingCycle: z.enum(['Month', 'Year']).default('Month'),
    autoPay: z.boolean().default(false),
    autoRenew: z.boolean().default(false),
    autoRenewDuration: z.number().int().positive().optional(),
    tags: tagsSchema({ keyLength: 64, valueLength: 128 }),
    attach: z.strictObject({ cenId: z.string().regex(/^cen-[a-z0-9]+$/, 'is a CEN id such as cen-abc123') }).optional(),
  })
  .transform((order) => ({ ...order, period: order.period ?? 1, periodGiven: order.period !== undefined }))
  .superRefine((order, context) => {
    if (order.bandwidthPackageChargeType === 'PREPAY') {
      refusePeriod(context, ['period'], order.period, order.pricingCycle);
    } else if (order.autoRenew) {
      refuse(context, ['autoRenew'], 'is for PREPAY plans only');
    }
    if (order.autoRenewDuration !== undefined && !order.autoRenew) {
      refuse(context, ['autoRenewDuration'], 'needs autoRenew: true');
    }
  });

export type CenOrder = z.output<typeof cenOrderSchema>;
