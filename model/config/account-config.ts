import { z } from 'zod';
import { durationMs } from '../duration.js';
import { VENDOR_CALENDAR } from '../life-settings.js';
import type { Product } from '../product.js';
import { envNameSchema, pairReference, type SecretReference, secretPathSchema } from './secret-reference.js';
import { timeZoneSchema } from './time-zone.js';

/** How the keys of an account are found when a call is signed. */
type AlibabaCredentials =
  | {
      readonly kind: 'keys';
      readonly accessKeyId: SecretReference;
      readonly accessKeySecret: SecretReference;
      readonly securityToken: SecretReference | null;
    }
  | { readonly kind: 'defaultChain' };

interface UcloudCredentials {
  readonly publicKey: SecretReference;
  readonly privateKey: SecretReference;
  readonly securityToken: SecretReference | null;
}

interface AccountQuotas {
  readonly describePerSecond: number;
  readonly orderPerSecond: number;
}

/** `ask`: a person decides about a second send; `afterProof`: sent again once absence is proved (`design.md`). */
type ResendPolicy = 'ask' | 'afterProof';

interface AccountBase {
  /** The alias used in package files, task queues and search attributes. */
  readonly name: string;
  readonly quotas: AccountQuotas;
  readonly orders: { readonly resend: ResendPolicy };
  /** The vendor's own calendar, by product; differs by site. */
  readonly calendar: Readonly<Partial<Record<Product, VendorCalendar>>>;
  /** True: watch and remind, never spend. */
  readonly observeOnly: boolean;
  /** Who pays, shown beside every amount. */
  readonly payer: string | null;
  /** The time zone whose days the payer's forecast is told in and reminders keep, an IANA name; null: UTC, or that of `reminders`. */
  readonly payerTimeZone: string | null;
  readonly channel: 'direct' | 'reseller';
  /** ISO 4217; null when the vendor's answer is to be taken as it comes. */
  readonly currency: string | null;
}

/** What the vendor does by itself around a term's end, and when. */
export interface VendorCalendar {
  /** It cancels an order that stays unpaid for this long. */
  readonly unpaidOrderMs: number;
  /** Its own renewal takes the money this long before expiry. */
  readonly deductsBeforeMs: number;
  /** It releases what has expired this long ago; until then it can be renewed. */
  readonly graceMs: number;
}

/** What BSS calls a product. An empty product type is meaningful: it is sent as an empty string. */
export interface BssProduct {
  readonly productCode: string;
  readonly productType: string;
}

/** One module of `GetSubscriptionPrice`; in its configuration `{bandwidth}`, `{regionA}` and `{regionB}` are filled in. */
export interface PriceModule {
  readonly code: string;
  readonly config: string;
}

export interface AlibabaAccountConfig extends AccountBase {
  readonly vendor: 'alibaba';
  /** Which BSS site the account belongs to; the wrong one answers `NotApplicable` or an empty list. */
  readonly site: 'domestic' | 'international';
  readonly credentials: AlibabaCredentials;
  /** Base URLs that replace the vendor's own rules; null: the vendor's rule. */
  readonly endpoints: { readonly ecd: string | null; readonly cbn: string | null; readonly bss: string | null };
  readonly products: {
    /** Without modules the price of a CEN plan cannot be asked for. */
    readonly cen: BssProduct & { readonly priceModules: readonly PriceModule[] };
    readonly wuying: BssProduct;
  };
  /** Where strays are looked for although no package of ours is there; default: nowhere. */
  readonly inventory: { readonly wuyingRegions: readonly string[]; readonly cen: boolean };
}

export interface UcloudAccountConfig extends AccountBase {
  readonly vendor: 'ucloud';
  readonly credentials: UcloudCredentials;
  readonly endpoints: { readonly api: string | null };
  /** Where strays are looked for although no package of ours is there; default: nowhere. */
  readonly inventory: { readonly projects: readonly string[] };
}

export type AccountConfig = AlibabaAccountConfig | UcloudAccountConfig;

const endpointSchema = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
  .refine((url) => !URL.canParse(url) || new URL(url).username === '', 'must not carry a user name or password')
  .nullable()
  .default(null);

const perSecondSchema = z.number().positive('must be above zero').max(1000);

/** Each time it passes, an unpaid order is cancelled and another one sent: `7m` written for seven months would do that for weeks. */
const SHORTEST_UNPAID_MS = 60 * 60 * 1000;

function calendarSchema(product: Product) {
  const defaults = VENDOR_CALENDAR[product];
  return z
    .strictObject({
      unpaidOrder: durationMs
        .refine((value) => value >= SHORTEST_UNPAID_MS, 'is at least 1h (m is minutes)')
        .default(defaults.unpaidOrderMs),
      deductsBefore: durationMs.default(defaults.deductsBeforeMs),
      grace: durationMs.default(defaults.graceMs),
    })
    .transform(
      ({ unpaidOrder, deductsBefore, grace }): VendorCalendar => ({
        unpaidOrderMs: unpaidOrder,
        deductsBeforeMs: deductsBefore,
        graceMs: grace,
      }),
    )
    .prefault({});
}

const baseShape = {
  quotas: z
    .strictObject({ describePerSecond: perSecondSchema.default(10), orderPerSecond: perSecondSchema.default(5) })
    .prefault({}),
  orders: z.strictObject({ resend: z.enum(['ask', 'afterProof']).default('ask') }).prefault({}),
  observeOnly: z.boolean().default(false),
  payer: z.string().min(1).max(200).nullable().default(null),
  payerTimeZone: timeZoneSchema.nullable().default(null),
  channel: z.enum(['direct', 'reseller']).default('direct'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be a three-letter currency such as USD or CNY')
    .nullable()
    .default(null),
};

function requiredReference(
  fields: Readonly<Record<string, string | undefined>>,
  name: string,
  context: z.core.$RefinementCtx,
): SecretReference {
  const reference = pairReference(fields, name, context);
  if (reference !== null) return reference;
  context.addIssue({ code: 'custom', path: [`${name}Env`], message: `is missing (or give ${name}File)` });
  return z.NEVER;
}

const env = envNameSchema.optional();
const file = secretPathSchema.optional();

const alibabaCredentialsSchema = z.union(
  [
    z.literal('default').transform((): AlibabaCredentials => ({ kind: 'defaultChain' })),
    z
      .strictObject({
        accessKeyIdEnv: env,
        accessKeyIdFile: file,
        accessKeySecretEnv: env,
        accessKeySecretFile: file,
        securityTokenEnv: env,
        securityTokenFile: file,
      })
      .transform(
        (fields, context): AlibabaCredentials => ({
          kind: 'keys',
          accessKeyId: requiredReference(fields, 'accessKeyId', context),
          accessKeySecret: requiredReference(fields, 'accessKeySecret', context),
          securityToken: pairReference(fields, 'securityToken', context),
        }),
      ),
  ],
  { error: "must be `default` (the vendor's credential chain) or { accessKeyIdEnv, accessKeySecretEnv }" },
);

const ucloudCredentialsSchema = z
  .strictObject({
    publicKeyEnv: env,
    publicKeyFile: file,
    privateKeyEnv: env,
    privateKeyFile: file,
    securityTokenEnv: env,
    securityTokenFile: file,
  })
  .transform(
    (fields, context): UcloudCredentials => ({
      publicKey: requiredReference(fields, 'publicKey', context),
      privateKey: requiredReference(fields, 'privateKey', context),
      securityToken: pairReference(fields, 'securityToken', context),
    }),
  );

function bssProductShape(defaults: BssProduct) {
  return {
    productCode: z.string().min(1).default(defaults.productCode),
    productType: z.string().default(defaults.productType),
  };
}

const FILLED_IN = ['bandwidth', 'regionA', 'regionB'];

const priceModuleSchema = z.strictObject({
  code: z.string().min(1),
  config: z
    .string()
    .min(1)
    .refine(
      (config) => [...config.matchAll(/\{([^}]*)\}/g)].every(([, name = '']) => FILLED_IN.includes(name)),
      'may name {bandwidth}, {regionA} and {regionB} and no other',
    ),
});

/** Accounts as written; `LeaselineConfig` adds each one's name. */
export const accountSchema = z.discriminatedUnion(
  'vendor',
  [
    z.strictObject({
      vendor: z.literal('alibaba'),
      site: z.enum(['domestic', 'international']).default('international'),
      credentials: alibabaCredentialsSchema.default({ kind: 'defaultChain' }),
      endpoints: z.strictObject({ ecd: endpointSchema, cbn: endpointSchema, bss: endpointSchema }).prefault({}),
      // Neither code is documented for these two products: configuration, to be found with QueryProductList.
      products: z
        .strictObject({
          cen: z
            .strictObject({
              ...bssProductShape({ productCode: 'cbn', productType: 'cbn_bwp_pre' }),
              priceModules: z.array(priceModuleSchema).default([]),
            })
            .prefault({}),
          wuying: z.strictObject(bssProductShape({ productCode: 'gwsecd', productType: '' })).prefault({}),
        })
        .prefault({}),
      calendar: z.strictObject({ wuying: calendarSchema('wuying'), cen: calendarSchema('cen') }).prefault({}),
      inventory: z
        .strictObject({
          wuyingRegions: z
            .array(z.string().regex(/^[a-z0-9-]+$/, 'must be a region id such as cn-hangzhou'))
            .default([]),
          cen: z.boolean().default(false),
        })
        .prefault({}),
      ...baseShape,
    }),
    z.strictObject({
      vendor: z.literal('ucloud'),
      credentials: ucloudCredentialsSchema,
      endpoints: z.strictObject({ api: endpointSchema }).prefault({}),
      calendar: z.strictObject({ ugn: calendarSchema('ugn') }).prefault({}),
      inventory: z.strictObject({ projects: z.array(z.string().min(1)).default([]) }).prefault({}),
      ...baseShape,
    }),
  ],
  { error: 'must be alibaba or ucloud' },
);
