import { z } from 'zod';

/** Every fault the simulator can play, with the sentence `GET /_sim/faults` shows. */
export const faultMenu = {
  dropBefore: 'the connection is dropped before the call is processed',
  dropAfter: 'the call is processed, then the connection is dropped',
  delayAfter: 'the call is processed, then the answer waits `seconds` (default 90)',
  badGatewayAfter: 'the call is processed, the answer is a 502 page in HTML',
  internalErrorAfter: 'the call is processed, the answer is 500 InternalError (UCloud: RetCode 110)',
  lateCommit:
    'the connection is dropped at once, a call that changes something is processed `seconds` later (default 30)',
  throttle: 'refused as throttled, without a delay to wait (UCloud: RetCode 153)',
  throttleWithRetryAfter: 'refused as throttled, with x-acs-retry-after of `seconds` (default 1)',
  serviceUnavailable: '503 ServiceUnavailable, not processed (UCloud: RetCode 150)',
  invalidAccessKey: 'the key is refused as unknown, not processed (UCloud: RetCode 172)',
  staleDescribe: 'the answer shows the state of `seconds` ago (default 30)',
  missingItem: 'one item is missing from the listed page; the total, where there is one, still counts it',
  duplicateItem: 'one item is listed twice, across pages where there are several',
  shuffledPages:
    'the list begins elsewhere at each call, so pages miss and repeat items while totals and tokens look right',
  flappingItem: 'one item, always the same, is in no list that is struck and in no total: an index that lost it',
  unknownStatus: 'one item of the listed page has a status that nobody documented',
  emptyList: 'the list is empty and so is its total although there is something, as at a wrong BSS site',
  retCodeAsString: 'UCloud: RetCode is a quoted number',
  orderIdAsNumber: 'order ids are JSON numbers',
  successFalse: 'BSS: HTTP 200 with Success:false, not processed',
  bareObject: 'a list of one element is that element, without the list',
  riskRejection: 'risk control suspends the order',
  insufficientBalance: 'too little money, told in the way `lowBalance` of the behaviour says',
  insufficientBalanceUnpaidOrder: 'too little money: the call succeeds, the order stays unpaid',
  insufficientBalanceAbnormalOrder: 'too little money: the call fails, an unpaid order stays behind',
  insufficientBalanceNoOrder: 'too little money: the call fails and leaves nothing',
  partnerQuotaShort: 'CEN: 500 PayFor.AccountMoneyValidateError, not processed',
  paidNeverDelivered: 'what the call orders is paid for and never delivered',
  autoRenewPartialFailure: 'ModifyAutoRenewFlag: RetCode 0 with Fail=1 inside',
  clockJump: 'the simulator clock jumps by `seconds` (default 3600, may be negative) before the call is processed',
} as const;

export type FaultName = keyof typeof faultMenu;

const faultNameSchema = z.enum([
  'dropBefore',
  'dropAfter',
  'delayAfter',
  'badGatewayAfter',
  'internalErrorAfter',
  'lateCommit',
  'throttle',
  'throttleWithRetryAfter',
  'serviceUnavailable',
  'invalidAccessKey',
  'staleDescribe',
  'missingItem',
  'duplicateItem',
  'shuffledPages',
  'flappingItem',
  'unknownStatus',
  'emptyList',
  'retCodeAsString',
  'orderIdAsNumber',
  'successFalse',
  'bareObject',
  'riskRejection',
  'insufficientBalance',
  'insufficientBalanceUnpaidOrder',
  'insufficientBalanceAbnormalOrder',
  'insufficientBalanceNoOrder',
  'partnerQuotaShort',
  'paidNeverDelivered',
  'autoRenewPartialFailure',
  'clockJump',
] satisfies FaultName[]);

/** One rule as the control plane takes it. */
export const faultRuleInputSchema = z.strictObject({
  /** The operation's name, or `*` for all of them. */
  action: z.string().min(1).max(100),
  fault: faultNameSchema,
  /** Only calls signed with this access key id or public key. */
  caller: z.string().min(1).max(200).optional(),
  /** How often it strikes; absent: until deleted. */
  count: z.int().min(1).optional(),
  /** How many matching calls pass first. */
  skip: z.int().min(0).default(0),
  probability: z.number().min(0).max(1).default(1),
  seconds: z.number().min(-315_360_000).max(315_360_000).optional(),
});

export const faultRequestSchema = z.strictObject({
  rules: z.array(faultRuleInputSchema).min(1).max(1_000),
  seed: z.int().optional(),
});

/** A rule in force, as the ledger keeps it. */
export const faultRuleSchema = faultRuleInputSchema.extend({
  ruleId: z.string(),
  seed: z.number(),
  /** Its place in the request that set it: with the seed, what its lots are drawn from. */
  lot: z.number().default(0),
  /** `flappingItem`: which item of which action's list it keeps back, once drawn. */
  keptBack: z.record(z.string(), z.string()).default({}),
  /** Matching calls so far. */
  seen: z.number(),
  hits: z.number(),
});
export type FaultRule = z.infer<typeof faultRuleSchema>;

/** A fault that strikes a call: all that is needed to play it, also later. */
export const strikeSchema = z.object({
  ruleId: z.string(),
  fault: faultNameSchema,
  seconds: z.number().nullable(),
  seed: z.number(),
  lot: z.number(),
  /** The how-manieth matching call it is, so that each call draws anew. */
  turn: z.number(),
});
export type Strike = z.infer<typeof strikeSchema>;

/** One strike, kept beside the call it hit. */
export const faultHitSchema = z.object({
  hitId: z.string(),
  ruleId: z.string(),
  fault: faultNameSchema,
  action: z.string(),
  caller: z.string(),
  requestId: z.string(),
  at: z.number(),
});
