import { z } from 'zod';
import { durationMs } from '../duration.js';
import { type EncryptionConfig, encryptionSchema } from './encryption-config.js';
import type { ParseResult } from './input-problem.js';
import { type RecurringRun, recurringRunsSchema } from './recurring-config.js';
import {
  envNameSchema,
  findLiteralSecrets,
  mayHoldSecret,
  type SecretReference,
  secretPathSchema,
} from './secret-reference.js';
import { parseWithSchema, parseYamlDocuments } from './yaml-positions.js';

/** Paths of PEM files; without any of them the system's certificate authorities are used. */
export interface TlsConfig {
  readonly serverName: string | null;
  readonly caFile: string | null;
  readonly certFile: string | null;
  readonly keyFile: string | null;
}

interface WorkerTuning {
  readonly workflowTaskSlots: number;
  readonly activityTaskSlots: number;
  /** Orders and whatever else spends or destroys, for each account, that one worker has under way at once. */
  readonly orderTaskSlots: number;
  readonly cachedWorkflows: number;
  /** How long running activities may finish after a stop was asked for. */
  readonly shutdownGraceMs: number;
}

export interface DeploymentConfig {
  /** Names these workers in Temporal's UI: their identity is `name@host:pid`. Versioned: the Worker Deployment's name. */
  readonly name: string;
  /** True: a package stays with the build that began its run until it begins a new one (docs/upgrades.md). */
  readonly versioned: boolean;
  /** Names this build among the deployment's; null: the version of this package and a hash of its workflows. */
  readonly buildId: string | null;
}

/** Everything `temporal.yaml` says, with every default filled in. */
export interface TemporalConfig {
  /** `embedded`: a dev server that `leaseline up` starts and keeps; `external`: a cluster somebody else runs. */
  readonly mode: 'embedded' | 'external';
  /** `host:port` */
  readonly address: string;
  readonly namespace: string;
  readonly tls: TlsConfig | null;
  readonly apiKey: SecretReference | null;
  readonly worker: WorkerTuning;
  readonly deployment: DeploymentConfig;
  /** `off`: payloads are stored in the clear, and somebody has said so; null: nothing was said. */
  readonly encryption: EncryptionConfig | 'off' | null;
  /** How long the embedded server keeps closed workflows. */
  readonly retentionMs: number;
  readonly schedules: readonly RecurringRun[];
}

const addressSchema = z
  .string()
  .regex(/^(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}$/, 'must be host:port, for example 127.0.0.1:7233');

const path = z.string().min(1).nullable().default(null);

const tlsSchema = z
  .union([z.boolean(), z.strictObject({ serverName: path, caFile: path, certFile: path, keyFile: path })], {
    error: 'must be true, false or { serverName, caFile, certFile, keyFile }',
  })
  .refine((tls) => typeof tls === 'boolean' || (tls.certFile === null) === (tls.keyFile === null), {
    message: 'needs certFile and keyFile together, or neither',
  })
  .transform((tls): TlsConfig | null => {
    if (tls === false) return null;
    return tls === true ? { serverName: null, caFile: null, certFile: null, keyFile: null } : tls;
  });

const slots = (fallback: number) => z.number().int().min(1).max(100_000).default(fallback);

export const temporalSchema = z
  .strictObject({
    mode: z.enum(['embedded', 'external']).default('embedded'),
    address: addressSchema.default('127.0.0.1:7233'),
    namespace: z.string().min(1).default('default'),
    tls: tlsSchema.default(null),
    apiKeyEnv: envNameSchema.optional(),
    apiKeyFile: secretPathSchema.optional(),
    worker: z
      .strictObject({
        workflowTaskSlots: slots(40),
        activityTaskSlots: slots(100),
        orderTaskSlots: slots(10),
        cachedWorkflows: slots(1000),
        shutdownGrace: durationMs.prefault('10s'),
      })
      .prefault({}),
    deployment: z
      .strictObject({
        name: z.string().min(1).default('leaseline'),
        versioned: z.boolean().default(false),
        buildId: z
          .string()
          .regex(/^[A-Za-z0-9._-]{1,128}$/, 'must be letters, digits, dots, hyphens and underscores, at most 128')
          .nullable()
          .default(null),
      })
      // Temporal joins both with one of these signs, and refuses a name that holds one.
      .refine(({ name, versioned }) => !versioned || !/[.:]/.test(name), {
        path: ['name'],
        message: 'must hold neither a dot nor a colon when versioned is true',
      })
      .refine(({ versioned, buildId }) => versioned || buildId === null, {
        path: ['buildId'],
        message: 'needs versioned: true',
      })
      .prefault({}),
    encryption: encryptionSchema,
    retention: durationMs.prefault('90d'),
    schedules: recurringRunsSchema,
  })
  .refine(({ apiKeyEnv, apiKeyFile }) => apiKeyEnv === undefined || apiKeyFile === undefined, {
    path: ['apiKeyFile'],
    message: 'must not stand beside apiKeyEnv',
  })
  .refine(({ mode, deployment }) => mode === 'external' || !deployment.versioned, {
    path: ['deployment', 'versioned'],
    message: 'needs mode: external (the embedded server has one worker, which goes on with whatever build is there)',
  })
  .transform(
    ({ apiKeyEnv, apiKeyFile, worker, retention, ...rest }): TemporalConfig => ({
      ...rest,
      apiKey: toReference(apiKeyEnv, apiKeyFile),
      worker: {
        workflowTaskSlots: worker.workflowTaskSlots,
        activityTaskSlots: worker.activityTaskSlots,
        orderTaskSlots: worker.orderTaskSlots,
        cachedWorkflows: worker.cachedWorkflows,
        shutdownGraceMs: worker.shutdownGrace,
      },
      retentionMs: retention,
    }),
  );

/** Reads the text of a `temporal.yaml`. An empty file, like a missing one, means the embedded server. */
export function parseTemporalConfig(text: string, file: string): ParseResult<TemporalConfig> {
  const documents = parseYamlDocuments(text, file);
  if (!documents.ok) return documents;
  const [source, second] = documents.value;
  if (source === undefined) return { ok: true, value: temporalSchema.parse({}) };
  if (second !== undefined) return { ok: false, problems: [second.problem([], 'must hold one document only', null)] };
  const secrets = findLiteralSecrets(source);
  if (secrets.length > 0) return { ok: false, problems: secrets };
  return parseWithSchema(source, temporalSchema, mayHoldSecret);
}

function toReference(variable: string | undefined, file: string | undefined): SecretReference | null {
  if (variable !== undefined) return { from: 'env', name: variable };
  return file === undefined ? null : { from: 'file', path: file };
}
