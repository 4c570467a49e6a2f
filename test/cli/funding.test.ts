import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageText } from './samples.js';
import { type Ended, System } from './support/system.js';

/** A dozen commands follow one another, and each is a process of its own on a machine that may be busy. */
const LONG = { timeout: 240_000 };

let system: System;
beforeAll(async () => {
  system = await System.start();
});
afterAll(() => system.stop());

const leaseline = (...args: string[]): Promise<Ended> => system.workplace.run(args);

async function json(...args: string[]) {
  const { stdout, stderr, code } = await leaseline(...args, '--json');
  try {
    return { code, ...JSON.parse(stdout) };
  } catch {
    throw new Error(`no JSON document on stdout: ${stdout}\n${stderr}`);
  }
}

const lifecycle = 'lifecycle: { atTermEnd: renew, renew: { before: 10d } }\n';
const desktops = (name: string, site: number, priority: number) =>
  packageText({ name, site })
    .replace('autoPay: false', 'autoPay: true')
    .replace('team: apac-net', `priority: ${priority}`) + lifecycle;
const ugnLine = `apiVersion: leaseline/v1
kind: BandwidthPackage
name: beijing-hongkong
product: ugn
account: demo-surfer
order: { projectId: org-demo, ugnId: ugn-demo00000001, regionA: cn-bj2, regionB: hk, bandWidth: 5, payMode: FixedBw, chargeType: Year, qos: Gold, path: IGP }
lifecycle: { atTermEnd: vendorAutoRenew }
`;
const plan = `apiVersion: leaseline/v1
kind: BandwidthPackage
name: china-europe
product: cen
account: demo-alibaba
order: { bandwidth: 5, geographicRegionAId: China, geographicRegionBId: Europe }
`;
const holds = (amountMinor: number) => system.control.post('/balances', { account: 'alibaba/demo-key', amountMinor });

describe('plan', LONG, () => {
  it('says what would be charged, first and later, and what is not known, and spends nothing', async () => {
    const text = [desktops('office', 1, 1), ugnLine, plan].join('---\n');
    const file = await system.workplace.write('plan.yaml', text);
    const { stdout, code } = await leaseline('plan', file);
    expect(code).toBe(0);
    expect(stdout).toContain('first charge: 200.00 USD for 1 month, charged at once');
    expect(stdout).toContain('then: 200.00 USD every month, renewed by Leaseline');
    expect(stdout).toContain('first charge: 10,000.00 USD for 1 year, charged at once');
    expect(stdout).toContain('vendorAutoRenew repeats the original duration');
    expect(stdout).toContain('price unknown: CEN has no price call');
    expect(stdout).toContain('Payer demo-alibaba: at least 200.00 USD first; then 200.00 USD per 1 month.');
    expect(stdout).toContain('Payer demo-surfer: at least 10,000.00 USD first; then 10,000.00 USD per 1 year.');
    expect(stdout).toContain('The price of 1 package(s) is not known.');

    const document = await json('plan', file);
    expect(document.packages).toMatchObject([
      { price: { amountMinor: 20_000, currency: 'USD', per: 'month' }, quotes: { renewal: { by: 'leaseline' } } },
      { price: { amountMinor: 1_000_000, per: 'year' }, quotes: { renewal: { by: 'vendor', term: { unit: 'Year' } } } },
      { price: null, quotes: { first: { kind: 'unknown' }, renewal: { by: 'person' } } },
    ]);
    expect(document.totals).toMatchObject([{ payer: 'demo-alibaba' }, { payer: 'demo-surfer', firstMinor: 1_000_000 }]);
    expect(await json('plan', file, '--no-prices')).toMatchObject({
      totals: null,
      packages: [{ quotes: null }, {}, {}],
    });
    expect(await system.control.orders()).toEqual([]);
  });
});

describe('funding', LONG, () => {
  it('nothing to pay is covered', async () => {
    expect(await leaseline('funding')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing is to be paid'),
    });
  });

  it('says what is needed by when, and once money is missing what goes dark first', async () => {
    const text = [desktops('office', 1, 1), desktops('lobby', 2, 9), ugnLine].join('---\n');
    const file = await system.workplace.write('apply.yaml', text);
    expect(await leaseline('apply', file, '--yes', '--wait')).toMatchObject({ code: 0 });
    // One month's renewal of each lies within 25 days, and none of the year's.
    await holds(40_000);
    const enough = await json('funding', '--days', '25');
    expect(enough).toMatchObject({
      code: 0,
      isCovered: true,
      payers: [
        {
          payer: 'demo-alibaba',
          currency: 'USD',
          balanceMinor: 40_000,
          totalMinor: 40_000,
          isAtLeast: false,
          dark: [],
        },
      ],
      notForecast: [],
    });
    await holds(30_000);
    const short = await json('funding', '--days', '25');
    const [payer] = short.payers;
    expect(short).toMatchObject({ code: 1, isCovered: false });
    expect(payer).toMatchObject({
      short: { date: payer.days.at(-1).date, missingMinor: 10_000 },
      dark: [{ name: 'lobby', priority: 9, at: expect.stringMatching(/Z$/) }],
    });
    const { stdout, code } = await leaseline('funding', '--days', '25');
    expect(code).toBe(1);
    expect(stdout).toContain('NOT COVERED');
    expect(stdout).toContain('100.00 USD must be added');
    expect(stdout).toContain('1. lobby (priority 9), dark from ');

    // A year and a month ahead the vendor's own renewal of the other account is in it, and is never added to these.
    const far = await json('funding', '--days', '370');
    expect(far.payers).toMatchObject([
      { payer: 'demo-alibaba' },
      { payer: 'demo-surfer', vendor: 'ucloud', totalMinor: 1_000_000, isCovered: true },
    ]);
    expect(far.payers[1].days[0].payments).toMatchObject([{ name: 'beijing-hongkong', what: 'vendorRenewal' }]);
  });

  it('counts days where the payer is, under the payer’s name', async () => {
    const config = `accounts:
  demo-alibaba: { vendor: alibaba, payer: HQ treasury, payerTimeZone: Pacific/Kiritimati }
`;
    const file = await system.workplace.write('treasury.yaml', config);
    const { payers } = await json('funding', '--days', '25', '--config', file);
    const [hq] = payers;
    expect(hq).toMatchObject({ payer: 'HQ treasury', timeZone: 'Pacific/Kiritimati', accounts: ['demo-alibaba'] });
    const [{ at }] = hq.days[0].payments;
    expect(hq.days[0].date).toBe(new Date(Date.parse(at) + 14 * 3_600_000).toISOString().slice(0, 10));
  });

  it('what was asked leaves nothing running', async () => {
    const connection = await Connection.connect({ address: system.temporalAddress });
    try {
      const client = new Client({ connection });
      const { count } = await client.workflow.count("WorkflowType = 'priceCheck' AND ExecutionStatus = 'Running'");
      expect(count).toBe(0);
      // One that nobody serves is over by itself, too: it has a time limit.
      await expect(
        client.workflow.execute('priceCheck', {
          workflowId: `prices/${randomUUID()}`,
          taskQueue: 'leaseline',
          args: [{ prices: [], balances: [{ account: 'nobody', vendor: 'ucloud' }] }],
        }),
      ).resolves.toEqual({
        prices: [],
        balances: [{ kind: 'unknown', reason: expect.stringContaining('no worker answers') }],
      });
    } finally {
      await connection.close();
    }
  });
});
