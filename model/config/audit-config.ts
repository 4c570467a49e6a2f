import { z } from 'zod';
import { isProtected } from './endpoints.js';
import { positiveDurationMs } from './policy-config.js';
import { envNameSchema, pairReference, type SecretReference, secretPathSchema } from './secret-reference.js';

/** An S3-compatible bucket that the audit trail is copied to. */
export interface AuditStoreConfig {
  /** With the bucket in its path or its host. */
  readonly url: string;
  readonly region: string;
  /** Empty, or ending with a slash. */
  readonly prefix: string;
  readonly accessKeyId: SecretReference;
  readonly accessKeySecret: SecretReference;
  /** What is new is copied this often. */
  readonly everyMs: number;
  /** Object Lock in compliance mode for this long: nobody can delete what is copied, not even an administrator; null: none. */
  readonly retainMs: number | null;
}

export interface AuditConfig {
  /** Null: the trail stays in its file. */
  readonly store: AuditStoreConfig | null;
}

const credentialsSchema = z
  .strictObject({
    accessKeyIdEnv: envNameSchema.optional(),
    accessKeyIdFile: secretPathSchema.optional(),
    accessKeySecretEnv: envNameSchema.optional(),
    accessKeySecretFile: secretPathSchema.optional(),
  })
  .transform((given, context) => {
    const { accessKeyIdEnv, accessKeyIdFile, accessKeySecretEnv, accessKeySecretFile } = given;
    const accessKeyId = pairReference({ accessKeyIdEnv, accessKeyIdFile }, 'accessKeyId', context);
    const accessKeySecret = pairReference({ accessKeySecretEnv, accessKeySecretFile }, 'accessKeySecret', context);
    if (accessKeyId !== null && accessKeySecret !== null) return { accessKeyId, accessKeySecret };
    context.addIssue({ code: 'custom', message: 'must name accessKeyIdEnv and accessKeySecretEnv (or …File)' });
    return z.NEVER;
  });

const urlSchema = z.string().transform((text, context): string => {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (!URL.canParse(text)) return refuse('must be an address such as https://s3.eu-central-1.amazonaws.com/my-bucket');
  const { username, password, search, hash, href } = new URL(text);
  if (username !== '' || password !== '' || search !== '' || hash !== '') return refuse('must be host and path alone');
  if (isProtected(text)) return href.replace(/\/+$/, '');
  return refuse('must be https:// (http:// on this machine only)');
});

const storeSchema = z
  .strictObject({
    url: urlSchema,
    region: z.string().min(1).default('us-east-1'),
    prefix: z
      .string()
      .regex(/^([A-Za-z0-9][A-Za-z0-9._-]*\/?)*$/, 'must be folders of letters, digits, dots, hyphens and underscores')
      .default(''),
    credentials: credentialsSchema,
    every: positiveDurationMs.prefault('1m'),
    retain: positiveDurationMs.nullable().default(null),
  })
  .transform(({ url, region, prefix, credentials, every, retain }): AuditStoreConfig => {
    const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
    return { url, region, prefix: folder, ...credentials, everyMs: every, retainMs: retain };
  });

export const auditSchema = z
  .strictObject({ store: storeSchema.nullable().default(null) })
  .transform(({ store }): AuditConfig => ({ store }));
