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
    await expect.poll(async () => (await json('show', 'in-use')).status, { timeout: 30_000 }).toBe('Released');
  });

  it('a script that releases what nobody uses needs no --yes', async () => {
    await active('cen', 'unused', { name: 'unused' });
    expect((await leaseline('release', 'unused', '--at', '2031-01-01')).code).toBe(0);
  });
});
