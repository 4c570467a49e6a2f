import { z } from 'zod';
import type { LadderSettings } from '../life-settings.js';
import type { GateRules } from '../policy/gate-rules.js';
import { type AccountConfig, accountSchema } from './account-config.js';
import { type AuditConfig, auditSchema } from './audit-config.js';
import { gateShape, policiesNamed } from './gate-config.js';
import type { ParseResult } from './input-problem.js';
import { type LoginConfig, loginSchema } from './login-config.js';
import { type NotificationsConfig, notificationsSchema } from './notifications-config.js';
import {
  groupsSchema,
  isPolicyProblem,
  nameSchema,
  type PolicyConfig,
  policyOf,
  policySchema,
  positiveDurationMs,
} from './policy-config.js';
import { remindersSchema } from './reminders-config.js';
import { findLiteralSecrets, mayHoldSecret } from './secret-reference.js';
import { parseWithSchema, parseYamlDocuments } from './yaml-positions.js';

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
  /** Each worker tries the key of every account it has this often, so that one that is refused is told within minutes. */
  readonly credentialProbeMs: number;
}

/** Everything `leaseline.yaml` says, with every default filled in. */
export interface LeaselineConfig {
  readonly accounts: Readonly<Record<string, AccountConfig>>;
  readonly policies: Readonly<Record<string, PolicyConfig>>;
  /** Rules, budgets, freezes and hours: what may be spent, and when. */
  readonly gate: Omit<GateRules, 'policies'>;
  readonly timing: TimingConfig;
  readonly reminders: LadderSettings;
  readonly notifications: NotificationsConfig;
  /** Logging in by an OpenID Connect provider; null: by our own tokens alone. */
  readonly login: LoginConfig | null;
  readonly audit: AuditConfig;
}

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
    credentialProbe: positiveDurationMs.prefault('15m'),
  })
  .refine(({ requestTimeout, activityTimeout }) => requestTimeout < activityTimeout, {
    path: ['activityTimeout'],
    message: 'must be longer than requestTimeout, or an answer could arrive after its activity was given up',
  })
  .transform(
    ({ sweep, orderProofWindow, requestTimeout, activityTimeout, fallbackLook, credentialProbe }): TimingConfig => ({
      sweepBusyMs: sweep.busy,
      sweepIdleMs: sweep.idle,
      orderProofWindowMs: orderProofWindow,
      requestTimeoutMs: requestTimeout,
      activityTimeoutMs: activityTimeout,
      fallbackLookMs: fallbackLook,
      credentialProbeMs: credentialProbe,
    }),
  );

export const leaselineSchema = z
  .strictObject({
    accounts: z.record(nameSchema, accountSchema),
    groups: groupsSchema,
    policies: z.record(nameSchema, policySchema).default({}),
    ...gateShape,
    timing: timingSchema.prefault({}),
    reminders: remindersSchema,
    notifications: notificationsSchema.prefault({}),
    login: loginSchema.nullable().default(null),
    audit: auditSchema.prefault({}),
  })
  .transform(
    (
      {
        accounts,
        groups,
        policies,
        rules,
        budgets,
        freezes,
        buyWindows,
        timing,
        reminders,
        notifications,
        login,
        audit,
      },
      context,
    ): LeaselineConfig => {
      const gate = { rules, budgets, freezes, buyWindows };
      for (const { policy, path } of policiesNamed(gate)) {
        if (Object.hasOwn(policies, policy)) continue;
        context.addIssue({ code: 'custom', path: [...path], message: `names ${policy}, which is not under policies` });
      }
      const known: Record<string, PolicyConfig> = {};
      for (const [name, policy] of Object.entries(policies)) {
        const found = policyOf(policy, groups, new Set(Object.keys(login?.groups ?? {})));
        if (!isPolicyProblem(found)) known[name] = found;
        else context.addIssue({ code: 'custom', path: ['policies', name, ...found.path], message: found.message });
      }
      return {
        accounts: Object.fromEntries(Object.entries(accounts).map(([name, account]) => [name, { name, ...account }])),
        policies: known,
        gate,
        timing,
        reminders,
        notifications,
        login,
        audit,
      };
    },
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
