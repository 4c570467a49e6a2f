import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../model/config/input-problem.js';
import { parseTemporalConfig } from '../../model/config/temporal-config.js';

function problemsOf(text: string): readonly string[] {
  const result = parseTemporalConfig(text, 'temporal.yaml');
  return result.ok ? [] : result.problems.map(formatProblem);
}

describe('temporal.yaml', () => {
  it('means the embedded server when it says nothing', () => {
    expect(parseTemporalConfig('', 'temporal.yaml')).toMatchObject({
      ok: true,
      value: {
        mode: 'embedded',
        address: '127.0.0.1:7233',
        namespace: 'default',
        tls: null,
        retentionMs: 7_776_000_000,
      },
    });
  });

  it('takes a cloud address with TLS and a key by reference', () => {
    const text =
      'mode: external\naddress: eu.example.test:7233\ntls: true\napiKeyEnv: TEMPORAL_KEY\ndeployment: { name: lines }';
    expect(parseTemporalConfig(text, 'temporal.yaml')).toMatchObject({
      ok: true,
      value: {
        tls: { serverName: null, caFile: null, certFile: null, keyFile: null },
        apiKey: { from: 'env', name: 'TEMPORAL_KEY' },
        deployment: { name: 'lines' },
      },
    });
  });

  it('takes versioned workers, with or without a build id of their own', () => {
    const text = 'mode: external\ndeployment: { versioned: true, buildId: 2027.1-rc_2 }';
    expect(parseTemporalConfig(text, 'temporal.yaml')).toMatchObject({
      ok: true,
      value: { deployment: { name: 'leaseline', versioned: true, buildId: '2027.1-rc_2' } },
    });
    expect(parseTemporalConfig('', 'temporal.yaml')).toMatchObject({
      value: { deployment: { versioned: false, buildId: null } },
    });
  });

  it('takes recurring runs by cron line, calendar or interval', () => {
    const text = `schedules:
  - { name: term, cron: "0 8 1 mar,sep *", timeZone: Asia/Shanghai, packages: [packages/term], note: each term }
  - { name: quarter, calendar: { at: "07:30", dayOfMonth: 1, month: [1, 4, 7, 10] }, packages: [q.yaml], again: true }
  - { name: weekly, every: 7d, offset: 12h, overlap: skip, catchUp: 2h, packages: [w.yaml] }`;
    const result = parseTemporalConfig(text, 'temporal.yaml');
    expect(result.ok ? result.value.schedules : result.problems).toMatchObject([
      { name: 'term', times: { kind: 'cron' }, timeZone: 'Asia/Shanghai', again: false, catchUpMs: 86_400_000 },
      {
        times: { kind: 'calendar', at: '07:30', dayOfMonth: [1], month: [1, 4, 7, 10], dayOfWeek: [] },
        timeZone: 'UTC',
        again: true,
        note: null,
      },
      { times: { kind: 'every', everyMs: 604_800_000, offsetMs: 43_200_000 }, catchUpMs: 7_200_000 },
    ]);
  });

  it.each([
    ['no time', 'packages: [a.yaml]', /schedules\[0\]\.cron: must be given, or calendar, or every/],
    ['two times', 'every: 1d, cron: "0 8 * * *", packages: [a.yaml]', /cron: must be given, or calendar/],
    ['a cron line of six fields', 'cron: "0 0 8 * * *", packages: [a.yaml]', /cron: must have five fields/],
    ['an hour that is not one', 'cron: "0 24 * * *", packages: [a.yaml]', /cron: its hour does not fit \(0 to 23/],
    ['a range the wrong way round', 'cron: "0 8 * * fri-mon", packages: [a.yaml]', /its day of the week does not fit/],
    ['a step of nothing', 'cron: "*/0 8 * * *", packages: [a.yaml]', /its minute does not fit/],
    ['a zone that is none', 'every: 1d, timeZone: "+08:00", packages: [a.yaml]', /timeZone: must be the name/],
    ['another overlap', 'every: 1d, overlap: allowAll, packages: [a.yaml]', /overlap: must be skip/],
    ['no packages', 'every: 1d, packages: []', /packages: must name a package file/],
    ['an offset as long as the interval', 'every: 1d, offset: 1d, packages: [a.yaml]', /offset: must be shorter/],
  ])('refuses a recurring run with %s', (_case, line, expected) => {
    expect(problemsOf(`schedules: [{ name: run, ${line} }]`).join('\n')).toMatch(expected);
  });

  it('refuses two recurring runs of one name', () => {
    const run = '{ name: one, every: 1d, packages: [a.yaml] }';
    expect(problemsOf(`schedules: [${run}, ${run}]`).join('\n')).toMatch(/schedules\[1\]\.name: is used twice: one/);
  });

  it.each([
    ['an address without a port', 'address: localhost', /1:10 address: must be host:port/],
    ['a literal API key', 'apiKey: abc', /1:9 apiKey: holds a secret; .*apiKeyEnv/],
    ['a certificate without its key', 'tls: { certFile: a.pem }', /tls: needs certFile and keyFile together/],
    ['a wrong type inside tls', 'tls: { certFile: 3, keyFile: a }', /1:18 tls\.certFile: .*expected string/],
    ['worker versioning on the embedded server', 'deployment: { versioned: true }', /versioned: needs mode: external/],
    [
      'a deployment name Temporal would refuse',
      'mode: external\ndeployment: { name: a.b, versioned: true }',
      /deployment\.name: must hold neither a dot nor a colon/,
    ],
    ['a build id that nothing uses', 'deployment: { buildId: b1 }', /deployment\.buildId: needs versioned: true/],
    [
      'a build id Temporal would refuse',
      'mode: external\ndeployment: { versioned: true, buildId: "a:b" }',
      /deployment\.buildId: must be letters/,
    ],
    ['two places for one key', 'apiKeyEnv: A\napiKeyFile: b', /2:13 apiKeyFile: must not stand beside apiKeyEnv/],
  ])('refuses %s', (_name, text, expected) => {
    expect(problemsOf(text).join('\n')).toMatch(expected);
  });
});
