import { z } from 'zod';
import { strikeSchema } from './faults/menu.js';

/*
 * What the simulated vendors remember. The schemas read the ledger file back after a restart, so a record that is not
 * whole is noticed there and not in the middle of somebody's order. Money is integer minor units, times are epoch ms.
 */

const epochMs = z.number();
const termSchema = z.object({ count: z.number(), unit: z.enum(['Week', 'Month', 'Year']) });
export type Term = z.infer<typeof termSchema>;

const tagSchema = z.object({ key: z.string(), value: z.string() });
export type Tag = z.infer<typeof tagSchema>;

const wuyingSchema = z.object({
  product: z.literal('wuying'),
  regionId: z.string(),
  payType: z.enum(['PrePaid', 'PostPaid']),
  internetChargeType: z.enum(['PayByBandwidth', 'PayByTraffic']),
  officeSiteId: z.string().nullable(),
  eipAddresses: z.array(z.string()),
  enabled: z.boolean(),
  reservation: z.object({ bandwidthMbps: z.number(), activeAt: epochMs }).nullable(),
});

const cenSchema = z.object({
  product: z.literal('cen'),
  chargeType: z.enum(['PREPAY', 'POSTPAY']),
  /** Lower case, as every answer shows them. */
  areaA: z.string(),
  areaB: z.string(),
  name: z.string(),
  description: z.string(),
  resourceGroupId: z.string(),
  cenId: z.string().nullable(),
  /** An attach (cenId) or detach (null) under way. */
  moving: z.object({ cenId: z.string().nullable(), at: epochMs }).nullable(),
});

const ugnSchema = z.object({
  product: z.literal('ugn'),
  projectId: z.string(),
  ugnId: z.string(),
  regionA: z.string(),
  regionB: z.string(),
  payMode: z.enum(['FixedBw', 'Max5', 'Traffic']),
  chargeType: z.enum(['Month', 'Year', 'PostPay', 'Count']),
  qos: z.string(),
  path: z.string(),
  name: z.string(),
  remark: z.string(),
});

export const packageSchema = z.object({
  resourceId: z.string(),
  vendor: z.enum(['alibaba', 'ucloud']),
  accountId: z.string(),
  /** `withdrawn`: its order was cancelled before anybody paid. */
  phase: z.enum(['unpaid', 'delivering', 'live', 'releasing', 'released', 'withdrawn']),
  phaseAt: epochMs,
  /** When the present phase ends by itself; null: it does not. */
  phaseEndsAt: epochMs.nullable(),
  bandwidthMbps: z.number(),
  createdAt: epochMs,
  /** Start of what has been paid for. */
  startsAt: epochMs.nullable(),
  /** null: pay-as-you-go, never. */
  expiresAt: epochMs.nullable(),
  /** Money paid since `startsAt`, for refunds. */
  paidMinor: z.number(),
  renewal: z.object({
    status: z.enum(['AutoRenewal', 'ManualRenewal', 'NotRenewal']),
    term: termSchema,
    nextAttemptAt: epochMs.nullable(),
    renewedOnce: z.boolean(),
  }),
  tags: z.array(tagSchema),
  orderIds: z.array(z.string()),
  details: z.discriminatedUnion('product', [wuyingSchema, cenSchema, ugnSchema]),
});
export type Package = z.infer<typeof packageSchema>;
export type WuyingDetails = z.infer<typeof wuyingSchema>;
export type CenDetails = z.infer<typeof cenSchema>;
export type UgnDetails = z.infer<typeof ugnSchema>;
export type Product = Package['details']['product'];
export type Vendor = Package['vendor'];

/** What paying an order sets off. */
const purposeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('new'), term: termSchema.nullable(), neverDelivered: z.boolean() }),
  /** Risk control holds the order: the package does not exist yet, not even hidden. */
  z.object({
    type: z.literal('suspendedNew'),
    draft: packageSchema,
    term: termSchema.nullable(),
    neverDelivered: z.boolean(),
    autoPay: z.boolean(),
  }),
  z.object({
    type: z.literal('renew'),
    term: termSchema,
    toMonthEnd: z.boolean(),
    autoRenew: z.boolean().nullable(),
    neverDelivered: z.boolean(),
  }),
  z.object({ type: z.literal('resize'), bandwidthMbps: z.number(), neverDelivered: z.boolean() }),
  z.object({ type: z.literal('refund') }),
]);
export type Purpose = z.infer<typeof purposeSchema>;

/** A package before and after an order took effect. */
const changeSchema = z.object({
  resourceId: z.string(),
  expiresBefore: epochMs.nullable(),
  expiresAfter: epochMs.nullable(),
  bandwidthBeforeMbps: z.number(),
  bandwidthAfterMbps: z.number(),
});
export type Change = z.infer<typeof changeSchema>;

export const orderSchema = z.object({
  orderId: z.string(),
  vendor: z.enum(['alibaba', 'ucloud']),
  accountId: z.string(),
  caller: z.string(),
  product: z.enum(['wuying', 'cen', 'ugn']),
  kind: z.enum(['New', 'Renew', 'Upgrade', 'Downgrade', 'Refund']),
  paymentStatus: z.enum(['Unpaid', 'Paid', 'Cancelled', 'Suspended']),
  amountMinor: z.number(),
  currency: z.string(),
  createdAt: epochMs,
  paidAt: epochMs.nullable(),
  cancelledAt: epochMs.nullable(),
  /** When risk control took hold of it, and when customer service let it go on. */
  suspendedAt: epochMs.nullable().default(null),
  resumedAt: epochMs.nullable().default(null),
  resourceIds: z.array(z.string()),
  clientToken: z.string().nullable(),
  /** The request that placed it; null: the vendor itself, or somebody at its console. */
  requestId: z.string().nullable().default(null),
  request: z.record(z.string(), z.string()),
  purpose: purposeSchema,
  /** What paying it did. */
  changes: z.array(changeSchema).default([]),
});
export type Order = z.infer<typeof orderSchema>;
export type OrderKind = Order['kind'];

export const chargeSchema = z.object({
  chargeId: z.string(),
  orderId: z.string(),
  accountId: z.string(),
  resourceId: z.string(),
  /** Negative: money given back. */
  amountMinor: z.number(),
  currency: z.string(),
  at: epochMs,
  kind: z.enum(['New', 'Renew', 'Upgrade', 'Downgrade', 'Refund']),
});
export type Charge = z.infer<typeof chargeSchema>;

export const balanceSchema = z.object({ accountId: z.string(), amountMinor: z.number(), currency: z.string() });

/** A ClientToken and the answer it stands for. */
export const clientTokenSchema = z.object({
  key: z.string(),
  at: epochMs,
  fingerprint: z.string(),
  answer: z.record(z.string(), z.unknown()),
  /** The order that was suspended under this token: the same token gets the same refusal. */
  refused: z.boolean(),
});

/** A call whose caller was cut off and which is processed later: all of it that matters, and what came of it. */
export const lateCallSchema = z.object({
  requestId: z.string(),
  vendor: z.enum(['alibaba', 'ucloud']),
  /** Alibaba Cloud's API version, which tells the services apart; empty elsewhere. */
  version: z.string(),
  action: z.string(),
  caller: z.string(),
  accountId: z.string(),
  request: z.record(z.string(), z.string()),
  strikes: z.array(strikeSchema),
  receivedAt: epochMs,
  dueAt: epochMs,
  /** null: not yet. */
  committedAt: epochMs.nullable(),
  /** `done`, or the vendor's code for the refusal that nobody heard. */
  outcome: z.string().nullable(),
});
export type LateCall = z.infer<typeof lateCallSchema>;

export const nonceSchema = z.object({ key: z.string(), realAt: epochMs });

export const callCountSchema = z.object({ key: z.string(), caller: z.string(), action: z.string(), count: z.number() });

export const createdCenSchema = z.object({
  cenId: z.string(),
  accountId: z.string(),
  name: z.string(),
  description: z.string(),
  createdAt: epochMs,
  deleted: z.boolean(),
});
export type CreatedCen = z.infer<typeof createdCenSchema>;

export const regionLimitSchema = z.object({
  key: z.string(),
  accountId: z.string(),
  cenId: z.string(),
  localRegionId: z.string(),
  oppositeRegionId: z.string(),
  spanId: z.string(),
  bandwidthPackageId: z.string(),
  bandwidthMbps: z.number(),
});
export type RegionLimit = z.infer<typeof regionLimitSchema>;

export const cenTagsSchema = z.object({ key: z.string(), tags: z.array(tagSchema) });

/** One-off facts: how many ids were drawn, where the clock was left, what the control plane changed. */
export const factSchema = z.object({ key: z.string(), value: z.unknown() });
