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
