import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseLeaselineConfig } from '../../model/config/leaseline-config.js';
import type { PackageState } from '../../model/messages.js';
import { Shipper } from '../../workers/audit/shipper.js';
import { AuditStore } from '../../workers/audit/store.js';
import { Trail } from '../../workers/audit/trail.js';
import { Workplace } from '../cli/support/system.js';
import { LogLines } from '../support/log-lines.js';
import { BUCKET_KEYS, Bucket } from './support/bucket.js';

const ENV = { AUDIT_KEY_ID: BUCKET_KEYS.id, AUDIT_KEY_SECRET: BUCKET_KEYS.secret };
const NOW = new Date('2026-12-01T00:00:00Z');

const storeYaml = (url: string, more = ''): string =>
  `audit: { store: { url: "${url}", prefix: home-1, every: 1ms, credentials: { accessKeyIdEnv: AUDIT_KEY_ID, accessKeySecretEnv: AUDIT_KEY_SECRET }${more} } }\n`;

function storeOf(url: string, more = ''): AuditStore {
  const parsed = parseLeaselineConfig(`accounts: {}\n${storeYaml(url, more)}`, 'leaseline.yaml');
  if (!parsed.ok || parsed.value.audit.store === null) throw new Error(JSON.stringify(parsed));
  return new AuditStore(parsed.value.audit.store, ENV);
}

/** Of a package only what the trail looks at. */
function telling(from: number, count: number): PackageState {
  const timeline = Array.from({ length: count }, (_, index) => ({
    n: from + index,
    at: NOW.toISOString(),
    what: `line ${from + index}, 線路`,
    who: 'leaseline',
  }));
  return { name: 'a', lifeId: 'a', account: 'ali', product: 'cen', timeline } as unknown as PackageState;
}

describe('a copy of the audit trail in a bucket', () => {
  let bucket: Bucket;
  let folder: string;
  let path: string;
  let trail: Trail;
  let log: LogLines;
  let told = 0;
  const folders: string[] = [];

  beforeEach(async () => {
    bucket = await Bucket.start();
    folder = await mkdtemp(join(tmpdir(), 'leaseline-copied-'));
    folders.push(folder);
    path = join(folder, 'trail.jsonl');
    trail = await Trail.open(path);
    log = new LogLines();
    told = 0;
  });
  afterEach(async () => {
    await trail.close();
    await bucket.stop();
  });
  afterAll(async () => {
    for (const one of folders) await rm(one, { recursive: true, force: true });
  });

  const shipper = (store = storeOf(bucket.url)) => new Shipper(store, { path, everyMs: 0, logger: log.logger });
  const tell = async (count: number) => {
    await trail.add(telling(told + 1, count), NOW);
    told += count;
  };
  const here = () => readFile(path, 'utf8');
  const keys = () => [...bucket.objects.keys()].sort();

  it('grows as the trail grows; each line is there once, in objects that say which they hold', async () => {
    const ships = shipper();
    await ships.ship(trail.head);
    expect(keys()).toEqual([]);
    await tell(3);
    await ships.ship(trail.head);
    await ships.ship(trail.head);
    await tell(2);
    await ships.ship(trail.head);
    expect(keys()).toEqual(['home-1/000000000001-000000000003.jsonl', 'home-1/000000000004-000000000005.jsonl']);
    expect(bucket.text).toBe(await here());
  });

  it('goes on where the store stopped, whoever copied before, over many pages of its list', async () => {
    bucket.pageSize = 2;
    for (let round = 0; round < 5; round += 1) {
      await tell(2);
      await shipper().ship(trail.head);
    }
    expect(keys()).toHaveLength(5);
    expect(bucket.text).toBe(await here());
  });

  it('a lost answer of the store brings no line twice', async () => {
    const ships = shipper();
    await tell(2);
    bucket.trouble = 'lose';
    await ships.ship(trail.head);
    expect(log.text).toContain('the audit trail is not copied');
    bucket.trouble = null;
    await tell(1);
    await ships.ship(trail.head);
    expect(bucket.text).toBe(await here());
    expect(log.text).toContain('the audit trail is copied again');
  });

  it('a store that is away is told once, holds nothing up, and gets everything later', async () => {
    const ships = shipper();
    bucket.trouble = 'refuse';
    for (let round = 0; round < 3; round += 1) {
      await tell(1);
      await ships.ship(trail.head);
    }
    expect(log.text.match(/the audit trail is not copied/g)).toHaveLength(1);
    bucket.trouble = null;
    await ships.ship(trail.head);
    expect(bucket.text).toBe(await here());
  });

  it('works with stores that know no conditional writes, and overwrites nothing in those that do', async () => {
    bucket.knowsNoConditions = true;
    await tell(2);
    await shipper().ship(trail.head);
    expect(bucket.text).toBe(await here());
    bucket.knowsNoConditions = false;
    expect(await storeOf(bucket.url).put(1, 2, 'something else\n')).toBe('taken');
    expect(bucket.text).toBe(await here());
  });

  it('asks for a lock on each object where one is wanted', async () => {
    await tell(1);
    await shipper(storeOf(bucket.url, ', retain: 365d')).ship(trail.head);
    const headers = [...bucket.headers.values()][0] ?? {};
    expect(headers['x-amz-object-lock-mode']).toBe('COMPLIANCE');
    const until = Date.parse(String(headers['x-amz-object-lock-retain-until-date']));
    expect(until - Date.now()).toBeGreaterThan(364 * 24 * 60 * 60_000);
  });

  it.each([
    ['was cut off', (lines: string[]) => lines.slice(0, 2), 'its end was cut off'],
    [
      'was written anew',
      (lines: string[]) => lines.map((line) => line.replace('線路', 'wire')),
      'is not what the audit store has',
    ],
  ])('a trail whose end %s is not copied over what the store has, and it is said', async (_case, damage, why) => {
    await tell(4);
    await shipper().ship(trail.head);
    const lines = (await here()).trimEnd().split('\n');
    const before = bucket.text;
    await writeFile(
      path,
      damage(lines)
        .map((line) => `${line}\n`)
        .join(''),
    );
    const seq = damage(lines).length;
    await shipper().ship({ seq, hash: trail.head.hash });
    expect(log.text).toContain(why);
    expect(bucket.text).toBe(before);
  });

  it('a wrong key is told by its code, and no key is in any log', async () => {
    await tell(1);
    const parsed = parseLeaselineConfig(`accounts: {}\n${storeYaml(bucket.url)}`, 'leaseline.yaml');
    const store = parsed.ok ? parsed.value.audit.store : null;
    if (store === null) throw new Error('no store');
    await shipper(new AuditStore(store, { ...ENV, AUDIT_KEY_SECRET: 'another-secret-9Zk' })).ship(trail.head);
    expect(log.text).toContain('it answers 403 (SignatureDoesNotMatch)');
    for (const secret of [BUCKET_KEYS.id, BUCKET_KEYS.secret, 'another-secret-9Zk'])
      expect(log.text).not.toContain(secret);
  });

  describe('leaseline audit --store', () => {
    let workplace: Workplace;
    beforeEach(async () => {
      workplace = await Workplace.create();
      await workplace.write('leaseline.yaml', `accounts: {}\n${storeYaml(bucket.url)}`);
      await tell(4);
      await shipper().ship(trail.head);
    });
    afterEach(() => workplace.remove());
    const audit = (...args: string[]) => workplace.run(['audit', '--store', ...args], ENV);

    it('reads the copy as the trail itself, and verifies both', async () => {
      expect((await audit()).stdout).toContain('line 3, 線路');
      const { code, stdout } = await audit('--verify', '--json');
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ ok: true, lines: 4, here: null });
      expect((await workplace.run(['doctor'], ENV)).stdout).toMatch(/audit store.*holds 4 lines/);
    });

    it.each([
      [
        'an object is missing',
        () => bucket.objects.delete('home-1/000000000001-000000000004.jsonl'),
        /begins with line 5/,
      ],
      [
        'a line of it was changed',
        () => {
          for (const [key, text] of bucket.objects) bucket.objects.set(key, text.replace('line 2', 'line 9'));
        },
        /broken.*: line 2 was changed after it was written/,
      ],
    ])('finds that %s', async (_case, damage, what) => {
      await tell(1);
      await shipper().ship(trail.head);
      damage();
      const { code, stdout, stderr } = await audit('--verify');
      expect(code).not.toBe(0);
      expect(stdout + stderr).toMatch(what);
    });

    it('finds that the trail here lacks what the store has', async () => {
      const lines = (await here()).trimEnd().split('\n');
      await mkdir(join(workplace.folder, 'home', 'audit'), { recursive: true });
      const file = await workplace.write('home/audit/trail.jsonl', `${lines.slice(0, 3).join('\n')}\n`);
      const { code, stdout } = await audit('--verify');
      expect(code).toBe(1);
      expect(stdout).toContain(`${bucket.url}/home-1/: whole: 4 lines`);
      expect(stdout).toContain(`${file}: broken: line 3 is the last one, and number 4 was kept elsewhere`);
    });
  });
});

describe('audit.store in leaseline.yaml', () => {
  const problemsOf = (yaml: string): string =>
    JSON.stringify(parseLeaselineConfig(`accounts: {}\n${yaml}`, 'leaseline.yaml'));

  it.each([
    ['http to another machine', storeYaml('http://example.com/bucket'), 'http:// on this machine only'],
    ['a key in the address', storeYaml('https://key:secret@example.com/bucket'), 'must be host and path alone'],
    [
      'a key itself',
      storeYaml('https://example.com/bucket').replace('accessKeyIdEnv: AUDIT_KEY_ID', 'accessKeyId: AKIA1'),
      'holds a secret',
    ],
    [
      'no secret',
      storeYaml('https://example.com/bucket').replace(', accessKeySecretEnv: AUDIT_KEY_SECRET', ''),
      'must name accessKeyIdEnv',
    ],
    ['a folder above', storeYaml('https://example.com/bucket').replace('home-1', '../x'), 'must be folders of letters'],
  ])('refuses %s', (_case, yaml, why) => {
    expect(problemsOf(yaml)).toContain(why);
  });

  it('says what to do where there is none', async () => {
    const workplace = await Workplace.create();
    const { code, stderr } = await workplace.run(['audit', '--store', '--verify']);
    await workplace.remove();
    expect(code).toBe(2);
    expect(stderr).toContain('No audit store is configured');
  });
});
