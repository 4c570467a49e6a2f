import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../model/config/input-problem.js';
import { parseLeaselineConfig } from '../../model/config/leaseline-config.js';

const text = (login: string, more = '') =>
  `accounts: {}\n${more}login:\n  issuer: https://id.example.com/ours\n  clientId: leaseline\n${login}`;
const parsed = (login: string, more?: string) => parseLeaselineConfig(text(login, more), 'leaseline.yaml');

function loginOf(login: string, more?: string) {
  const result = parsed(login, more);
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.value;
}

function problemsOf(login: string, more?: string): string {
  const result = parsed(login, more);
  if (result.ok) throw new Error('expected problems');
  return result.problems.map(formatProblem).join('\n');
}

const EVERYBODY = '  roles: [{ role: viewer }]\n';

describe('login in leaseline.yaml', () => {
  it('needs an issuer, a client and who has which role, and has a default for the rest', () => {
    expect(loginOf(EVERYBODY).login).toEqual({
      issuer: 'https://id.example.com/ours',
      name: 'id.example.com',
      clientId: 'leaseline',
      clientSecret: null,
      cliClientId: 'leaseline',
      audience: [],
      scopes: ['openid', 'profile', 'email'],
      claims: { person: 'email', groups: 'groups' },
      roles: [{ role: 'viewer', groups: null }],
      groups: {},
      sessionMs: null,
      algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
      clockToleranceMs: 30_000,
      publicUrl: null,
    });
    expect(parseLeaselineConfig('accounts: {}', 'leaseline.yaml')).toMatchObject({ value: { login: null } });
  });

  it('gives the command line no client that has a secret', () => {
    expect(loginOf(`${EVERYBODY}  clientSecretEnv: OIDC_SECRET\n`).login).toMatchObject({
      clientSecret: { from: 'env', name: 'OIDC_SECRET' },
      cliClientId: null,
    });
  });

  it('lets a policy name a group that only the login knows, whatever its quorum', () => {
    const policies =
      'groups: { network: [bob] }\npolicies: { net: { approvers: ["group:network", "group:ops"], quorum: 5 } }\n';
    const { policies: known } = loginOf(`${EVERYBODY}  groups: { network: [a], ops: [b] }\n`, policies);
    expect(known.net?.rules.approvers).toEqual(['group:network', 'bob', 'group:ops']);
  });

  it.each([
    ['a secret that stands in it', '  clientSecret: hunter2\n', 'holds a secret'],
    ['an unsigned algorithm', '  algorithms: [none]\n', 'algorithms'],
    ['a symmetric one', '  algorithms: [HS256]\n', 'algorithms'],
    ['a page in the clear', '  publicUrl: http://leaseline.example.com\n', 'must be an https:// address'],
    ['a group called like no name', '  groups: { "a b": [x] }\n', 'groups'],
  ])('refuses %s', (_what, line, problem) => {
    const problems = problemsOf(`${EVERYBODY}${line}`);
    expect(problems).toContain(problem);
    expect(problems).not.toContain('hunter2');
  });

  it('refuses an issuer in the clear, except on this machine', () => {
    const at = (issuer: string) => text(EVERYBODY).replace('https://id.example.com/ours', issuer);
    const ok = (issuer: string) => parseLeaselineConfig(at(issuer), 'leaseline.yaml').ok;
    expect(ok('http://127.0.0.1:4000')).toBe(true);
    expect(ok('http://id.example.com')).toBe(false);
    expect(ok('http://127.0.0.1.example.com')).toBe(false);
    expect(ok('https://ada:hunter2@id.example.com')).toBe(false);
  });

  it('refuses a group of a policy that neither groups nor the login knows', () => {
    const policies = 'policies: { net: { approvers: ["group:network"] } }\n';
    expect(problemsOf(EVERYBODY, policies)).toContain('is not under groups or login.groups');
  });
});
