import { appendFile, mkdir, mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type AuditLine, headText, parseHead } from '../../model/audit.js';
import { AuditReport } from '../../model/audit-report.js';
import { compareBill } from '../../model/bill/compare.js';
import { OurOrders } from '../../model/bill/our-orders.js';
import type { AuditStoreConfig } from '../../model/config/audit-config.js';
import type { PackageState, TimelineFacts } from '../../model/messages.js';
import { type AuditFlaw, ChainReader, isFlaw } from '../../workers/audit/chain.js';
import { startAuditExport } from '../../workers/audit/exporter.js';
import { LockSeeker } from '../../workers/audit/lock.js';
import { readTrail, Trail, trailFile } from '../../workers/audit/trail.js';
import { startMarkOf } from '../../workers/embedded/process-identity.js';
import { DevHarness } from '../support/dev-harness.js';
import { LogLines } from '../support/log-lines.js';
import { autoPaid } from '../workflows/documents.js';
import { BUCKET_KEYS, Bucket } from './support/bucket.js';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'leaseline-audit-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

let files = 0;
function newFile(): string {
  files += 1;
  return join(home, `${files}`, 'trail.jsonl');
}

interface Told {
  readonly what: string;
  readonly who?: string;
  readonly facts?: TimelineFacts;
}

/** Of a package only what the trail looks at. */
function telling(lifeId: string, told: readonly Told[], from = 1): PackageState {
  const timeline = told.map(({ what, who = 'leaseline', facts }, index) => ({
    n: from + index,
    at: '2026-12-01T00:00:00.000Z',
    what,
    who,
    ...(facts && { facts }),
  }));
  return { name: lifeId, lifeId, account: 'ali', product: 'cen', timeline } as unknown as PackageState;
}

async function read(file: string, reader = new ChainReader()): Promise<(AuditLine | AuditFlaw)[]> {
  const lines: (AuditLine | AuditFlaw)[] = [];
  for await (const line of readTrail(file, reader)) lines.push(line);
  return lines;
}

async function trailOf(...states: readonly PackageState[]): Promise<{ file: string; head: string }> {
  const file = newFile();
  const trail = await Trail.open(file);
  for (const state of states) await trail.add(state, new Date('2026-12-01T00:00:00Z'));
  const head = headText(trail.head);
  await trail.close();
  return { file, head };
}

const flawOf = async (file: string, head?: string): Promise<string | null> => {
  const kept = head === undefined ? null : parseHead(head);
  const flaw = (await read(file, new ChainReader(kept === null ? [] : [kept]))).find(isFlaw);
  return flaw?.why ?? null;
};

describe('the audit trail', () => {
  const three = telling('a', [{ what: 'one' }, { what: 'two' }, { what: 'three' }]);

  it('an edit, a missing line, another order and a cut end are each found', async () => {
    const { file, head } = await trailOf(three, telling('b', [{ what: 'four' }]));
    expect(await flawOf(file, head)).toBeNull();
    const whole = await readFile(file, 'utf8');
    const lines = whole.trimEnd().split('\n');
    const damaged = async (changed: readonly string[]) => {
      await writeFile(file, changed.map((line) => `${line}\n`).join(''));
      return flawOf(file, head);
    };
    expect(await damaged(lines.map((line) => line.replace('"two"', '"2"')))).toContain('was changed after');
    expect(await damaged(lines.filter((_, index) => index !== 1))).toContain('lines are missing');
    expect(await damaged([lines[1] ?? '', lines[0] ?? '', ...lines.slice(2)])).toContain('out of order');
    expect(await damaged(lines.slice(0, 3))).toContain('the end is missing');
    expect(await damaged(['{}', ...lines.slice(1)])).toContain('is no line of an audit trail');
    expect(await damaged(lines)).toBeNull();
  });

  it('whoever writes all of it anew is found by a head that was kept elsewhere', async () => {
    const { head } = await trailOf(three);
    const { file } = await trailOf(telling('a', [{ what: 'one' }, { what: 'two' }, { what: 'another' }]));
    expect(await flawOf(file)).toBeNull();
    expect(await flawOf(file, head)).toContain('whose hash was kept elsewhere');
  });

  it('any change of any byte of a line is found', async () => {
    const { file, head } = await trailOf(three);
    const whole = await readFile(file, 'utf8');
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 33, max: 126 }), async (at, code) => {
        fc.pre(whole[at] !== String.fromCharCode(code) && whole[at] !== '\n');
        await writeFile(file, `${whole.slice(0, at)}${String.fromCharCode(code)}${whole.slice(at + 1)}`);
        expect(await flawOf(file, head)).not.toBeNull();
      }),
      { numRuns: 150 },
    );
  });

  it('what an edit puts in beside what the hash is made of is found', async () => {
    const { file } = await trailOf(three);
    const whole = await readFile(file, 'utf8');
    for (const [from, to] of [
      ['"what":"two"', '"what":"never said","what":"two"'],
      ['"what":"two"', '"what": "two"'],
      ['"what":"two"', '"what":"tw\\u006f"'],
      ['}\n', '}\r\n'],
    ] as const) {
      await writeFile(file, whole.replace(from, to));
      expect(await flawOf(file), to).toContain('was changed after');
    }
  });

  it('whatever somebody says or calls himself, the trail stays whole', async () => {
    const odd = ['one\u2028two\u2029three\r\nfour', '\ud800', '\u0000'].map((what) => ({ what }));
    const { file } = await trailOf(telling('a', [...odd, { what: 'five', who: 5 as unknown as string }]));
    expect(await flawOf(file)).toBeNull();
    const lines = (await read(file)).filter((line): line is AuditLine => !isFlaw(line));
    expect(lines.map(({ what }) => what)).toEqual([...odd.map(({ what }) => what), 'five']);
    expect(lines.at(-1)?.who).toBe('5');
  });

  it('what a workflow tells anew after it was reset is written down, under the same numbers, and said to be so', async () => {
    const { file } = await trailOf(
      three,
      telling('a', [{ what: 'one' }]),
      telling('a', [{ what: 'one' }, { what: 'other' }]),
    );
    const trail = await Trail.open(file);
    expect(await trail.add(telling('a', [{ what: 'one' }, { what: 'other' }]), new Date())).toBe(0);
    await trail.add(telling('a', [{ what: 'one' }, { what: 'other' }, { what: 'last' }]), new Date());
    await trail.close();
    const report = new AuditReport();
    const whats: string[] = [];
    for (const line of await read(file)) {
      if (isFlaw(line)) throw new Error(line.why);
      whats.push(line.what);
      report.take(line);
    }
    expect(whats).toEqual(['one', 'two', 'three', expect.stringContaining('its workflow was reset'), 'other', 'last']);
    expect(report.cases()[0]?.unexplained).toHaveLength(1);
  });

  async function lockOf(text: string): Promise<string> {
    const path = `${newFile()}.lock`;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return path;
  }

  it('a lock that is being made, and one that a dead process left to many at once, are had by one', async () => {
    const path = await lockOf('');
    const second = new LockSeeker(path).take();
    await writeFile(path, `${process.pid} ${startMarkOf(process.pid)}`);
    expect(await second).toBeNull();
    await writeFile(path, '999999999 of-a-dead-one');
    const taken = await Promise.all(Array.from({ length: 12 }, () => new LockSeeker(path).take()));
    expect(taken.filter((one) => one !== null)).toHaveLength(1);
    for (const one of taken) await one?.release();
  });

  it('a lock of another machine is left to it as long as it is touched, and taken when it is not', async () => {
    const path = await lockOf('1 mark-of-elsewhere @another-machine');
    const seeker = new LockSeeker(path, 600);
    expect(await seeker.take()).toBeNull();
    for (let beats = 0; beats < 5; beats += 1) {
      await sleep(200);
      await utimes(path, new Date(), new Date(Date.now() + beats));
      expect(await seeker.take()).toBeNull();
    }
    await sleep(700);
    const held = await seeker.take();
    expect(await held?.isHeld()).toBe(true);
    // It thaws there, and does not write over us; nor do we when another one has it.
    await writeFile(`${path}.theirs`, '1 mark-of-elsewhere @another-machine');
    await rename(`${path}.theirs`, path);
    expect(await held?.isHeld()).toBe(false);
    await held?.release();
    expect(await readFile(path, 'utf8')).toContain('another-machine');
  });

  it('goes on where it stopped, after a crash in the middle of a line as well, and writes nothing twice', async () => {
    const { file } = await trailOf(three);
    await appendFile(file, '{"seq":4,"writtenAt":"2026');
    const trail = await Trail.open(file);
    expect(await trail.add(three, new Date())).toBe(0);
    expect(await trail.add(telling('a', [{ what: 'four' }], 4), new Date())).toBe(1);
    await trail.close();
    expect(await flawOf(file)).toBeNull();
    expect((await read(file)).map((line) => (isFlaw(line) ? line.why : line.what))).toEqual([
      'one',
      'two',
      'three',
      'four',
    ]);
  });

  it('half a line is called what it is and told when it is mended, and a line that lacks only its end stays', async () => {
    const { file, head } = await trailOf(three);
    await appendFile(file, '{"seq":4,"writtenAt":"2026');
    expect(await flawOf(file, head)).toContain('half a line');
    const told: string[] = [];
    await (await Trail.open(file, (what) => told.push(what))).close();
    expect(told).toEqual([expect.stringContaining('was broken off after 26 bytes and was taken away')]);
    const whole = await readFile(file, 'utf8');
    await writeFile(file, whole.slice(0, -1));
    await (await Trail.open(file, (what) => told.push(what))).close();
    expect(await readFile(file, 'utf8')).toBe(whole);
    expect(told[1]).toContain('the end of its last line was missing');
  });

  it('what several packages tell in the same moment stands one after the other', async () => {
    const file = newFile();
    const trail = await Trail.open(file);
    const lives = Array.from({ length: 20 }, (_, index) =>
      telling(`life-${index}`, [{ what: 'one' }, { what: 'two' }]),
    );
    await Promise.all(lives.map((state) => trail.add(state, new Date())));
    await trail.close();
    expect(await flawOf(file)).toBeNull();
    expect(await read(file)).toHaveLength(40);
  });

  it('what was forgotten before it could be written stands there as a gap', async () => {
    const { file } = await trailOf(three, telling('a', [{ what: 'nine' }], 9));
    const lines = (await read(file)).filter((line): line is AuditLine => !isFlaw(line));
    expect(lines.map(({ kind, n }) => [kind, n])).toEqual([
      ['entry', 1],
      ['entry', 2],
      ['entry', 3],
      ['gap', 8],
      ['entry', 9],
    ]);
    expect(lines[3]?.what).toContain('entries 4 to 8 were forgotten');
  });

  it('writes nothing after a broken line', async () => {
    const { file } = await trailOf(three);
    await writeFile(file, (await readFile(file, 'utf8')).replace('"two"', '"2"'));
    await expect(Trail.open(file)).rejects.toThrow('The audit trail is broken');
  });
});

describe('the report', () => {
  const price = { amountMinor: 20_000, currency: 'USD' };
  const asked = (requestedBy: string): Told => ({
    what: 'approval asked for',
    facts: { kind: 'asked', request: 'r1', policy: 'money', price, requestedBy },
  });
  const yes = (who: string, requesterAllowedBy?: string): Told => ({
    what: 'approve',
    who,
    facts: { kind: 'said', message: 'approve', request: 'r1', ...(requesterAllowedBy && { requesterAllowedBy }) },
  });
  const sent = (approved: string | null): Told => ({
    what: 'order: accepted by the vendor',
    facts: { kind: 'call', operation: 1, attempt: 1, outcome: 'accepted', requestId: 'V-1', approved },
  });
  const charged = (amountMinor: number): Told => ({
    what: 'charged',
    facts: { kind: 'charged', orderId: 'o1', amountMinor, currency: 'USD' },
  });
  const chargedIn = (currency: string): Told => ({
    what: 'charged',
    facts: { kind: 'charged', orderId: 'o1', amountMinor: 100, currency },
  });

  async function casesOf(...told: readonly Told[]) {
    const { file } = await trailOf(telling('a', told));
    const report = new AuditReport();
    for (const line of await read(file)) if (!isFlaw(line)) report.take(line);
    return report.cases();
  }

  it('matches who asked, who said yes, what was sent and what was charged', async () => {
    const [found, more] = await casesOf(asked('ada'), yes('bob'), sent('r1'), charged(20_000));
    expect(more).toBeUndefined();
    expect(found).toMatchObject({
      requestedBy: 'ada',
      policy: 'money',
      approvedBy: ['bob'],
      requestIds: ['V-1'],
      unexplained: [],
    });
    expect(found?.charges).toEqual([{ orderId: 'o1', amountMinor: 20_000, currency: 'USD' }]);
  });

  it.each([
    ['one person in both roles', [asked('ada'), yes('ada'), sent('r1')], 'ada asked for it and said yes'],
    ['a call whose request nobody asked about', [sent('r9')], 'request r9 was never asked about'],
    ['a call without a yes', [asked('ada'), sent('r1')], "nobody's yes to request r1"],
    [
      'more charged than approved',
      [asked('ada'), yes('bob'), sent('r1'), charged(20_001)],
      '200.01 USD were charged where 200.00 USD',
    ],
    [
      'a charge in another currency than was approved',
      [asked('ada'), yes('bob'), sent('r1'), chargedIn('EUR')],
      '1.00 EUR were charged where 200.00 USD were approved',
    ],
    ['a charge that nothing explains', [charged(5)], 'nothing that was sent explains it'],
  ])('%s is unexplained', async (_, told, why) => {
    const [found] = await casesOf(...told);
    expect(found?.unexplained.join('\n')).toContain(why);
  });

  describe('of several calls', () => {
    const askedFor = (request: string, amountMinor: number): Told => ({
      what: `approval asked for: ${request}`,
      facts: { kind: 'asked', request, policy: 'money', price: { amountMinor, currency: 'USD' }, requestedBy: 'ada' },
    });
    const yesTo = (request: string): Told => ({
      what: 'approve',
      who: 'bob',
      facts: { kind: 'said', message: 'approve', request },
    });
    const call = (what: string, approved: string | null, more: object = {}): Told => ({
      what,
      facts: { kind: 'call', operation: 1, attempt: 1, outcome: 'accepted', requestId: null, approved, ...more },
    });
    const chargedFor = (orderId: string, amountMinor: number): Told => ({
      what: 'charged',
      facts: { kind: 'charged', orderId, amountMinor, currency: 'USD' },
    });
    const bought = [askedFor('r1', 20_000), yesTo('r1'), call('order', 'r1', { orderId: 'o1', money: 'paid' })];
    const resized = [askedFor('r2', 500), yesTo('r2'), call('resize', 'r2', { orderId: 'o2', money: 'either' })];
    const chargesOf = async (...told: readonly Told[]) => {
      const cases = await casesOf(...told);
      expect(cases.flatMap(({ unexplained }) => unexplained)).toEqual([]);
      return Object.fromEntries(cases.map(({ what, charges }) => [what, charges.map(({ orderId }) => orderId)]));
    };

    it('an order that is paid after a later one was sent is charged for what made it', async () => {
      const told = [...bought, ...resized, chargedFor('o1', 20_000), chargedFor('o2', 500)];
      expect(await chargesOf(...told)).toEqual({ order: ['o1'], resize: ['o2'] });
    });

    it('an order that is paid before it can be cancelled is not charged for its cancellation', async () => {
      const cancelled = call('cancellation of order o1', 'r1', { resourceId: 'np-1' });
      expect(await chargesOf(...bought, cancelled, chargedFor('o1', 20_000))).toEqual({
        order: ['o1'],
        'cancellation of order o1': [],
      });
    });

    it('an order that is seen as paid before its call is found to have made it is explained', async () => {
      expect(await chargesOf(chargedFor('o1', 20_000), ...bought)).toEqual({ order: ['o1'] });
    });

    it('more than was approved for it is found, whatever was approved since', async () => {
      const dear = [askedFor('r2', 90_000), yesTo('r2'), call('renewal', 'r2', { orderId: 'o2', money: 'paid' })];
      const cases = await casesOf(...bought, ...dear, chargedFor('o1', 20_001));
      expect(cases.map(({ what, unexplained }) => [what, unexplained])).toEqual([
        ['order', ['200.01 USD were charged where 200.00 USD were approved']],
        ['renewal', []],
      ]);
    });

    it('where no call is known to have made it, it is charged for the newest one whose order is not known', async () => {
      const unknown = call('order', 'r1', { money: 'paid' });
      const attached = call('attachment', 'r1', { resourceId: 'np-1' });
      const told = [askedFor('r1', 20_000), yesTo('r1'), unknown, attached, ...resized, chargedFor('o9', 20_000)];
      expect(await chargesOf(...told)).toEqual({ order: ['o9'], attachment: [], resize: [] });
    });

    it('a charge for none of the orders that were sent is not laid to the newest of them', async () => {
      const attached = call('attachment', 'r1', { resourceId: 'np-1' });
      const [first] = await casesOf(...bought, attached, chargedFor('o9', 5));
      expect(first).toMatchObject({
        what: 'charged',
        charges: [{ orderId: 'o9' }],
        unexplained: ['order o9 was charged, and nothing that was sent explains it'],
      });
    });

    it('the same charge told twice was made once', async () => {
      expect(await chargesOf(...bought, chargedFor('o1', 20_000), ...resized, chargedFor('o1', 20_000))).toEqual({
        order: ['o1'],
        resize: [],
      });
    });
  });

  describe('of a price that may rise within the tolerance of its policy', () => {
    const upTo = (amountMinor: number): Told => {
      const { what, facts } = sent('r1');
      return { what, facts: { ...facts, approvedUpTo: { amountMinor, currency: 'USD' } } as TimelineFacts };
    };

    it('what is charged within it is named and explained', async () => {
      const [found] = await casesOf(asked('ada'), yes('bob'), upTo(22_000), charged(22_000));
      expect(found?.unexplained).toEqual([]);
      expect(found?.allowed).toEqual([
        '220.00 USD were charged where 200.00 USD were approved, which the price tolerance of policy money allowed',
      ]);
    });

    it('what is charged beyond it is unexplained, and what costs as much as was approved says nothing', async () => {
      const [beyond] = await casesOf(asked('ada'), yes('bob'), upTo(22_000), charged(22_001));
      expect(beyond).toMatchObject({
        allowed: [],
        unexplained: ['220.01 USD were charged where 200.00 USD were approved'],
      });
      const [same] = await casesOf(asked('ada'), yes('bob'), upTo(22_000), charged(20_000));
      expect(same).toMatchObject({ allowed: [], unexplained: [] });
    });
  });

  it('a yes from whoever asked for it, which the policy allowed then, is named and explained', async () => {
    const [found] = await casesOf(asked('ada'), yes('ada', 'money'), sent('r1'));
    expect(found?.unexplained).toEqual([]);
    expect(found?.allowed).toEqual(['ada asked for it and said yes, which policy money allowed']);
  });
});

describe('the report of what two policies ask about', () => {
  const of = (request: string, policy: string, who: string, requesterAllowedBy?: string): Told[] => [
    { what: 'asked', facts: { kind: 'asked', request, policy, price: null, requestedBy: 'ada' } },
    {
      what: 'approve',
      who,
      facts: { kind: 'said', message: 'approve', request, ...(requesterAllowedBy && { requesterAllowedBy }) },
    },
  ];
  const call = {
    kind: 'call',
    operation: 1,
    attempt: 1,
    outcome: 'accepted',
    requestId: null,
    approved: 'r2',
  } as const;

  it('names everybody who said yes, and who did so in both roles', async () => {
    const told = [...of('r1', 'own', 'ada', 'own'), ...of('r2', 'money', 'bob')];
    const { file } = await trailOf(
      telling('a', [...told, { what: 'order', facts: { ...call, alsoApproved: ['r1'] } }]),
    );
    const report = new AuditReport();
    for (const line of await read(file)) if (!isFlaw(line)) report.take(line);
    expect(report.cases()).toMatchObject([{ policy: 'own, money', approvedBy: ['ada', 'bob'], unexplained: [] }]);
    expect(report.cases()[0]?.allowed).toEqual(['ada asked for it and said yes, which policy own allowed']);
  });
});

describe('a system that runs', () => {
  let harness: DevHarness;
  beforeAll(async () => {
    harness = await DevHarness.start();
    await harness.startWorkers();
  });
  afterAll(() => harness.stop());

  it('writes down what each package tells, approvals, vendor request ids and charges, as it happens, and copies it; one process writes', async () => {
    const log = new LogLines();
    const bucket = await Bucket.start();
    onTestFinished(() => bucket.stop());
    process.env.AUDIT_TEST_ID = BUCKET_KEYS.id;
    process.env.AUDIT_TEST_SECRET = BUCKET_KEYS.secret;
    const store: AuditStoreConfig = {
      url: bucket.url,
      region: 'us-east-1',
      prefix: '',
      accessKeyId: { from: 'env', name: 'AUDIT_TEST_ID' },
      accessKeySecret: { from: 'env', name: 'AUDIT_TEST_SECRET' },
      everyMs: 1_000,
      retainMs: null,
    };
    const exporter = await startAuditExport(harness.env.client, { home, store, logger: log.logger });
    const second = await startAuditExport(harness.env.client, { home, store: null, logger: log.logger });
    expect(log.text).toContain('another process writes the audit trail');
    const workflowId = await harness.order({ ...autoPaid('wuying', 'audited'), approval: 'four-eyes' });
    await harness.until(workflowId, ({ waitingFor }) => waitingFor === 'approval');
    for (const by of ['ada', 'bob']) await harness.say(workflowId, 'approve', { by });
    await harness.until(workflowId, ({ status }) => status === 'Active');
    const file = trailFile(home);
    await vi.waitFor(async () => expect(await readFile(file, 'utf8')).toContain('active: '), { timeout: 120_000 });
    await exporter.close();
    expect(bucket.text).toBe(await readFile(file, 'utf8'));
    // Whoever waited goes on where the first one stopped.
    await harness.say(workflowId, 'pause', { by: 'cleo', until: '2999-01-01T00:00:00Z' });
    await vi.waitFor(async () => expect(await readFile(file, 'utf8')).toContain('cleo'), { timeout: 120_000 });
    await second.close();
    expect(await flawOf(file)).toBeNull();
    const report = new AuditReport();
    for (const line of await read(file)) if (!isFlaw(line)) report.take(line);
    const [found] = report.cases();
    expect(found).toMatchObject({
      package: 'audited',
      policy: 'four-eyes',
      approvedBy: ['ada', 'bob'],
      unexplained: [],
    });
    expect(found?.requestIds).toHaveLength(1);
    const ours = new OurOrders();
    for (const line of await read(file)) if (!isFlaw(line)) ours.take(line);
    const [order] = await harness.control.orders();
    const bill = {
      file: 'bill',
      account: null,
      currency: 'USD',
      at: new Date().toISOString(),
      product: null,
      isUsage: false,
    };
    const line = { ...bill, orderId: order?.orderId ?? '', resourceId: null, amountMinor: 20_000 };
    const { matched, unexplained } = compareBill(
      [
        { ...line, line: 1 },
        { ...line, line: 2, orderId: null, resourceId: order?.resourceId ?? '' },
      ],
      ours.all(),
      ours.owners(),
    );
    expect(matched).toMatchObject([{ order: { package: 'audited', resourceId: order?.resourceId } }]);
    expect(unexplained).toMatchObject([{ package: 'audited' }]);
  });
});
