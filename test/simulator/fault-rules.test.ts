import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadAccounts } from '../../simulator/accounts.js';
import { realClock } from '../../simulator/clock.js';
import { faultMenu } from '../../simulator/faults/menu.js';
import { bodies, openStage, prepaidOrder, type Stage, scratchDir } from './support/stage.js';
import { ucloudCaller } from './support/ucloud-caller.js';

/** Two key pairs of one Alibaba account, two of one UCloud account, as `--accounts FILE` reads them. */
function twoKeysEach() {
  const file = join(scratchDir(), 'accounts.json');
  const pairs = {
    alibaba: [
      { accessKeyId: 'ali-east', accessKeySecret: 'one', accountId: 'shared' },
      { accessKeyId: 'ali-west', accessKeySecret: 'two', accountId: 'shared' },
    ],
    ucloud: [
      { publicKey: 'u-east', privateKey: 'three', accountId: 'shared' },
      { publicKey: 'u-west', privateKey: 'four', accountId: 'shared' },
    ],
  };
  writeFileSync(file, JSON.stringify(pairs));
  return loadAccounts(file);
}

const hits = async (stage: Stage) => bodies((await stage.show('faults')).hits);
const clear = (stage: Stage) => fetch(`${stage.url}/_sim/faults`, { method: 'DELETE' });

test('a rule for one caller leaves every other key alone, also of the same account', async () => {
  const stage = await openStage({}, { accounts: twoKeysEach() });
  const east = stage.caller({ id: 'ali-east', secret: 'one' });
  const west = stage.caller({ id: 'ali-west', secret: 'two' });
  await stage.fault('*', 'serviceUnavailable', { caller: 'ali-east' });
  for (const action of ['DescribeRegions', 'DescribeOfficeSites'] as const) {
    expect((await east('ecd', action, { RegionId: 'cn-hangzhou' })).status).toBe(503);
    expect((await west('ecd', action, { RegionId: 'cn-hangzhou' })).status).toBe(200);
  }
  await stage.fault('*', 'throttle', { caller: 'u-west', count: 1 });
  const uEast = ucloudCaller(stage.url, { publicKey: 'u-east', privateKey: 'three' });
  const uWest = ucloudCaller(stage.url, { publicKey: 'u-west', privateKey: 'four' });
  expect((await uEast('ListUGN')).body.RetCode).toBe(0);
  expect((await uWest('ListUGN')).body.RetCode).toBe(153);
  expect((await uWest('ListUGN')).body.RetCode).toBe(0);
  expect(await hits(stage)).toMatchObject([
    { fault: 'serviceUnavailable', caller: 'ali-east', action: 'DescribeRegions' },
    { fault: 'serviceUnavailable', caller: 'ali-east', action: 'DescribeOfficeSites' },
    { fault: 'throttle', caller: 'u-west', action: 'ListUGN' },
  ]);
});

test('a call that is not believed is nobody, and no rule for a caller counts it', async () => {
  const stage = await openStage({}, { accounts: twoKeysEach() });
  await stage.fault('*', 'serviceUnavailable', { caller: 'ali-east', count: 1 });
  const forged = stage.caller({ id: 'ali-east', secret: 'guessed' });
  expect((await forged('ecd', 'DescribeRegions')).body.Code).toBe('SignatureDoesNotMatch');
  expect(await hits(stage)).toEqual([]);
});

test('the same rules with the same seed strike the same calls; another seed strikes others', async () => {
  const stage = await openStage();
  const drawn = async (seed: number) => {
    await clear(stage);
    const rule = { fault: 'serviceUnavailable', probability: 0.5 };
    const rules = [
      { ...rule, action: 'DescribeRegions' },
      { ...rule, action: 'DescribeOfficeSites' },
    ];
    expect((await stage.post('/_sim/faults', { seed, rules })).status).toBe(200);
    const seen: number[] = [];
    for (let index = 0; index < 24; index++) {
      const action = index % 2 === 0 ? 'DescribeRegions' : 'DescribeOfficeSites';
      seen.push((await stage.call('ecd', action, { RegionId: 'cn-hangzhou' })).status);
    }
    return seen;
  };
  const first = await drawn(7);
  expect(new Set(first)).toEqual(new Set([200, 503]));
  expect(await drawn(7)).toEqual(first);
  expect(await drawn(8)).not.toEqual(first);
  const halves = [0, 1].map((half) => first.filter((_status, index) => index % 2 === half));
  expect(halves[0]).not.toEqual(halves[1]);
});

test.each([
  ['missingItem', 'DescribeNetworkPackages'],
  ['shuffledPages', 'DescribeNetworkPackages'],
  ['unknownStatus', 'DescribeNetworkPackages'],
  ['staleDescribe', 'DescribeRegions'],
  ['riskRejection', 'CreateNetworkPackage'],
  ['orderIdAsNumber', 'CreateNetworkPackage'],
  ['successFalse', 'QueryOrders'],
  ['retCodeAsString', 'ListUGN'],
  ['autoRenewPartialFailure', 'ModifyAutoRenewFlag'],
  ['partnerQuotaShort', 'CreateCenBandwidthPackage'],
  ['flappingItem', 'DescribeNetworkPackages'],
])('%s for all actions is not used up on calls it cannot change: it strikes %s', async (fault, struck) => {
  const stage = await openStage();
  await stage.fault('*', fault, { count: 1 });
  await stage.call('cen', 'TagResources');
  await stage.call('ecd', 'DescribeRegions', { RegionId: 'cn-hangzhou' });
  await stage.call('ecd', 'CreateNetworkPackage', prepaidOrder);
  await stage.call('ecd', 'DescribeNetworkPackages', { RegionId: 'cn-hangzhou' });
  await stage.call('cen', 'CreateCenBandwidthPackage');
  await stage.call('bss', 'QueryOrders');
  await ucloudCaller(stage.url)('ListUGN');
  await ucloudCaller(stage.url)('ModifyAutoRenewFlag');
  expect((await hits(stage)).map((hit) => hit.action)).toEqual([struck]);
});

/** One call of every kind; what a fault does to each is not looked at here. */
async function oneOfEach(stage: Stage): Promise<void> {
  const ucloud = ucloudCaller(stage.url);
  const calls = [
    () => stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true }),
    () => stage.call('ecd', 'DescribeNetworkPackages', { RegionId: 'cn-hangzhou' }),
    () => stage.call('cen', 'CreateCenBandwidthPackage', { Bandwidth: 2 }),
    () => stage.call('bss', 'QueryOrders'),
    () => ucloud('ListSimpleBwPackage'),
    () => ucloud('ModifyAutoRenewFlag', { ResourceId: 'bw-none', Flag: 'TURN_OFF' }),
  ];
  for (const call of calls) await call().catch(() => {});
}

test.each(Object.keys(faultMenu))('%s is recorded beside the call it struck', async (fault) => {
  const stage = await openStage();
  await stage.fault('*', fault, { count: 1, seconds: 0.01 });
  await oneOfEach(stage);
  const struck = await hits(stage);
  expect(struck).toMatchObject([{ fault, caller: expect.stringMatching(/^demo-/), ruleId: 'rule-1' }]);
  const calls = bodies((await stage.show('calls/log')).calls);
  expect(calls).toHaveLength(6);
  expect(calls.filter((call) => call.requestId === struck[0]?.requestId)).toMatchObject([
    { action: struck[0]?.action, caller: struck[0]?.caller, at: struck[0]?.at, faults: [fault] },
  ]);
  expect(calls.filter((call) => String(call.faults) !== '')).toHaveLength(1);
});

test('a clock that cannot be moved does not pretend to have jumped', async () => {
  const stage = await openStage({}, { clock: realClock() });
  await stage.fault('DescribeRegions', 'clockJump', { seconds: 10 });
  expect((await stage.call('ecd', 'DescribeRegions')).status).toBe(200);
  expect(await hits(stage)).toEqual([]);
});

test('after the clock jumped back, an order can still be looked up', async () => {
  const stage = await openStage();
  const { body } = await stage.call('ecd', 'CreateNetworkPackage', prepaidOrder);
  await stage.fault('GetOrderDetail', 'clockJump', { seconds: -3600, count: 1 });
  for (let look = 0; look < 2; look++) {
    const detail = await stage.call('bss', 'GetOrderDetail', { OrderId: String(body.OrderId) });
    expect(JSON.stringify(detail.body)).toContain(String(body.OrderId));
  }
});
