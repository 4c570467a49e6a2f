import { z } from 'zod';
import { durationMs } from '../duration.js';
import { MESSAGE_KINDS, type MessageKind } from '../notice.js';
import { checkTemplate } from './check-template.js';
import { isProtected } from './endpoints.js';
import { type MailConfig, mailSchema } from './mail-config.js';
import { envNameSchema, pairReference, type SecretReference, secretPathSchema } from './secret-reference.js';
import { timeZoneSchema } from './time-zone.js';

/** Where an outlet is: written down, or to be found elsewhere because the address is itself a secret. */
export type AddressReference = { readonly from: 'config'; readonly url: string } | SecretReference;

export interface WebhookConfig {
  /** What it is called in logs and timelines: as given, else its host, or the variable or file that holds its address. */
  readonly name: string;
  readonly address: AddressReference;
  /** What its messages are signed with; null: they are not signed. */
  readonly secret: SecretReference | null;
  readonly kinds: readonly MessageKind[];
  /** What it is sent instead of the message itself, in Liquid; null: the message as it is. */
  readonly template: string | null;
  /** What the body of its answer holds when it has taken a message, but for spaces; null: its status says so. */
  readonly takenWhen: string | null;
}

export interface DigestConfig {
  /** `HH:MM` on the clocks of `timeZone`. */
  readonly at: string;
  /** IANA name, for example `Europe/Berlin`. */
  readonly timeZone: string;
}

export interface HeartbeatConfig {
  readonly address: AddressReference;
  readonly method: 'GET' | 'POST';
  readonly everyMs: number;
}

/** Who is told what, as `leaseline.yaml` says under `notifications`. */
export interface NotificationsConfig {
  readonly webhooks: readonly WebhookConfig[];
  readonly email: readonly MailConfig[];
  /** Where people find the console, without a slash at its end; null: mails name the command instead. */
  readonly consoleUrl: string | null;
  /** null: none is sent. */
  readonly digest: DigestConfig | null;
  readonly heartbeat: HeartbeatConfig | null;
}

const SHORTEST_HEARTBEAT_MS = 60_000;
const SECRET_PARAMETER = /(token|key|secret|sig|signature|password|passwd|pwd)$/i;

/**
 * Why nothing can be sent to this address, wherever it was found; null when it can. The answer repeats nothing of the
 * address, which may be a secret.
 */
export function addressProblem(address: string): string | null {
  if (!URL.canParse(address)) return 'must be an https:// address';
  const { username, password } = new URL(address);
  if (!isProtected(address)) {
    return 'must be an https:// address (http:// only on this machine)';
  }
  return username === '' && password === '' ? null : 'must not carry a user name or password';
}

function literalAddressProblem(address: string): string | null {
  const problem = addressProblem(address);
  if (problem !== null) return problem;
  const secret = [...new URL(address).searchParams.keys()].find((name) => SECRET_PARAMETER.test(name));
  if (secret === undefined) return null;
  return `carries a secret (${secret}); put the whole address into a variable or a file and write urlEnv or urlFile`;
}

const addressShape = {
  url: z.string().optional(),
  urlEnv: envNameSchema.optional(),
  urlFile: secretPathSchema.optional(),
};

interface AddressFields {
  readonly url?: string | undefined;
  readonly urlEnv?: string | undefined;
  readonly urlFile?: string | undefined;
}

function addressOf({ url, urlEnv, urlFile }: AddressFields, context: z.core.$RefinementCtx): AddressReference {
  const reference = pairReference({ urlEnv, urlFile }, 'url', context);
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', path: ['url'], message });
    return z.NEVER;
  };
  if (url === undefined) return reference ?? refuse('is missing (or give urlEnv or urlFile)');
  if (reference !== null) return refuse('must not stand beside urlEnv or urlFile');
  const problem = literalAddressProblem(url);
  return problem === null ? { from: 'config', url } : refuse(problem);
}

function nameOf(address: AddressReference): string {
  switch (address.from) {
    case 'config':
      return URL.canParse(address.url) ? new URL(address.url).host : '';
    case 'env':
      return address.name;
    case 'file':
      return address.path;
  }
}

const webhookSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,62}$/, 'must be a name of letters, digits, spaces, dots and hyphens')
      .optional(),
    ...addressShape,
    secretEnv: envNameSchema.optional(),
    secretFile: secretPathSchema.optional(),
    kinds: z
      .array(z.enum(MESSAGE_KINDS))
      .min(1, 'must name a kind; leave it out for all of them')
      .default([...MESSAGE_KINDS]),
    template: z.string().min(1).nullable().default(null),
    takenWhen: z.string().trim().min(1).max(200).nullable().default(null),
  })
  .transform(({ name, kinds, secretEnv, secretFile, template, takenWhen, ...fields }, context): WebhookConfig => {
    const address = addressOf(fields, context);
    const secret = pairReference({ secretEnv, secretFile }, 'secret', context);
    checkTemplate({ template }, 'json', kinds, context);
    return { name: name ?? nameOf(address), address, secret, kinds, template, takenWhen };
  });

const digestSchema = z
  .union(
    [
      z.literal(['off', false]).transform(() => null),
      z.strictObject({
        at: z
          .string()
          .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as "08:00"')
          .default('08:00'),
        timeZone: timeZoneSchema.default('UTC'),
      }),
    ],
    { error: 'must be off or { at, timeZone }' },
  )
  .prefault({});

const heartbeatSchema = z
  .strictObject({
    ...addressShape,
    method: z.enum(['GET', 'POST']).default('GET'),
    every: durationMs.refine((value) => value >= SHORTEST_HEARTBEAT_MS, 'must be at least 1m').prefault('1h'),
  })
  .transform(
    ({ method, every, ...fields }, context): HeartbeatConfig => ({
      address: addressOf(fields, context),
      method,
      everyMs: every,
    }),
  );

const consoleUrlSchema = z
  .string()
  .superRefine((url, context) => {
    const problem = literalAddressProblem(url);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  })
  .transform((url) => url.replace(/\/+$/, ''))
  .nullable()
  .default(null);

export const notificationsSchema = z
  .strictObject({
    webhooks: z.array(webhookSchema).default([]),
    email: z.array(mailSchema).default([]),
    consoleUrl: consoleUrlSchema,
    digest: digestSchema,
    heartbeat: heartbeatSchema.nullable().default(null),
  })
  .superRefine(({ webhooks, email }, context) => {
    // What became of a notice is kept by name.
    const named = [
      ...webhooks.map(({ name }, index) => ({ name, path: ['webhooks', index] })),
      ...email.map(({ name }, index) => ({ name, path: ['email', index] })),
    ];
    for (const [index, { name, path }] of named.entries()) {
      if (named.findIndex((other) => other.name === name) === index) continue;
      const message = `is called ${name} like another one; give each a name of its own`;
      context.addIssue({ code: 'custom', path, message });
    }
  });
