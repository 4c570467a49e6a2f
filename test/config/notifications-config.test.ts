import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../model/config/input-problem.js';
import { type LeaselineConfig, parseLeaselineConfig } from '../../model/config/leaseline-config.js';
import { outletsOf, sayWhatIsMissing } from '../../workers/outlets-of.js';
import { LogLines } from '../support/log-lines.js';

function parse(notifications: string) {
  return parseLeaselineConfig(`accounts: {}\nnotifications:\n${notifications}`, 'leaseline.yaml');
}

function problemsOf(notifications: string): readonly string[] {
  const result = parse(notifications);
  if (result.ok) throw new Error('expected problems');
  return result.problems.map(formatProblem);
}

function configOf(notifications: string): LeaselineConfig['notifications'] {
  const result = parse(notifications);
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.value.notifications;
}

describe('notifications in leaseline.yaml', () => {
  it('are a daily digest in the log when nothing is said', () => {
    expect(configOf('  webhooks: []')).toEqual({
      webhooks: [],
      email: [],
      consoleUrl: null,
      digest: { at: '08:00', timeZone: 'UTC' },
      heartbeat: null,
    });
  });

  it('name webhooks by their host, take a digest or none, and a heartbeat', () => {
    const config = configOf(`  webhooks:
    - { url: "https://ops.example.test/leaseline", secretEnv: OPS_SECRET }
    - { name: night shift, urlFile: /run/secrets/night, kinds: [alarm] }
  digest: off
  heartbeat: { url: "https://monitor.example.test/ping/1", every: 15m }`);
    expect(config).toEqual({
      webhooks: [
        {
          name: 'ops.example.test',
          address: { from: 'config', url: 'https://ops.example.test/leaseline' },
          secret: { from: 'env', name: 'OPS_SECRET' },
          kinds: [
            'reminder',
            'approval',
            'payment',
            'alarm',
            'settled',
            'digest',
            'credential.refused',
            'credential.restored',
          ],
          template: null,
          takenWhen: null,
        },
        {
          name: 'night shift',
          address: { from: 'file', path: '/run/secrets/night' },
          secret: null,
          kinds: ['alarm'],
          template: null,
          takenWhen: null,
        },
      ],
      email: [],
      consoleUrl: null,
      digest: null,
      heartbeat: {
        address: { from: 'config', url: 'https://monitor.example.test/ping/1' },
        method: 'GET',
        everyMs: 900_000,
      },
    });
    expect(configOf('  digest: { timeZone: Europe/Berlin, at: 07:30 }').digest).toEqual({
      at: '07:30',
      timeZone: 'Europe/Berlin',
    });
  });

  it('hold no secret, wherever in an address somebody hides it, and repeat none', () => {
    const problems = problemsOf(`  webhooks:
    - { url: "https://ana:hidden1@ops.example.test/" }
    - { url: "https://ops.example.test/?access_token=hidden2" }
    - { url: "https://ops.example.test/?a=1&sig=hidden3" }
    - { url: "http://ops.example.test/hidden4" }
    - { url: "https://ops.example.test/", urlEnv: OPS_URL }
    - { secretEnv: OPS_SECRET }
    - { url: "https://two.example.test/", secretEnv: A, secretFile: b }
  heartbeat: { url: "https://monitor.example.test/?key=hidden5" }`);
    expect(problems.join('\n')).not.toContain('hidden');
    expect(problems).toEqual([
      expect.stringMatching(/:4:14 notifications\.webhooks\[0\]\.url: must not carry a user name or password$/),
      expect.stringMatching(/webhooks\[1\]\.url: carries a secret \(access_token\); .*urlEnv or urlFile$/),
      expect.stringMatching(/webhooks\[2\]\.url: carries a secret \(sig\)/),
      expect.stringMatching(/webhooks\[3\]\.url: must be an https:\/\/ address \(http:\/\/ only on this machine\)$/),
      expect.stringMatching(/webhooks\[4\]\.url: must not stand beside urlEnv or urlFile$/),
      expect.stringMatching(/webhooks\[5\]\.url: is missing \(or give urlEnv or urlFile\)$/),
      expect.stringMatching(/webhooks\[6\]\.secretFile: must not stand beside secretEnv$/),
      expect.stringMatching(/heartbeat\.url: carries a secret \(key\)/),
    ]);
    const [literal, ...rest] = problemsOf('  webhooks: [{ url: "https://ops.example.test/", secret: hidden6 }]');
    expect(rest).toEqual([]);
    expect(literal).toMatch(/webhooks\[0\]\.secret: holds a secret; .*secretEnv or secretFile$/);
  });

  it('must be possible: two outlets of one name, a clock nobody has, a heartbeat that races', () => {
    const problems = problemsOf(`  webhooks: [{ url: "https://a.example.test/1" }, { url: "https://a.example.test/2" }]
  digest: { at: "24:00", timeZone: Europe/Atlantis }
  heartbeat: { url: "https://monitor.example.test/", every: 5s }`);
    expect(problems).toEqual([
      expect.stringContaining('digest.at: must be a time of day such as "08:00"'),
      expect.stringContaining('digest.timeZone: must be the name of a time zone such as Europe/Berlin'),
      expect.stringContaining('heartbeat.every: must be at least 1m'),
      expect.stringContaining('webhooks[1]: is called a.example.test like another one; give each a name of its own'),
    ]);
    expect(problemsOf('  digest: daily')[0]).toContain('notifications.digest: must be off or { at, timeZone }');
    expect(problemsOf('  webhooks: [{ url: "https://a.example.test/", kinds: [alarms] }]')[0]).toContain('kinds[0]');
  });
});

describe('mail servers', () => {
  const server = 'host: mail.example.test, from: "Leaseline <leaseline@example.test>"';

  it('have the port of their kind of TLS, and a name', () => {
    const { email } = configOf(`  email:
    - { ${server}, to: ["Ops, day <ops@example.test>", night@example.test] }
    - { name: two, ${server}, to: [ops@example.test], tls: implicit, userEnv: U, passwordFile: p, kinds: [digest] }`);
    expect(email).toMatchObject([
      {
        name: 'mail.example.test',
        port: 587,
        tls: 'starttls',
        login: null,
        to: [{ name: 'Ops, day' }, { name: null }],
      },
      { name: 'two', port: 465, login: { user: { from: 'env' }, password: { from: 'file' } }, kinds: ['digest'] },
    ]);
  });

  it.each([
    [
      'in the clear elsewhere',
      `{ ${server}, to: [a@example.test], tls: none }`,
      /tls: is none for a mail server on this/,
    ],
    [
      'with a password in the file',
      `{ ${server}, to: [a@example.test], password: hidden }`,
      /passwordEnv or passwordFile/,
    ],
    ['with half a login', `{ ${server}, to: [a@example.test], userEnv: U }`, /userEnv: needs passwordEnv or/],
    ['with nobody to write to', `{ ${server}, to: [] }`, /to: must name somebody/],
    [
      'with a header in an address',
      `{ ${server}, to: ["a@example.test\\r\\nBcc: b@example.test"] }`,
      /must be an address/,
    ],
    ['with a header in a name', `{ ${server}, to: ["x\\nBcc: y <a@example.test>"] }`, /must be an address/],
    ['with somebody twice', `{ ${server}, to: [a@example.test, A@example.test] }`, /to: names A@example.test twice/],
  ])('are refused %s', (_case, text, expected) => {
    const problems = problemsOf(`  email: [${text}]`).join('\n');
    expect(problems).toMatch(expected);
    expect(problems).not.toContain('hidden');
  });

  it('share no name with a webhook', () => {
    const hook = '  webhooks: [{ name: desk, url: "https://a.example.test/" }]';
    expect(problemsOf(`${hook}\n  email: [{ name: desk, ${server}, to: [a@example.test] }]`)).toEqual([
      expect.stringContaining('email[0]: is called desk like another one'),
    ]);
  });
});

describe('outlets whose secret is not there', () => {
  const config = configOf(`  webhooks: [{ name: pager, url: "https://ops.example.test/", secretEnv: PAGER_SECRET }]
  heartbeat: { urlEnv: MONITOR_URL }`);

  it('are named in the log of a worker when it starts', () => {
    const log = new LogLines();
    sayWhatIsMissing(outletsOf(config, { MONITOR_URL: 'http://monitor.example.test/hidden' }), log.logger);
    expect(log.text).toContain('webhook pager are not set: the environment variable PAGER_SECRET is missing');
    expect(log.text).toContain('address of the heartbeat, found in MONITOR_URL, must be an https:// address');
    expect(log.text).not.toContain('hidden');
  });

  it('are silent in the log when all is there', () => {
    const log = new LogLines();
    sayWhatIsMissing(
      outletsOf(config, { MONITOR_URL: 'https://monitor.example.test/', PAGER_SECRET: 'x' }),
      log.logger,
    );
    expect(log.text).toBe('');
  });
});
