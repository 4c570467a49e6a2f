import { z } from 'zod';
import { ROLES, type Role } from '../role.js';
import { isProtected } from './endpoints.js';
import { nameSchema, positiveDurationMs } from './policy-config.js';
import { envNameSchema, pairReference, type SecretReference, secretPathSchema } from './secret-reference.js';

/** Logging in by an OpenID Connect provider, as `leaseline.yaml` says under `login`. */
export interface LoginConfig {
  /** Exactly as the provider writes it into its tokens. */
  readonly issuer: string;
  /** What the page's button calls it. */
  readonly name: string;
  readonly clientId: string;
  /** null: a public client, which PKCE alone protects. */
  readonly clientSecret: SecretReference | null;
  /** The public client of `leaseline login`; null: the command line cannot log in. */
  readonly cliClientId: string | null;
  /** Whom a token may be for beside our own clients. */
  readonly audience: readonly string[];
  readonly scopes: readonly string[];
  readonly claims: { readonly person: string; readonly groups: string };
  /** The first line that fits decides. `groups`: of the provider; null: everybody it lets in. */
  readonly roles: readonly { readonly role: Role; readonly groups: readonly string[] | null }[];
  /** Groups that policies name, and the provider's groups that make somebody one of them. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** How long a browser stays logged in; null: as long as its id token holds. */
  readonly sessionMs: number | null;
  readonly algorithms: readonly string[];
  readonly clockToleranceMs: number;
  /** Where browsers reach the API, without a slash at the end; null: on this machine alone. */
  readonly publicUrl: string | null;
}

/** Signatures that need the provider's private key; never `none` or HS…, which anybody could make with what is public. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const;

const DAY_MS = 24 * 60 * 60 * 1000;
const GROUPS_MAX = 30;
const TOLERANCE_MAX_MS = 5 * 60 * 1000;

const text = z.string().min(1).max(200);
const claim = text.refine((name) => name.trim() === name, 'must be the name of a claim');

const addressSchema = z.string().superRefine((address, context) => {
  const refuse = (message: string) => context.addIssue({ code: 'custom', message });
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) return refuse('must be an https:// address');
  const { username, password, search, hash } = new URL(address);
  if (!isProtected(address)) {
    return refuse('must be an https:// address (http:// only on this machine)');
  }
  if (username !== '' || password !== '' || search !== '' || hash !== '') {
    return refuse('must be an address alone, without user name, query or fragment');
  }
});

const rolesSchema = z
  .array(z.strictObject({ role: z.enum(ROLES), groups: z.array(text).min(1).optional() }))
  .min(1, 'must give somebody a role, or nobody could log in')
  .transform((lines) => lines.map(({ role, groups }) => ({ role, groups: groups ?? null })));

const groupsSchema = z
  .record(nameSchema, z.array(text).min(1))
  .refine((groups) => Object.keys(groups).length <= GROUPS_MAX, `must be at most ${GROUPS_MAX} groups`)
  .default({});

export const loginSchema = z
  .strictObject({
    issuer: addressSchema,
    name: z.string().min(1).max(60).optional(),
    clientId: text,
    clientSecretEnv: envNameSchema.optional(),
    clientSecretFile: secretPathSchema.optional(),
    cliClientId: text.optional(),
    audience: z.array(text).default([]),
    scopes: z.array(text).default(['openid', 'profile', 'email']),
    claims: z.strictObject({ person: claim.default('email'), groups: claim.default('groups') }).prefault({}),
    roles: rolesSchema,
    groups: groupsSchema,
    session: positiveDurationMs.refine((ms) => ms <= DAY_MS, 'must be at most 24h').optional(),
    algorithms: z.array(z.enum(ALGORITHMS)).min(1).default(['RS256', 'PS256', 'ES256', 'EdDSA']),
    clockTolerance: positiveDurationMs.refine((ms) => ms <= TOLERANCE_MAX_MS, 'must be at most 5m').prefault('30s'),
    publicUrl: addressSchema.optional(),
  })
  .transform((given, context): LoginConfig => {
    const { issuer, clientId, audience, claims, roles, groups, algorithms } = given;
    const { clientSecretEnv, clientSecretFile } = given;
    const clientSecret = pairReference({ clientSecretEnv, clientSecretFile }, 'clientSecret', context);
    return {
      issuer,
      name: given.name ?? (URL.canParse(issuer) ? new URL(issuer).host : ''),
      clientId,
      clientSecret,
      // What a command line holds is no secret, so a client that has one is not for it.
      cliClientId: given.cliClientId ?? (clientSecret === null ? clientId : null),
      audience,
      scopes: [...new Set(['openid', ...given.scopes])],
      claims,
      roles,
      groups,
      sessionMs: given.session ?? null,
      algorithms,
      clockToleranceMs: given.clockTolerance,
      publicUrl: given.publicUrl?.replace(/\/+$/, '') ?? null,
    };
  });
