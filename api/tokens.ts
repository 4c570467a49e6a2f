import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { ExplainedError } from '../model/config/explained-error.js';
import { ROLES, type Role } from '../model/role.js';
import { keptSecret } from './kept-secret.js';

/** Who asks, as its token says. */
export interface Caller {
  readonly name: string;
  readonly role: Role;
  /** `calendar`: may only fetch the calendar, so that its address can be given to a calendar program. */
  readonly scope: 'all' | 'calendar';
  /** Of a calendar address of one's own: which one it is, so that it can be ended. */
  readonly link?: string;
  /** Groups that policies name, as the login provider said; absent: none. */
  readonly groups?: readonly string[];
  /** `login`: by the login provider; absent: by a token of ours. */
  readonly via?: 'login';
  /** The token's own id; absent: of the login provider, or the one of this machine. */
  readonly id?: string;
  /** When it was made, epoch milliseconds. */
  readonly issuedAtMs?: number;
  /** Of a session or an address: the token it was made of, whose end is its own. Absent: of none. */
  readonly madeOf?: MadeOf;
  /** When the token ends, epoch milliseconds; absent: it does not. What is made of it must not outlive it. */
  readonly endsAtMs?: number;
}

export interface MadeOf {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly issuedAtMs: number;
}

const ISSUER = 'leaseline';
const ALGORITHM = 'HS256';
const KEY_LENGTH = 32;
const KEY_VARIABLE = 'LEASELINE_API_KEY';

const claims = z.object({
  sub: z.string().min(1).max(200),
  role: z.enum(ROLES),
  scope: z.enum(['all', 'calendar']),
  link: z.string().max(100).optional(),
  groups: z.array(z.string()).optional(),
  via: z.literal('login').optional(),
  of: z.object({ id: z.string(), iat: z.number() }).optional(),
});

/** Where it stands which tokens were made and ended. */
export const tokensFile = (home: string): string => join(home, 'tokens.jsonl');

/**
 * The key that signs tokens: `LEASELINE_API_KEY` (at least 32 characters), else a file of this home that is made when it
 * is first needed. A new key ends every token.
 * @throws ExplainedError when the variable is too short to be a key
 */
export function signingKey(home: string, env: NodeJS.ProcessEnv = process.env): Uint8Array {
  const given = env[KEY_VARIABLE];
  if (given !== undefined && given !== '') {
    if (given.length >= KEY_LENGTH) return new TextEncoder().encode(given);
    throw new ExplainedError(
      `${KEY_VARIABLE} is too short to sign tokens with`,
      `Give it at least ${KEY_LENGTH} random characters, for example from openssl rand -hex 32`,
    );
  }
  return new TextEncoder().encode(keptSecret(home, 'api-key'));
}

/**
 * A token for whoever is named, with an id of its own; it holds until `ttlMs` from now and cannot be told from outside.
 * @param id by which it can be ended; absent: nobody needs to know it
 */
export async function issueToken(key: Uint8Array, caller: Caller, ttlMs: number, id = randomUUID()): Promise<string> {
  const { role, scope, link, groups = [], via, madeOf } = caller;
  const more = {
    ...(link !== undefined && { link }),
    ...(groups.length > 0 && { groups }),
    ...(via !== undefined && { via }),
    ...(madeOf !== undefined && { of: { id: madeOf.id, iat: madeOf.issuedAtMs / 1000 } }),
  };
  return (
    new SignJWT({ role, scope, ...more })
      .setProtectedHeader({ alg: ALGORITHM })
      .setSubject(caller.name)
      .setIssuer(ISSUER)
      .setJti(id)
      // To the millisecond: else it would seem older than it is, and end with those made before it in the same second.
      .setIssuedAt(Date.now() / 1000)
      .setExpirationTime(Math.floor((Date.now() + ttlMs) / 1000))
      .sign(key)
  );
}

/** Why a token is not taken, one sentence. `isGuess`: it never was one of ours. */
export interface NotTaken {
  readonly why: string;
  readonly isGuess: boolean;
}

export async function readToken(key: Uint8Array, token: string): Promise<Caller | NotTaken> {
  try {
    const { payload } = await jwtVerify(token, key, {
      issuer: ISSUER,
      algorithms: [ALGORITHM],
      requiredClaims: ['exp'],
    });
    const { sub: name, role, scope, link, groups, via, of } = claims.parse(payload);
    const { exp = 0, iat = 0, jti } = payload;
    return {
      name,
      role,
      scope,
      endsAtMs: exp * 1000,
      issuedAtMs: Math.round(iat * 1000),
      ...(jti !== undefined && { id: jti }),
      ...(link !== undefined && { link }),
      ...(groups !== undefined && { groups }),
      ...(via !== undefined && { via }),
      ...(of !== undefined && { madeOf: { id: of.id, issuedAtMs: Math.round(of.iat * 1000) } }),
    };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { why: 'The token has expired.', isGuess: false };
    return { why: 'The token is not one of ours.', isGuess: true };
  }
}

/** Of whom what somebody makes for themselves is made: it ends with that token, however many steps lie between. */
export function madeFrom({ id, issuedAtMs, madeOf }: Caller): Pick<Caller, 'madeOf'> {
  if (madeOf !== undefined) return { madeOf };
  return id === undefined || issuedAtMs === undefined ? {} : { madeOf: { id, issuedAtMs } };
}
