import { z } from 'zod';
import { type Money, parseMinor } from '../money.js';
import {
  type Budget,
  type BuyWindow,
  type Freeze,
  PAYS,
  type Rule,
  type Ruling,
  type When,
} from '../policy/gate-rules.js';
import { OPERATIONS } from '../policy/operation.js';
import { PRODUCTS } from '../product.js';
import { nameSchema } from './policy-config.js';
import { timeZoneSchema } from './time-zone.js';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Reads `1500.00 USD`; null when it is no such amount. */
export function moneyText(text: string): Money | null {
  const [, amount = '', currency] = /^(\S+) ([A-Z]{3})$/.exec(text.trim()) ?? [];
  const amountMinor = parseMinor(amount);
  return currency === undefined || amountMinor === null || amountMinor < 0 ? null : { amountMinor, currency };
}

const moneySchema = z.string().transform((text, context): Money => {
  const money = moneyText(text);
  if (money !== null) return money;
  context.addIssue({ code: 'custom', message: 'must be an amount and its currency, such as "1500.00 USD"' });
  return z.NEVER;
});

const oneOrMore = <Output, Input>(schema: z.ZodType<Output, Input>) =>
  z.union([z.array(schema).min(1), schema.transform((one) => [one])], {
    error: 'must be one of its values, or a list of them',
  });

const text = z.string().min(1).max(300);

const whenSchema = z
  .strictObject({
    operation: oneOrMore(z.enum(OPERATIONS)).optional(),
    product: oneOrMore(z.enum(PRODUCTS)).optional(),
    account: oneOrMore(text).optional(),
    region: oneOrMore(text).optional(),
    labels: z.record(z.string(), oneOrMore(text)).optional(),
    pays: z.enum(PAYS).optional(),
    bandwidthAbove: z.number().min(0).optional(),
    pricePerMonthAbove: oneOrMore(moneySchema).optional(),
    priceUnknown: z.literal(true).optional(),
    priceRisesAbovePercent: z.number().min(0).max(1000).optional(),
  })
  .refine(({ pricePerMonthAbove, priceUnknown }) => pricePerMonthAbove === undefined || priceUnknown === undefined, {
    path: ['priceUnknown'],
    message: 'stands for itself: what has no price counts as above every limit anyway',
  })
  .transform((given): When => {
    const { operation, product, account, region, labels, pays, bandwidthAbove } = given;
    const { pricePerMonthAbove, priceUnknown, priceRisesAbovePercent } = given;
    return {
      ...(operation && { operations: operation }),
      ...(product && { products: product }),
      ...(account && { accounts: account }),
      ...(region && { regions: region }),
      ...(labels && { labels: labels }),
      ...(pays && { pays }),
      ...(bandwidthAbove !== undefined && { bandwidthAboveMbps: bandwidthAbove }),
      ...(pricePerMonthAbove && { pricePerMonthAbove: pricePerMonthAbove }),
      ...(priceUnknown && { priceUnknown }),
      ...(priceRisesAbovePercent !== undefined && { priceRisesAbovePercent }),
    };
  })
  .prefault({});

/** Freezes, hours and budgets say themselves when they count. */
const staticWhen = whenSchema.refine(({ operations }) => operations === undefined, {
  path: ['operation'],
  message: 'is not for freezes, hours and budgets: they are about orders and resizes',
});

const approve = z
  .strictObject({ approve: nameSchema })
  .transform(({ approve: policy }): Ruling => ({ kind: 'approve', policy }));
const deny = z.literal('deny').transform((): Ruling => ({ kind: 'deny', override: null }));
const allow = z.literal('allow').transform((): Ruling => ({ kind: 'allow' }));
const override = nameSchema.optional();

const ruleSchema = z
  .strictObject({
    name: nameSchema,
    when: whenSchema,
    do: z.union([allow, deny, approve], { error: 'must be allow, deny or { approve: POLICY }' }),
    because: z.string().min(1).max(500).optional(),
    override,
  })
  .refine(({ do: ruling, override }) => override === undefined || ruling.kind === 'deny', {
    path: ['override'],
    message: 'is for rules that deny',
  })
  .transform(
    ({ name, when, do: ruling, because, override }): Rule => ({
      name,
      when,
      do: ruling.kind === 'deny' ? { kind: 'deny', override: override ?? null } : ruling,
      because: because ?? null,
    }),
  );

const budgetSchema = z
  .strictObject({
    name: nameSchema,
    when: staticWhen,
    perMonth: moneySchema,
    over: z.union([deny, approve], { error: 'must be deny or { approve: POLICY }' }).prefault('deny'),
    warnAtPercent: z.number().min(1).max(100).default(80),
  })
  .transform((budget): Budget => budget);

const dayOrInstant = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: 'must be a date such as 2026-12-20 or 2026-12-20T00:00:00Z',
});

const freezeSchema = z
  .strictObject({ name: nameSchema, when: staticWhen, from: dayOrInstant, until: dayOrInstant, override })
  .refine(({ from, until }) => Date.parse(from) < Date.parse(until), {
    path: ['until'],
    message: 'must come after from',
  })
  .transform(
    ({ name, when, from, until, override }): Freeze => ({
      name,
      when,
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
      override: override ?? null,
    }),
  );

const timeOfDay = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time of day such as "08:00"')
  .transform((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));

const buyWindowSchema = z
  .strictObject({
    name: nameSchema,
    when: staticWhen,
    days: oneOrMore(z.enum(WEEKDAYS)).prefault(['mon', 'tue', 'wed', 'thu', 'fri']),
    from: timeOfDay,
    until: timeOfDay,
    timeZone: timeZoneSchema.default('UTC'),
    override,
  })
  .refine(({ from, until }) => from < until, { path: ['until'], message: 'must come after from, on the same day' })
  .transform(
    ({ name, when, days, from, until, timeZone, override }): BuyWindow => ({
      name,
      when,
      days: days.map((day) => WEEKDAYS.indexOf(day) + 1),
      fromMinute: from,
      untilMinute: until,
      timeZone,
      override: override ?? null,
    }),
  );

const named = <T extends z.ZodType<{ readonly name: string }>>(schema: T) =>
  z.array(schema).superRefine((list, context) => {
    for (const [index, { name }] of list.entries()) {
      if (list.findIndex((other) => other.name === name) === index) continue;
      context.addIssue({ code: 'custom', path: [index, 'name'], message: `is used twice (${name})` });
    }
  });

/** The parts of leaseline.yaml that decide what may be spent. */
export const gateShape = {
  rules: named(ruleSchema).default([]),
  budgets: named(budgetSchema).default([]),
  freezes: named(freezeSchema).default([]),
  buyWindows: named(buyWindowSchema).default([]),
} as const;

/** The policy something falls back on, with where it is named. */
export function policiesNamed(gate: {
  readonly rules: readonly Rule[];
  readonly budgets: readonly Budget[];
  readonly freezes: readonly Freeze[];
  readonly buyWindows: readonly BuyWindow[];
}): { readonly policy: string; readonly path: readonly (string | number)[] }[] {
  const policyIn = (one: Ruling, path: (string | number)[], key: string) => {
    if (one.kind === 'approve') return [{ policy: one.policy, path: [...path, key, 'approve'] }];
    return one.kind === 'deny' && one.override !== null ? [{ policy: one.override, path: [...path, 'override'] }] : [];
  };
  const timed = (list: readonly { readonly override: string | null }[], key: string) =>
    list.flatMap(({ override: policy }, index) =>
      policy === null ? [] : [{ policy, path: [key, index, 'override'] as (string | number)[] }],
    );
  return [
    ...gate.rules.flatMap((rule, index) => policyIn(rule.do, ['rules', index], 'do')),
    ...gate.budgets.flatMap((budget, index) => policyIn(budget.over, ['budgets', index], 'over')),
    ...timed(gate.freezes, 'freezes'),
    ...timed(gate.buyWindows, 'buyWindows'),
  ];
}
