import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSheet } from '../../cli/breakglass/kept.js';
import { loadPackages } from '../../cli/plan/build-plan.js';
import { CliError } from '../../cli/support/errors.js';
import { ConfigError } from '../../workers/config/config-error.js';
import { loadConfig } from '../../workers/config/load.js';
import { demoConfig, packageText } from './samples.js';

/** Stands where a secret stands, or where somebody has pasted one by mistake. */
const SECRET = 'LTAI5tS3cr3tS3cr3tS3cr3t';

const LEASELINE = `accounts:
  demo-alibaba:
    vendor: alibaba
    site: international
    credentials: { accessKeyIdEnv: KEY, accessKeySecretEnv: SECRET }
    accessKeySecret: ${SECRET}
    endpoints: { ecd: "http://127.0.0.1:7801", cbn: null }
    quotas: { describePerSecond: 10 }
    payer: HQ
  demo-surfer:
    vendor: ucloud
    credentials: { publicKeyEnv: P, privateKeyFile: keys/private, privateKey: ${SECRET} }
policies:
  production: { approvers: [ana, bo], quorum: 2, remindEvery: 12h }
rules:
  - { name: large, when: { bandwidthAbove: 100 }, then: deny }
freezes:
  - { name: year-end, when: {}, from: 2026-12-20, until: 2027-01-04 }
timing: { sweep: { busy: 5s, idle: 6h }, requestTimeout: 65s }
reminders: { rungs: [21d, 7d], timeZone: Europe/Berlin }
notifications: { webhooks: [{ url: "https://example.com/hook", secretEnv: HOOK }] }
`;
const TEMPORAL = `mode: external
address: temporal.example.com:7233
namespace: leaseline
tls: { certFile: cert.pem, keyFile: key.pem }
apiKey: ${SECRET}
encryption: { keys: [{ id: one, keyEnv: ONE }], key: ${SECRET} }
`;
const PACKAGES = `${packageText({ name: 'one' })}password: ${SECRET}
---
${JSON.stringify({ apiVersion: 'leaseline/v1', kind: 'BandwidthPackage', name: 'two', product: 'ugn', order: {} }, null, 2)}
`;
const SHEET = JSON.stringify(
  {
    madeAt: '2026-11-24T10:00:00.000Z',
    token: SECRET,
    lines: [{ name: 'one', product: 'ugn', links: [{ what: 'x', url: 'https://example.com' }], renew: ['do it'] }],
  },
  null,
  1,
);

const odd = fc.constantFrom(
  ...[
    '',
    ' ',
    '\t',
    '\u0000',
    '\ud800',
    '\u2028',
    '\ufeff',
    'null',
    '~',
    '-',
    '---',
    '...',
    ': :',
    '? ',
    '{',
    '}',
    '[',
    ']',
  ],
  ...[
    '"',
    "'",
    '|',
    '>',
    '&a',
    '*a',
    '*b',
    '<<: *a',
    '!!js/function x',
    '!!binary xx',
    '!<tag:x> 1',
    '%YAML 9.9',
    '#',
    '@',
    '`',
  ],
  ...[
    '__proto__: { polluted: true }',
    'constructor: 1',
    '1e999',
    '-0',
    '.inf',
    '.nan',
    '0x1F',
    '0o17',
    '2026-13-45',
    '9'.repeat(400),
  ],
  ...[
    'a: &x [1, *x]',
    '? {a: 1}\n: 2',
    'x'.repeat(500),
    '['.repeat(150),
    '{a: '.repeat(80),
    '- '.repeat(150),
    '🦊',
    '\r\n\r',
  ],
  `a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: &d [${'*c,'.repeat(9)}]\ne: [${'*d,'.repeat(9)}]`,
);
const anything = fc.oneof(
  { weight: 3, arbitrary: odd },
  { weight: 2, arbitrary: fc.json({ maxDepth: 3 }) },
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.integer().map(String),
);

/** A text somebody could have written: lines dropped, doubled, moved, set in, given another value, or replaced by nonsense. */
function written(text: string): fc.Arbitrary<string> {
  const lines = text.split('\n');
  const edit = fc.record({
    at: fc.nat({ max: lines.length - 1 }),
    how: fc.constantFrom('drop', 'double', 'value', 'key', 'replace', 'before', 'indent', 'cut'),
    with: anything,
  });
  const edited = fc.array(edit, { minLength: 1, maxLength: 6 }).map((edits) => {
    const now = [...lines];
    for (const { at, how, with: by } of edits) {
      const line = now[at] ?? '';
      // The secret keeps its own field: what a person moves elsewhere is no secret to us any more.
      if (line.includes(SECRET)) continue;
      const value = line.replace(/(:\s*).*$/s, (_all, colon: string) => `${colon}${by}`);
      const key = line.replace(/[\w-]+(?=:)/, () => by);
      const become = {
        drop: '',
        double: `${line}\n${line}`,
        value,
        key,
        replace: by,
        before: `${by}\n${line}`,
        indent: `   ${line}`,
        cut: line.slice(0, line.length / 2),
      };
      now[at] = become[how];
    }
    return now.join('\n');
  });
  return fc.oneof(
    { weight: 8, arbitrary: edited },
    anything,
    fc.array(anything, { maxLength: 8 }).map((all) => all.join('\n')),
  );
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leaseline-fuzz-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Reads it, and if it is refused looks at how: in words for a person, with a place, without a secret. */
async function read(file: string, load: () => unknown): Promise<void> {
  try {
    await load();
  } catch (error) {
    if (!(error instanceof CliError || error instanceof ConfigError)) throw error;
    const { message, remedy } = error;
    expect(message).toContain(file);
    expect(message).toMatch(/:\d+:\d+/);
    expect(`${message}${remedy}`).not.toContain(SECRET);
    expect(message).not.toMatch(/\n\s+at |\[object Object\]|undefined:/);
    expect(remedy).not.toBe('');
  }
}

const LOADERS = [
  ['package files', 'packages.yaml', PACKAGES, (file: string) => loadPackages([file], demoConfig())],
  [
    'package files in JSON',
    'packages.json',
    PACKAGES.split('---\n')[1] ?? '',
    (file: string) => loadPackages([file], demoConfig()),
  ],
  ['leaseline.yaml', 'leaseline.yaml', LEASELINE, (file: string) => loadConfig({ file, env: {} })],
  ['break-glass sheets', 'sheet.json', SHEET, (file: string) => readSheet(file)],
] as const;

describe('whatever stands in a file, it is read or refused with its place, and never told with a secret', {
  timeout: 120_000,
}, () => {
  it.each(LOADERS)('%s', async (_what, name, text, load) => {
    const file = join(folder, name);
    await fc.assert(
      fc.asyncProperty(written(text), async (content) => {
        await writeFile(file, content);
        await read(file, () => load(file));
      }),
      { numRuns: 1_010 },
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('temporal.yaml', async () => {
    const home = await mkdtemp(join(folder, 'temporal-'));
    const leaseline = join(home, 'leaseline.yaml');
    await writeFile(leaseline, 'accounts: {}\n');
    const file = join(home, 'temporal.yaml');
    await fc.assert(
      fc.asyncProperty(written(TEMPORAL), async (content) => {
        await writeFile(file, content);
        await read(file, () => loadConfig({ file: leaseline, env: {} }));
      }),
      { numRuns: 1_010 },
    );
  });

  it('the texts the others are made of are refused for their secrets alone, or for nothing', async () => {
    for (const [, name, text, load] of LOADERS) {
      const file = join(folder, name);
      await writeFile(file, text);
      await read(file, () => load(file));
    }
  });
});
