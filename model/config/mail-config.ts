import { z } from 'zod';
import { MESSAGE_KINDS, type MessageKind } from '../notice.js';
import { checkTemplate } from './check-template.js';
import { envNameSchema, pairReference, type SecretReference, secretPathSchema } from './secret-reference.js';

/**
 * - `starttls`: begins in the clear and must turn to TLS before anything is said
 * - `implicit`: TLS from the first byte
 * - `none`: in the clear; on this machine only
 */
export type MailTls = 'starttls' | 'implicit' | 'none';

export interface MailAddress {
  /** Null: the address alone. */
  readonly name: string | null;
  readonly address: string;
}

/** A mail server and whom to write to through it, as `leaseline.yaml` says under `notifications.email`. */
export interface MailConfig {
  /** What it is called in logs and timelines: as given, else its host. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly tls: MailTls;
  /** A PEM file of certificate authorities; null: the system's. */
  readonly caFile: string | null;
  /** Null: the server asks for no login. */
  readonly login: { readonly user: SecretReference; readonly password: SecretReference } | null;
  readonly from: MailAddress;
  /** Each is written to on its own, so that one who is refused keeps no other from it. */
  readonly to: readonly MailAddress[];
  readonly kinds: readonly MessageKind[];
  /** What stands above and in a mail instead of our own words, in Liquid; null: our own. */
  readonly subject: string | null;
  readonly text: string | null;
}

const PORTS: Readonly<Record<MailTls, number>> = { starttls: 587, implicit: 465, none: 25 };
const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];
const RECIPIENTS_MAX = 20;

/** Plain addresses, without comments, quotes or routes: what a header could be broken with is refused. */
const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

const addressSchema = z.string().transform((text, context): MailAddress => {
  const [, name, bracketed] = /^([^<>]*)<([^<>]*)>$/.exec(text.trim()) ?? [];
  const address = (bracketed ?? text).trim();
  const shown = name?.trim().replace(/^"(.*)"$/, '$1') ?? '';
  if (ADDRESS.test(address) && !/[\p{Cc}\p{Zl}\p{Zp}"]/u.test(shown)) {
    return { name: shown === '' ? null : shown, address };
  }
  context.addIssue({ code: 'custom', message: 'must be an address such as ops@example.com or Ops <ops@example.com>' });
  return z.NEVER;
});

export const mailSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$/, 'must be a name of letters, digits, spaces, dots and hyphens')
      .optional(),
    host: z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, 'must be the name or address of a mail server'),
    port: z.number().int().min(1).max(65_535).optional(),
    tls: z.enum(['starttls', 'implicit', 'none']).default('starttls'),
    caFile: z.string().min(1).nullable().default(null),
    userEnv: envNameSchema.optional(),
    userFile: secretPathSchema.optional(),
    passwordEnv: envNameSchema.optional(),
    passwordFile: secretPathSchema.optional(),
    from: addressSchema,
    to: z
      .array(addressSchema)
      .min(1, 'must name somebody')
      .max(RECIPIENTS_MAX, `takes at most ${RECIPIENTS_MAX}; name a list's address`),
    kinds: z
      .array(z.enum(MESSAGE_KINDS))
      .min(1, 'must name a kind; leave it out for all of them')
      .default([...MESSAGE_KINDS]),
    subject: z.string().min(1).nullable().default(null),
    text: z.string().min(1).nullable().default(null),
  })
  .transform(({ name, port, userEnv, userFile, passwordEnv, passwordFile, ...rest }, context): MailConfig => {
    const user = pairReference({ userEnv, userFile }, 'user', context);
    const password = pairReference({ passwordEnv, passwordFile }, 'password', context);
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    checkTemplate({ subject: rest.subject, text: rest.text }, 'text', rest.kinds, context);
    if (user === null && password !== null) refuse('passwordEnv', 'needs userEnv or userFile beside it');
    if (user !== null && password === null) refuse('userEnv', 'needs passwordEnv or passwordFile beside it');
    if (rest.tls === 'none' && !LOOPBACK.includes(rest.host)) {
      refuse('tls', 'is none for a mail server on this machine only: notices and the password would go in the clear');
    }
    const seen = new Set<string>();
    for (const [index, { address }] of rest.to.entries()) {
      if (seen.has(address.toLowerCase())) refuse('to', `names ${address} twice (at ${index + 1})`);
      seen.add(address.toLowerCase());
    }
    return {
      ...rest,
      name: name ?? rest.host,
      port: port ?? PORTS[rest.tls],
      login: user === null || password === null ? null : { user, password },
    };
  });
