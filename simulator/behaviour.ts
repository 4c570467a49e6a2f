import { z } from 'zod';

const minor = z.int().min(0);
const perSecond = z.number().positive();
const secondsRange = z
  .tuple([z.number().min(0), z.number().min(0)])
  .refine(([least, most]) => least <= most, 'the first number of a range must not be above the second');

/**
 * Everything the vendors' pages leave open or that a test wants otherwise. Defaults are those of the project's notes on
 * the vendors' interfaces, section 7; where a vendor's page contradicts itself, each reading is one word here.
 */
export const behaviourSchema = z.strictObject({
  /** Delays, ids and chances are drawn from it: the same seed and the same calls give the same answers. */
  seed: z.int().default(1),
  /** Refuse signatures more than 15 minutes off. */
  checkClockSkew: z.boolean().default(true),
  /** `either` also accepts the machine's time, because SDKs sign with it while the simulator's clock is elsewhere. */
  clockSkewReference: z.enum(['either', 'simulator']).default('either'),
  checkNonces: z.boolean().default(true),
  delivery: z
    .strictObject({
      wuyingSeconds: secondsRange.default([5, 30]),
      wuyingReleaseSeconds: secondsRange.default([5, 20]),
      cenSeconds: secondsRange.default([3, 15]),
      cenAttachSeconds: secondsRange.default([2, 5]),
      ugnSeconds: secondsRange.default([1, 10]),
    })
    .prefault({}),
  unpaidOrderDays: z.number().positive().default(7),
  /** A person pays whatever waits to be paid this long after it was ordered; null: nobody does by themselves. */
  personPaysAfterSeconds: z.number().min(0).nullable().default(null),
  /** From expiry to forced release. */
  graceDays: z
    .strictObject({
      wuying: z.number().min(0).default(15),
      cen: z.number().min(0).default(7),
      ugn: z.number().min(0).default(10),
    })
    .prefault({}),
  /** Days of arrears after which UGN throttles a package to 5 kbps. */
  ugnThrottleDays: z.number().min(0).default(3),
  vendorRenewsDaysBefore: z.number().min(0).default(9),
  /** Per Mbps and month, in minor units. */
  prices: z
    .strictObject({
      wuyingMinor: minor.default(2_000),
      cenMinor: minor.default(3_400),
      ugnMinor: minor.default(20_000),
    })
    .prefault({}),
  currency: z
    .strictObject({ alibaba: z.string().length(3).default('USD'), ucloud: z.string().length(3).default('USD') })
    .prefault({}),
  /** Accounts that are billed in another currency than their vendor's usual one, by account id. */
  currencyOfAccount: z.record(z.string(), z.string().length(3)).default({}),
  /** What an account starts with. */
  balances: z
    .strictObject({ alibabaMinor: minor.default(1_000_000_000), ucloudMinor: minor.default(1_000_000_000) })
    .prefault({}),
  throttling: z
    .strictObject({
      enabled: z.boolean().default(true),
      ecdPerSecond: perSecond.default(20),
      cenPerSecond: perSecond.default(20),
      bssPerSecond: perSecond.default(10),
      ucloudPerSecond: perSecond.default(20),
    })
    .prefault({}),
  /** AutoPay with too little money: three pages, three stories. */
  lowBalance: z.enum(['unpaidOrder', 'abnormalOrder', 'noOrder']).default('unpaidOrder'),
  unpaidBlocks: z.enum(['instance', 'account']).default('instance'),
  unpaidPackages: z.enum(['hidden', 'creating']).default('hidden'),
  releasedPackages: z.enum(['hidden', 'listedForAnHour']).default('hidden'),
  onePackagePerOfficeSite: z.boolean().default(true),
  wuyingDowngrade: z.enum(['atOnce', 'nextDay']).default('atOnce'),
  /** The channel partner's quota is short: CEN answers PayFor.AccountMoneyValidateError. */
  partnerQuotaShort: z.boolean().default(false),
  /** The international site sells CEN plans prepaid only. */
  cenPostPay: z.boolean().default(false),
  refunds: z.strictObject({ wuying: z.boolean().default(true), cen: z.boolean().default(true) }).prefault({}),
  /**
   * What GetOrderDetail shows as `Config`: the whole request with its marks and tokens, only the modules a bill names, or
   * nothing. No page says what a real one holds, so by default nobody can find an order by what only we know of it.
   */
  orderConfig: z.enum(['request', 'modules', 'none']).default('modules'),
  /** False: no list shows tags. The vendor's older pages know none, so nobody may rely on seeing them. */
  showTags: z.boolean().default(true),
  cancelOfCancelled: z.enum(['refused', 'accepted']).default('refused'),
  productCodes: z
    .strictObject({
      wuying: z
        .strictObject({ productCode: z.string().default('gwsecd'), productType: z.string().default('') })
        .prefault({}),
      cen: z
        .strictObject({ productCode: z.string().default('cbn'), productType: z.string().default('cbn_bwp_pre') })
        .prefault({}),
    })
    .prefault({}),
  ugnAutoRenew: z.boolean().default(true),
  /** Where the first term of a monthly UGN package ends: the same day of a later month, or, as was once seen, with a calendar month. */
  ugnFirstMonth: z.enum(['sameDay', 'calendarMonth']).default('sameDay'),
  /** Whether `DescribeOrderDetailInfo` is offered: it is in UCloud's own SDK only, not in SurferCloud's pages. */
  ubillOrders: z.enum(['shown', 'notOffered']).default('shown'),
  /** The free 5 kbps packages between regions that have no bought one. */
  ugnDefaultPackages: z.enum(['hidden', 'listed']).default('hidden'),
  /** 15 as in the vendor's samples; more proves that nobody loses digits. */
  orderIdDigits: z.int().min(15).max(19).default(15),
  officeSitesPerRegion: z.int().min(1).max(9_999).default(1_000),
  cens: z.int().min(1).max(999).default(40),
  ugns: z.int().min(1).max(999).default(40),
  /** What is there besides the demonstration's, by the ids of somebody's own accounts. */
  more: z
    .strictObject({
      officeSites: z.array(z.string()).default([]),
      cens: z.array(z.string()).default([]),
      ugns: z.array(z.string()).default([]),
      ugnRegions: z.array(z.string()).default([]),
    })
    .prefault({}),
});

export type SimulatorBehaviour = z.output<typeof behaviourSchema>;
/** What may be given: every field may be left out. */
export type SimulatorBehaviourInput = z.input<typeof behaviourSchema>;

/**
 * Lays a partial behaviour over a whole one, field by field, and checks the result.
 *
 * @throws Error naming the field and the rule.
 */
export function changedBehaviour(base: SimulatorBehaviour, change: unknown): SimulatorBehaviour {
  const parsed = behaviourSchema.safeParse(overlay(base, change));
  if (!parsed.success) throw new Error(`The simulator's behaviour is not valid:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

export function behaviourFrom(input: unknown): SimulatorBehaviour {
  return changedBehaviour(behaviourSchema.parse({}), input);
}

/** Lays one partial behaviour over another, unchecked. */
export function overlay(base: unknown, change: unknown): unknown {
  if (change === undefined) return base;
  if (!isPlainObject(base) || !isPlainObject(change)) return change;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) merged[key] = overlay(base[key], value);
  return merged;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
