import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkCredentials } from '../../cli/doctor/account-checks.js';
import { accountNamed } from '../../model/config/leaseline-config.js';
import { resolveAlibabaKeys, resolveUcloudKeys } from '../../workers/config/credentials.js';
import { loadConfig } from '../../workers/config/load.js';
import { demoEnvironment } from '../../workers/config/simulator-endpoints.js';
import { startMarkOf } from '../../workers/embedded/process-identity.js';
import { readRunFile, writeRunFile } from '../../workers/embedded/run-file.js';

const DEMO = `accounts:
  ali:
    vendor: alibaba
    credentials: { accessKeyIdEnv: TEST_ALI_KEY, accessKeySecretFile: "SECRET_FILE" }
    endpoints: { ecd: "http://127.0.0.1:7801", cbn: "http://127.0.0.1:7801", bss: "http://127.0.0.1:9999" }
  surfer:
    vendor: ucloud
    credentials: { publicKeyEnv: TEST_PUBLIC, privateKeyEnv: TEST_PRIVATE }
    endpoints: { api: "http://127.0.0.1:7801/ucloud" }
`;

describe('configuration on disk', () => {
  let folder = '';
  let file = '';
  let env: NodeJS.ProcessEnv = {};

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leaseline-config-'));
    file = join(folder, 'leaseline.yaml');
    // HOME is moved too, so that no temporal.toml of the person who runs the tests is read.
    env = { LEASELINE_HOME: folder, HOME: folder, XDG_CONFIG_HOME: folder };
    await writeFile(file, DEMO.replace('SECRET_FILE', join(folder, 'secret')));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('says how to get a configuration when there is none', () => {
    expect(() => loadConfig({ file: join(folder, 'none.yaml'), env })).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('leaseline init') }),
    );
  });

  it('names every wrong line of a file', async () => {
    await writeFile(file, 'accounts: { a: { vendor: aws } }\nextra: 1\n');
    expect(() => loadConfig({ file, env })).toThrow(
      /leaseline\.yaml:1:26 accounts\.a\.vendor: must be alibaba or ucloud/,
    );
    expect(() => loadConfig({ file, env })).toThrow(/leaseline\.yaml:2:1 extra: is not a field known here/);
  });

  it('takes no file in another encoding: names would come out with question marks', async () => {
    const latin = (text: string) => Buffer.from(text, 'latin1');
    await writeFile(join(folder, 'temporal.yaml'), latin('namespace: zürich\n'));
    expect(() => loadConfig({ file, env })).toThrow(
      expect.objectContaining({
        message: `${join(folder, 'temporal.yaml')} is not UTF-8 text`,
        remedy: 'Save it as UTF-8',
      }),
    );
    await writeFile(file, latin(DEMO.replace('vendor: alibaba', 'vendor: alibaba\n    payer: Zürich treasury')));
    expect(() => loadConfig({ file, env })).toThrow(`${file} is not UTF-8 text`);
    await writeFile(join(folder, 'temporal.yaml'), '\ufeffnamespace: zürich\n');
    await writeFile(file, `\ufeff${DEMO}`);
    expect(loadConfig({ file, env }).temporal.namespace).toBe('zürich');
  });

  it('needs no temporal.yaml, and lets the standard variables name a server', () => {
    expect(loadConfig({ file, env }).temporal).toMatchObject({ mode: 'embedded', address: '127.0.0.1:7233' });
    const elsewhere = { ...env, TEMPORAL_ADDRESS: 'cluster.example.test:7233', TEMPORAL_NAMESPACE: 'net' };
    expect(loadConfig({ file, env: elsewhere }).temporal).toMatchObject({
      mode: 'external',
      address: 'cluster.example.test:7233',
      namespace: 'net',
    });
  });

  it('takes address and namespace from a profile of temporal.toml', async () => {
    const profiles = join(folder, 'temporal.toml');
    await writeFile(profiles, '[profile.prod]\naddress = "prod.example.test:7233"\nnamespace = "prod"\n');
    const temporal = loadConfig({
      file,
      env: { ...env, TEMPORAL_CONFIG_FILE: profiles, TEMPORAL_PROFILE: 'prod' },
    }).temporal;
    expect(temporal).toMatchObject({ mode: 'external', address: 'prod.example.test:7233', namespace: 'prod' });
  });

  it('says so when the profile does not exist', () => {
    expect(() => loadConfig({ file, env: { ...env, TEMPORAL_PROFILE: 'nobody' } })).toThrow(
      /Temporal profile cannot be read/,
    );
  });

  it('moves only endpoints at the usual simulator address to the port it really has', () => {
    const { accounts } = loadConfig({ file, env: { ...env, LEASELINE_SIMULATOR_PORT: '4444' } }).leaseline;
    expect(accounts.ali?.endpoints).toEqual({
      ecd: 'http://127.0.0.1:4444',
      cbn: 'http://127.0.0.1:4444',
      bss: 'http://127.0.0.1:9999',
    });
    expect(accounts.surfer?.endpoints).toEqual({ api: 'http://127.0.0.1:4444/ucloud' });
  });

  it('finds the addresses of the system that runs, and does not believe a file left by one that was killed', () => {
    const running = {
      pid: process.pid,
      startMark: startMarkOf(process.pid) ?? '',
      startedAt: new Date().toISOString(),
      addresses: { temporal: '127.0.0.1:5555', temporalUi: null, simulator: 'http://127.0.0.1:6666', api: null },
      processes: {},
    };
    writeRunFile(folder, running);
    expect(loadConfig({ file, env }).temporal.address).toBe('127.0.0.1:5555');
    expect(loadConfig({ file, env }).leaseline.accounts.surfer?.endpoints).toEqual({
      api: 'http://127.0.0.1:6666/ucloud',
    });

    writeRunFile(folder, { ...running, startMark: 'another process had this number' });
    expect(readRunFile(folder)).toBeNull();
    expect(loadConfig({ file, env }).temporal.address).toBe('127.0.0.1:7233');
  });

  it('reads secrets when they are needed and names account, variable and file that are missing', async () => {
    const { leaseline } = loadConfig({ file, env });
    const ali = accountNamed(leaseline, 'ali');
    const surfer = accountNamed(leaseline, 'surfer');
    if (ali?.vendor !== 'alibaba' || surfer?.vendor !== 'ucloud') throw new Error('accounts missing');

    expect(() => resolveUcloudKeys(surfer, env)).toThrow(/account surfer .*TEST_PUBLIC/);
    expect(() => resolveAlibabaKeys(ali, { TEST_ALI_KEY: 'k' })).toThrow(/account ali .*secret \(ENOENT\)/);
    await writeFile(join(folder, 'secret'), 's3cret\n');
    expect(resolveAlibabaKeys(ali, { TEST_ALI_KEY: 'k' })).toEqual({
      accessKeyId: 'k',
      accessKeySecret: 's3cret',
      securityToken: null,
    });
  });

  it('offers demo keys only where no account at a real vendor refers to them', () => {
    const { leaseline } = loadConfig({ file, env });
    expect(demoEnvironment(leaseline, { LEASELINE_ALI_KEY: 'mine' })).toEqual({
      LEASELINE_ALI_SECRET: 'demo-secret',
      LEASELINE_UCLOUD_PUBLIC: 'demo-public',
      LEASELINE_UCLOUD_PRIVATE: 'demo-private',
    });
    const ali = leaseline.accounts.ali;
    if (ali?.vendor !== 'alibaba') throw new Error('account missing');
    const accessKeyId = { from: 'env', name: 'LEASELINE_ALI_KEY' } as const;
    const credentials = { kind: 'keys', accessKeyId, accessKeySecret: accessKeyId, securityToken: null } as const;
    const atVendor = { ...ali, credentials, endpoints: { ecd: null, cbn: null, bss: null } };
    const mixed = { ...leaseline, accounts: { ...leaseline.accounts, real: atVendor } };
    expect(Object.keys(demoEnvironment(mixed, {}))).not.toContain('LEASELINE_ALI_KEY');
  });

  it('calls keys the demo keys where they are, and not because an account is simulated', async () => {
    await writeFile(join(folder, 'secret'), 'demo-secret\n');
    const { leaseline } = loadConfig({ file, env });
    const said = (more: NodeJS.ProcessEnv) =>
      Object.fromEntries(
        checkCredentials(leaseline, { ...env, ...more }).map(({ name, level, message }) => [name, [level, message]]),
      );
    const own = { TEST_PUBLIC: 'demo-public', TEST_PRIVATE: 'my-own' };
    expect(said({ ...own, TEST_ALI_KEY: 'demo-key' })).toEqual({
      'credentials ali': ['ok', 'the demo keys of the simulator'],
      'credentials surfer': ['ok', 'found'],
    });
    expect(said({ ...own, TEST_ALI_KEY: 'my-own' })['credentials ali']).toEqual(['ok', 'found']);
    const { ali } = leaseline.accounts;
    if (ali?.vendor !== 'alibaba') throw new Error('account missing');
    const atVendor = { ...leaseline, accounts: { ali: { ...ali, endpoints: { ecd: null, cbn: null, bss: null } } } };
    const [check] = checkCredentials(atVendor, { ...env, TEST_ALI_KEY: 'demo-key' });
    expect(check).toMatchObject({ level: 'fail', message: expect.stringContaining('its vendor is a real one') });
  });
});
