import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Product } from '../../model/product.js';
import { monthly } from '../workflows/documents.js';
import { type Ended, System } from './support/system.js';

let system: System;
beforeAll(async () => {
  system = await System.start();
});
afterAll(() => system.stop());

const leaseline = (...args: string[]): Promise<Ended> => system.workplace.run(args);

const json = (...args: string[]) => system.workplace.json(...args);

async function active(product: Product, name: string, order: object = {}, lifecycle: object = {}): Promise<void> {
  const account = product === 'ugn' ? 'demo-surfer' : 'demo-alibaba';
  const paid = product === 'ugn' ? order : { autoPay: true, ...order };
  const document = { ...monthly(product, name, { order: paid, lifecycle }), account };
  const head = { apiVersion: 'leaseline/v1', kind: 'BandwidthPackage' };
  const path = await system.workplace.write(`${name}.json`, JSON.stringify({ ...head, ...document }));
  const applied = await leaseline('apply', path, '--yes', '--wait');
  if (applied.code !== 0) throw new Error(applied.stderr);
}

async function destroyed(): Promise<number> {
  const calls = await system.control.calls();
  const actions = ['RefundInstance', 'DeleteNetworkPackages', 'DeleteUGNBwPackage', 'UnassociateCenBandwidthPackage'];
  return actions.reduce((sum, action) => sum + (calls[action] ?? 0), 0);
}

describe('release --dry-run', () => {
  it('WUYING: says what comes back by the vendor’s word, what is lost and saved, and who is cut off', async () => {
    await active('wuying', 'office', {}, { atTermEnd: 'renew' });
    const before = await destroyed();
    const outlook = await json('release', 'office', '--dry-run');
    expect(outlook).toMatchObject({
      name: 'office',
      way: 'refund',
      refund: { kind: 'known', currency: 'USD' },
      refundKnownBy: 'vendor',
      paid: { amountMinor: 20_000, currency: 'USD' },
      saved: { kind: 'known', amountMinor: 20_000 },
      cutOff: expect.arrayContaining([expect.stringContaining('the desktops of office site')]),
    });
    expect(outlook.lost.amountMinor).toBe(20_000 - outlook.refund.amountMinor);
    const { stdout, code } = await leaseline('release', 'office', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('What comes back: ');
    expect(outlook.lostAddresses).toHaveLength(1);
    expect(stdout).toContain(`These addresses are lost with it: ${outlook.lostAddresses[0]}.`);
    expect(stdout).toContain(`Not renewing it at ${outlook.endsAt} saves 200.00 USD`);
    expect(await destroyed()).toBe(before);
    expect(await json('show', 'office')).toMatchObject({ status: 'Active' });
  });

  it.each(['wuying', 'cen'] as const)(
    '%s: where the vendor refunds nothing, says until when it cannot be released',
    async (product) => {
      await active(product, `${product}-kept`, product === 'cen' ? { name: 'kept' } : {});
      await system.control.post('/behaviour', { refunds: { [product]: false } });
      const outlook = await json('release', `${product}-kept`, '--dry-run');
      await system.control.post('/behaviour', { refunds: { [product]: true } });
      expect(outlook).toMatchObject({ way: 'lapse', refund: { kind: 'unknown', code: 'NotApplicable' }, saved: null });
      const { expiresAt } = await json('show', `${product}-kept`);
      expect(outlook.endsAt).toBe(expiresAt);
      if (product === 'wuying') expect(outlook.lost).toEqual({ amountMinor: 20_000, currency: 'USD' });
    },
  );

  it('CEN: names what it is detached from, and says that what it cost is not known', async () => {
    await active('cen', 'plan', { attach: { cenId: 'cen-demo000000000002' } });
    const { stdout } = await leaseline('release', 'plan', '--dry-run');
    expect(stdout).toContain('It is detached first from cen-demo000000000002.');
    expect(stdout).toContain('It is in use: a release cuts off cen-demo000000000002');
  });

  it('UGN: shows day by day what comes back by the vendor’s rule, and the best day', async () => {
    await active('ugn', 'line');
    const outlook = await json('release', 'line', '--dry-run');
    expect(outlook).toMatchObject({ way: 'delete', refundKnownBy: 'rule' });
    const { days, bestAt } = outlook.refund.ahead;
    expect(days).toHaveLength(15);
    expect(days[0]).toEqual({ at: bestAt, amountMinor: outlook.refund.amountMinor });
    expect(days[1].amountMinor).toBeLessThan(days[0].amountMinor);
    const { stdout } = await leaseline('release', 'line', '--dry-run');
    expect(stdout).toMatch(/USD +best/);
    expect(stdout).toContain('The sooner the better');
  });

  it('by use: is deleted at once, and nothing comes back', async () => {
    const order = { payType: 'PostPaid', internetChargeType: 'PayByTraffic', period: undefined, periodUnit: undefined };
    await active('wuying', 'by-use', order);
    expect(await json('release', 'by-use', '--dry-run')).toMatchObject({ way: 'delete', refund: null, endsAt: null });
  });

  it('of a package that is not there ends with 1', async () => {
    expect((await leaseline('release', 'nobody', '--dry-run')).code).toBe(1);
  });
});

describe('release of a package in use', () => {
  it('without a terminal wants --yes, and says what would be cut off', async () => {
    await active('ugn', 'in-use');
    const refused = await leaseline('release', 'in-use');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('cuts off the line between cn-bj2 and hk');
    expect(refused.stderr).toContain('--dry-run, then repeat with --yes');
    expect(refused.stderr.trim().split('\n')).toHaveLength(2);
    expect(await json('show', 'in-use')).toMatchObject({ status: 'Active' });
    expect((await leaseline('release', 'in-use', '--yes')).code).toBe(0);
    await system.untilStatus('in-use', 'Released');
  });

  it('a script that releases what nobody uses needs no --yes, but not for a day that has passed', async () => {
    await active('cen', 'unused', { name: 'unused' });
    const past = await leaseline('release', 'unused', '--at', '2020-01-01', '--yes');
    expect(past).toMatchObject({ code: 1, stderr: expect.stringContaining('at lies in the past (2020-01-01') });
    expect(past.stderr).toContain('name a time to come, or leave it out to release it now');
    expect(await json('show', 'unused')).toMatchObject({ status: 'Active', nextStep: { what: 'lapse' } });
    expect((await leaseline('release', 'unused', '--at', '2031-01-01')).code).toBe(0);
  });
});

describe('apply --prune', () => {
  const SCOPE = ['--prune', '--scope', 'team=pruned'] as const;
  const head = { apiVersion: 'leaseline/v1', kind: 'BandwidthPackage' };
  let sites = 700;

  function wanted(name: string, { labels = { team: 'pruned' }, lifecycle = {}, autoPay = true } = {}): object {
    sites += 1;
    const order = {
      regionId: 'cn-hangzhou',
      bandwidth: 10,
      officeSiteId: `cn-hangzhou+dir-${3633530000 + (sites % 190)}`,
      payType: 'PrePaid',
      period: 1,
      periodUnit: 'Month',
      autoPay,
    };
    return { ...head, name, product: 'wuying', account: 'demo-alibaba', labels, order, lifecycle };
  }

  function files(name: string, ...documents: readonly object[]): Promise<string> {
    return system.workplace.write(name, documents.map((one) => JSON.stringify(one)).join('\n---\n'));
  }

  const kept = wanted('pruned-kept');
  const gone = [wanted('pruned-gone'), wanted('pruned-more')];
  const lapses = wanted('pruned-lapses', { lifecycle: { atTermEnd: 'lapse' } });
  const unpaid = wanted('pruned-unpaid', { autoPay: false });
  const others = wanted('of-others', { labels: { team: 'another' } });

  it('plans what runs in its scope and is in no file, and what that would mean; spends and changes nothing', async () => {
    const all = await files('all.yaml', kept, ...gone, lapses, unpaid, others);
    await leaseline('apply', all, '--yes', '--wait');
    const before = await destroyed();
    const { code, stdout } = await leaseline('plan', await files('kept.yaml', kept), '--no-prices', ...SCOPE);
    expect(code).toBe(0);
    expect(stdout).toMatch(/- pruned-gone will be released: wuying, 10 Mbps, cn-hangzhou, account demo-alibaba, np-/);
    expect(stdout).toContain('What comes back: ');
    expect(stdout).toContain('These addresses are lost with it: ');
    expect(stdout).toMatch(/pruned-lapses is kept:.*\n {4}it ends by itself at .* \(atTermEnd: lapse\)/);
    expect(stdout).toMatch(/pruned-unpaid is kept:.*\n {4}it is AwaitingPayment: .*leaseline cancel pruned-unpaid/);
    expect(stdout).toContain('In no file (scope team=pruned): 2 to release, 2 kept.');
    expect(stdout).not.toContain('of-others');
    expect(await destroyed()).toBe(before);
  });

  it('releases nothing that nobody has confirmed, that is too much at once, or while a file is wrong', async () => {
    const file = await files('kept.yaml', kept);
    const before = await destroyed();
    const [unasked, tooMany, unscoped, foreign, wrong] = [
      await leaseline('apply', file, ...SCOPE),
      await leaseline('apply', file, '--yes', ...SCOPE, '--prune-max', '1'),
      await leaseline('apply', file, '--yes', '--prune'),
      await leaseline('apply', await files('foreign.yaml', kept, others), '--yes', ...SCOPE),
      await leaseline('apply', await files('wrong.yaml', kept, { ...others, product: 'none' }), '--yes', ...SCOPE),
    ];
    expect(unasked.stderr).toContain('and RELEASE 2 package(s): pruned-gone, pruned-more? The lines go down.');
    expect(tooMany.stderr).toContain('2 packages are in no file, and at most 1 are released at once: ');
    expect(unscoped.stderr).toContain('--prune needs --scope LABEL=VALUE');
    expect(foreign.stderr).toContain(
      'Not in the scope team=pruned: of-others. Nothing was ordered, changed or released',
    );
    expect([unasked, tooMany, unscoped, foreign, wrong].map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
    expect(await destroyed()).toBe(before);
  });

  it('releases nothing while a file still has the former name of what goes on under another', async () => {
    const before = await destroyed();
    const named = wanted('pruned-named');
    await leaseline('apply', await files('named.yaml', named), '--yes', '--wait');
    await leaseline('rename', 'pruned-named', 'pruned-renamed');
    const file = await files('stale.yaml', kept, named, ...gone);
    for (const words of [
      ['plan', file, '--no-prices', ...SCOPE],
      ['apply', file, '--yes', ...SCOPE],
      ['apply', file, '--yes', '--again', ...SCOPE],
    ]) {
      const { code, stderr } = await leaseline(...words);
      expect(code).toBe(2);
      expect(stderr).toContain('pruned-named: Renamed to pruned-renamed');
    }
    expect(await json('show', 'pruned-renamed')).toMatchObject({ status: 'Active' });
    expect(await destroyed()).toBe(before);
    await leaseline('release', 'pruned-renamed', '--yes');
    await system.untilStatus('pruned-renamed', 'Released');
  });

  it('releases it with --yes, also over the API, and says so in its story; what others speak for stays', async () => {
    const { stdout, code } = await system.workplace.run(
      ['apply', await files('kept.yaml', kept), '--yes', '--json', ...SCOPE],
      { LEASELINE_API_URL: system.apiUrl, TEMPORAL_ADDRESS: '127.0.0.1:1' },
    );
    expect(code).toBe(0);
    const { packages } = JSON.parse(stdout).prune;
    expect(packages.map(({ name, result }: { name: string; result: string }) => `${name} ${result}`)).toEqual([
      'pruned-gone releasing',
      'pruned-lapses kept',
      'pruned-more releasing',
      'pruned-unpaid kept',
    ]);
    await system.untilStatus('pruned-gone', 'Released');
    expect(JSON.stringify((await json('show', 'pruned-gone')).timeline)).toContain('no file names it any more');
    expect(await json('show', 'of-others')).toMatchObject({ status: 'Active', adopted: false });
  });
});
