import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, type Workplace } from '../cli/support/system.js';
import { PlantedVendor } from './support/planted-vendor.js';
import { day, FROM, packageNamed, payments, rehearsalPlace, rehearsed, renewing } from './support/workplace.js';

const LIMIT_MS = 240_000;
const APPROVED = { approval: 'production' };

let vendor: PlantedVendor;
let workplace: Workplace;
beforeAll(async () => {
  vendor = await PlantedVendor.start();
  workplace = await rehearsalPlace(vendor.url);
});
afterAll(async () => {
  await workplace.remove();
  await vendor.stop();
});

const plan = (name: string, before: string, more: object = {}) =>
  renewing('cen', name, { autoPay: true }, { lifecycle: { atTermEnd: 'renew', renew: { before } }, ...more });

describe('what goes wrong is told before it costs anything', () => {
  it('a slow approval: the day the line is lost, and what would save it', { timeout: LIMIT_MS }, async () => {
    const documents = [plan('office-line', '5d', APPROVED), plan('unasked-line', '5d')];
    const { code, rehearsal } = await rehearsed(workplace, documents, '--until', '3mo', '--approve-after', '6d');
    // Ordered on 31 January, approved on 6 February, so the month ends on 6 March.
    expect(packageNamed(rehearsal, 'office-line').dark[0]?.from.slice(0, 10)).toBe('2090-03-06');
    const dark = rehearsal.problems.filter(({ kind }) => kind === 'dark');
    expect(dark).toEqual([
      expect.objectContaining({
        package: 'office-line',
        at: expect.stringContaining('2090-03-06'),
        what: expect.stringContaining('with approval after 6d'),
        suggestion: 'approve within 4d, or set renew.before to 7d',
      }),
    ]);
    expect(packageNamed(rehearsal, 'unasked-line')).toMatchObject({ renewals: 3, dark: [] });
    expect(code).toBe(1);
  });

  it('its own suggestion cures it', { timeout: LIMIT_MS }, async () => {
    const documents = [plan('office-line', '7d', APPROVED)];
    const { code, rehearsal } = await rehearsed(workplace, documents, '--until', '3mo', '--approve-after', '6d');
    expect(rehearsal.problems.filter(({ kind }) => kind === 'dark')).toEqual([]);
    expect(code).toBe(0);
  });

  it('people that a policy names say yes, and it is bought', { timeout: LIMIT_MS }, async () => {
    const documents = [plan('office-line', '7d', { approval: 'two-people' })];
    const { code, rehearsal } = await rehearsed(workplace, documents, '--until', '2mo');
    expect(packageNamed(rehearsal, 'office-line')).toMatchObject({ status: 'Active', dark: [] });
    expect(code).toBe(0);
  });

  it('nobody pays, nobody decides: unpaid renewals and atTermEnd ask', { timeout: LIMIT_MS }, async () => {
    const renewedByHand = { lifecycle: { atTermEnd: 'renew', renew: { autoPay: false } } };
    const documents = [
      renewing('wuying', 'unpaid-renewal', { autoPay: true }, renewedByHand),
      renewing('wuying', 'undecided', { autoPay: true }, { lifecycle: { atTermEnd: 'ask' } }),
      renewing('wuying', 'unpaid-order', { autoPay: false }),
      renewing('wuying', 'wanted-to-end', { autoPay: true }, { lifecycle: { atTermEnd: 'lapse' } }),
    ];
    const { code, rehearsal } = await rehearsed(workplace, documents, '--until', '60d', '--pay-after', 'never');
    const serious = rehearsal.problems.filter(({ kind }) => kind === 'dark' || kind === 'notBought');
    expect(serious.map((one) => [one.package, one.kind, one.at === null ? null : day(one.at)])).toEqual([
      ['unpaid-renewal', 'dark', '2090-02-28'],
      ['undecided', 'dark', '2090-02-28'],
      ['unpaid-order', 'notBought', null],
    ]);
    expect(code).toBe(1);
  });

  it('who renews at the console is asked in time, and what they buy is seen; with nobody there it goes dark', {
    timeout: LIMIT_MS,
  }, async () => {
    const byHand = { lifecycle: { atTermEnd: 'renew', renewBy: 'console' } };
    const documents = [
      renewing('wuying', 'hand-wuying', { autoPay: true }, byHand),
      renewing('cen', 'hand-cen', { autoPay: true }, byHand),
      renewing('ugn', 'hand-ugn', {}, byHand),
    ];
    const { code, rehearsal } = await rehearsed(workplace, documents, '--until', '40d', '--pay-after', '2d');
    expect(rehearsal.packages.map(({ renewals, dark }) => ({ renewals, dark }))).toEqual(
      Array(3).fill({ renewals: 1, dark: [] }),
    );
    const renewals = rehearsal.events.filter(({ kind, orderKind }) => kind === 'ordered' && orderKind === 'Renew');
    expect(new Set(renewals.map(({ who }) => who))).toEqual(new Set(['the person']));
    expect(rehearsal.events.some(({ what }) => what.includes('not by Leaseline'))).toBe(true);
    expect(code).toBe(0);
    const alone = await rehearsed(workplace, documents.slice(0, 1), '--until', '40d', '--pay-after', 'never');
    expect(alone.rehearsal.problems).toContainEqual(
      expect.objectContaining({ kind: 'dark', suggestion: expect.stringContaining('renewBy: leaseline') }),
    );
    expect(alone.code).toBe(1);
  });

  it('a week is not renewed in its first two thirds', { timeout: LIMIT_MS }, async () => {
    const documents = [renewing('wuying', 'weekly', { autoPay: true, periodUnit: 'Week' })];
    const { code, rehearsal } = await rehearsed(workplace, documents, '--until', '12d');
    // A third of seven days is two days and eight hours.
    expect(payments(rehearsal, 'weekly')).toEqual([
      '2090-01-31 → 2090-02-07',
      '2090-02-04 → 2090-02-14',
      '2090-02-11 → 2090-02-21',
    ]);
    expect(rehearsal.problems).toContainEqual(expect.objectContaining({ kind: 'renewBeforeCut', package: 'weekly' }));
    expect(code).toBe(0);
  });

  it('trouble at the vendors is played, people are asked, and nothing is bought twice', {
    timeout: LIMIT_MS,
  }, async () => {
    const documents = [
      renewing('wuying', 'wuying-line', { autoPay: true }),
      renewing('cen', 'cen-line', { autoPay: true }),
      renewing('ugn', 'ugn-line'),
    ];
    const { code, rehearsal } = await rehearsed(workplace, documents, '--until', '5mo', '--with-faults', '--seed', '7');
    const { events } = rehearsal;
    const faults = new Set(events.filter(({ kind }) => kind === 'fault').map(({ what }) => what.split(': ')[1]));
    expect(faults).toContain('dropAfter');
    expect(faults).toContain('insufficientBalanceNoOrder');
    expect(events.filter(({ kind }) => kind === 'asked' || kind === 'unknown').length).toBeGreaterThan(0);
    for (const { name } of rehearsal.packages) {
      const bought = events.filter((one) => one.package === name && one.kind === 'paid' && one.orderKind === 'New');
      expect({ name, bought: bought.length }).toEqual({ name, bought: 1 });
      expect(new Set(payments(rehearsal, name).map((line) => line.slice(-10))).size).toBe(
        payments(rehearsal, name).length,
      );
    }
    expect(code).toBe(rehearsal.problems.some(({ kind }) => kind === 'dark' || kind === 'notBought') ? 1 : 0);
  });
});

describe('the command', () => {
  it('refuses what makes no sense with 2, before anything is started', async () => {
    const file = await workplace.write('bad.yaml', JSON.stringify({ ...renewing('cen', 'bad'), account: 'nobody' }));
    expect((await workplace.runHere(['rehearse', file])).code).toBe(2);
    const good = await workplace.write('good.yaml', JSON.stringify(renewing('cen', 'good')));
    for (const flags of [
      ['--until', 'soon'],
      ['--until', '2020-01-01'],
      ['--from', '2020-01-01'],
      ['--pay-after', 'x'],
    ]) {
      expect({ flags, code: (await workplace.runHere(['rehearse', good, ...flags])).code }).toEqual({ flags, code: 2 });
    }
  });

  it('shows a person the timeline, the money and the problems', { timeout: LIMIT_MS }, async () => {
    const file = await workplace.write('one.yaml', JSON.stringify(renewing('cen', 'shown', { autoPay: true })));
    const { code, stdout } = await workplace.run(['rehearse', file, '--until', '40d', '--from', FROM]);
    expect(stdout).toContain('shown  bought, paid: order');
    expect(stdout).toContain('68.00 CNY');
    expect(stdout).toContain('HQ treasury');
    expect(code).toBe(0);
  });

  it.runIf(process.platform === 'linux')(
    'leaves no server behind when it is stopped',
    { timeout: LIMIT_MS },
    async () => {
      const file = await workplace.write('long.yaml', JSON.stringify(renewing('cen', 'long', { autoPay: true })));
      const child = workplace.spawn(['rehearse', file, '--until', '8y', '--from', FROM]);
      let seen = '';
      await new Promise<void>((resolve) =>
        child.stderr?.on('data', (chunk) => {
          seen += chunk;
          if (seen.includes('Rehearsing')) resolve();
        }),
      );
      const servers = await childrenOf(child.pid);
      expect(servers.length).toBeGreaterThan(0);
      const end = ended(child);
      child.kill('SIGINT');
      expect((await end).code).toBe(130);
      for (const pid of servers) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    },
  );
});

/** Processes whose parent this is, as Linux lists them. */
async function childrenOf(parent: number | undefined): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(
    pids.map(async (pid) => ({ pid, stat: await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '') })),
  );
  // After the name in parentheses, which may hold anything: state, then parent.
  const isChild = ({ stat }: { stat: string }) =>
    Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
  return stats.filter(isChild).map(({ pid }) => Number(pid));
}
