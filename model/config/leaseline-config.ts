import { z } from 'zod';
import type { ApprovalRules } from '../approval.js';
import { durationMs } from '../duration.js';
import type { LadderSettings } from '../life-settings.js';
import { type AccountConfig, accountSchema } from './account-config.js';
import type { ParseResult } from './input-problem.js';
import { type NotificationsConfig, notificationsSchema } from './notifications-config.js';
import { remindersSchema } from './reminders-config.js';
import { findLiteralSecrets, mayHoldSecret } from './secret-reference.js';
import { parseWithSchema, parseYamlDocuments } from './yaml-positions.js';

/** Who must say yes before a package that names this policy is ordered. */
interface PolicyConfig {
  readonly rules: ApprovalRules;
  /** A standing approval: packages with `onSilence: bridge` may buy their shortest term when nobody answers. */
  readonly bridge: boolean;
}

/** Real-time limits. Seconds-long values make tests and demonstrations quick. */
export interface TimingConfig {
  readonly sweepBusyMs: number;
  readonly sweepIdleMs: number;
  /** How long an order whose fate is unknown may still turn up, counted from start-to-close. */
  readonly orderProofWindowMs: number;
  /** Longer than the vendors' gateways, which give up at 60 s. */
  readonly requestTimeoutMs: number;
  /** Start-to-close of an activity that sends; longer than the request it makes. */
  readonly activityTimeoutMs: number;
  /** A waiting package looks for itself this often, should its desk be stuck. */
  readonly fallbackLookMs: number;
}

/** Everything `leaseline.yaml` says, with every default filled in. */
export interface LeaselineConfig {
  readonly accounts: Readonly<Record<string, AccountConfig>>;
  readonly policies: Readonly<Record<string, PolicyConfig>>;
  readonly timing: TimingConfig;
  readonly reminders: LadderSettings;
  readonly notifications: NotificationsConfig;
}

const nameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/, 'must be a name of letters, digits and hyphens, at most 63 characters');

const positiveDurationMs = durationMs.refine((value) => value > 0, 'must be above zero');

const policySchema = z
  .strictObject({
    approvers: z.array(z.string().min(1).max(200)).default([]),
    quorum: z.int().min(1).max(20).default(1),
    requesterMayApprove: z.boolean().optional(),
    priceTolerancePercent: z.number().min(0).max(100).default(0),
    remindEvery: positiveDurationMs.optional(),
    expireAfter: positiveDurationMs.optional(),
    bridge: z.boolean().default(false),
  })
  .refine(({ approvers, quorum }) => approvers.length === 0 || quorum <= new Set(approvers).size, {
    path: ['quorum'],
    message: 'is more than there are approvers, so it could never be reached',
  })
  .transform(
    ({
      approvers,
      quorum,
      requesterMayApprove,
      priceTolerancePercent,
      remindEvery,
      expireAfter,
      bridge,
    }): PolicyConfig => ({
      rules: {
        approvers,
        quorum,
        // Where approvers are named, two people are meant.
        requesterMayApprove: requesterMayApprove ?? approvers.length === 0,
        priceTolerancePercent,
        remindEveryMs: remindEvery ?? null,
        expireAfterMs: expireAfter ?? null,
      },
      bridge,
    }),
  );

const timingSchema = z
  .strictObject({
    sweep: z
      .strictObject({ busy: positiveDurationMs.prefault('5s'), idle: positiveDurationMs.prefault('6h') })
      .refine(({ busy, idle }) => busy <= idle, 'busy must not be longer than idle')
      .prefault({}),
    orderProofWindow: positiveDurationMs.prefault('10m'),
    requestTimeout: positiveDurationMs.prefault('65s'),
    activityTimeout: positiveDurationMs.prefault('90s'),
    fallbackLook: positiveDurationMs.prefault('2m'),
  })
  .refine(({ requestTimeout, activityTimeout }) => requestTimeout < activityTimeout, {
    path: ['activityTimeout'],
    message: 'must be longer than requestTimeout, or an answer could arrive after its activity was given up',
  })
  .transform(
    ({ sweep, orderProofWindow, requestTimeout, activityTimeout, fallbackLook }): TimingConfig => ({
      sweepBusyMs: sweep.busy,
      sweepIdleMs: sweep.idle,
      orderProofWindowMs: orderProofWindow,
      requestTimeoutMs: requestTimeout,
      activityTimeoutMs: activityTimeout,
      fallbackLookMs: fallbackLook,
    }),
  );

const leaselineSchema = z
  .strictObject({
    accounts: z.record(nameSchema, accountSchema),
    policies: z.record(nameSchema, policySchema).default({}),
    timing: timingSchema.prefault({}),
    reminders: remindersSchema,
    notifications: notificationsSchema.prefault({}),
  })
  .transform(
    ({ accounts, policies, timing, reminders, notifications }): LeaselineConfig => ({
      accounts: Object.fromEntries(Object.entries(accounts).map(([name, account]) => [name, { name, ...account }])),
      policies,
      timing,
      reminders,
      notifications,
    }),
  );

/** Reads the text of a `leaseline.yaml`. `file` is only used to say where a problem is. */
export function parseLeaselineConfig(text: string, file: string): ParseResult<LeaselineConfig> {
  const documents = parseYamlDocuments(text, file);
  if (!documents.ok) return documents;
  const [source, second] = documents.value;
  if (source === undefined) {
    return { ok: false, problems: [{ file, line: 1, column: 1, field: '', rule: 'is empty', value: null }] };
  }
  if (second !== undefined) return { ok: false, problems: [second.problem([], 'must hold one document only', null)] };
  const secrets = findLiteralSecrets(source);
  if (secrets.length > 0) return { ok: false, problems: secrets };
  return parseWithSchema(source, leaselineSchema, mayHoldSecret);
}

/** The account with this alias; undefined when there is none. Safe for names like `constructor`. */
export function accountNamed(config: LeaselineConfig, name: string): AccountConfig | undefined {
  return Object.hasOwn(config.accounts, name) ? config.accounts[name] : undefined;
}
