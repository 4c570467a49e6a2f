import { z } from 'zod';
import { pairReference, type SecretReference } from './secret-reference.js';

/** What encrypts everything Temporal stores of us. The first key encrypts; the others still decrypt what they encrypted. */
export interface EncryptionConfig {
  readonly keys: readonly EncryptionKeyConfig[];
}

export interface EncryptionKeyConfig {
  /** Written beside everything it has encrypted, in the clear. */
  readonly id: string;
  /** 32 bytes in base64. */
  readonly secret: SecretReference;
}

const keySchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be letters, digits, dots, hyphens and underscores, at most 64'),
    keyEnv: z.string().optional(),
    keyFile: z.string().optional(),
  })
  .transform(({ id, ...fields }, context): EncryptionKeyConfig => {
    const secret = pairReference(fields, 'key', context);
    if (secret !== null) return { id, secret };
    context.addIssue({
      code: 'custom',
      path: ['keyEnv'],
      message: 'must name the variable (or keyFile the file) of the key',
    });
    return z.NEVER;
  });

export const encryptionSchema = z
  .union([
    z.literal('off'),
    // YAML 1.1 readers take `off` for false.
    z.literal(false).transform(() => 'off' as const),
    z.strictObject({
      keys: z
        .array(keySchema)
        .min(1, 'must name at least one key')
        .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'must not name one id twice'),
    }),
  ])
  .nullable()
  .default(null);
