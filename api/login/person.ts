import type { JWTPayload } from 'jose';
import { isGroupEntry } from '../../model/approval.js';
import type { LoginConfig } from '../../model/config/login-config.js';
import { ProblemError } from '../problem.js';
import type { Caller } from '../tokens.js';

const NAME_MAX = 200;
/** Of somebody's own groups, so many are named when none of them has a role. */
const NAMED_MAX = 10;

/**
 * Who somebody is here, by what the provider says of them. The token was checked before.
 * @throws ProblemError 403 that says what is missing
 */
export function personOf(login: LoginConfig, claims: JWTPayload): Caller {
  const name = nameOf(login, claims);
  const own = textsIn(claimAt(claims, login.claims.groups));
  const isIn = (groups: readonly string[]) => groups.some((group) => own.includes(group));
  const role = login.roles.find(({ groups }) => groups === null || isIn(groups))?.role;
  if (role === undefined) {
    throw new ProblemError(403, 'role', `${name} has no role here: ${whyNone(login, own)}.`, {
      remedy: 'Ask whoever looks after the groups of the login provider, or the roles under login in leaseline.yaml',
    });
  }
  const groups = Object.entries(login.groups).flatMap(([group, of]) => (isIn(of) ? [group] : []));
  const endsAtMs = claims.exp === undefined ? undefined : claims.exp * 1000;
  return { name, role, scope: 'all', via: 'login', groups, ...(endsAtMs !== undefined && { endsAtMs }) };
}

function nameOf({ claims: { person }, name: provider }: LoginConfig, claims: JWTPayload): string {
  const value = claimAt(claims, person);
  const refuse = (why: string) =>
    new ProblemError(403, 'person', `${provider} does not say who you are: ${why}.`, {
      remedy: 'Choose another claim (login.claims.person in leaseline.yaml), or have the provider send this one',
    });
  if (typeof value !== 'string' || value.trim() === '') throw refuse(`its token has no claim ${person}`);
  // Whoever may write any address into their profile could otherwise be anybody.
  if (person === 'email' && claims.email_verified === false) throw refuse('it has not verified the e-mail address');
  const isOdd = value.length > NAME_MAX || isGroupEntry(value) || /\p{Cc}/u.test(value);
  if (isOdd) throw refuse(`the claim ${person} is no name`);
  return value;
}

function whyNone({ claims, name }: LoginConfig, own: readonly string[]): string {
  if (own.length === 0) return `${name} names no group of theirs (claim ${claims.groups})`;
  const more = own.length > NAMED_MAX ? ` and ${own.length - NAMED_MAX} more` : '';
  return `none of their groups has one (${own.slice(0, NAMED_MAX).join(', ')}${more})`;
}

/** A claim by its name, which may be an address with dots; else by its path, as in `realm_access.roles`. */
function claimAt(claims: JWTPayload, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let at: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[part];
  }
  return at;
}

function textsIn(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((one): one is string => typeof one === 'string' && one !== '');
}
