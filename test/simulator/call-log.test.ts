import { expect, test } from 'vitest';
import { CallLog } from '../../simulator/call-log.js';
import { bodies, openStage, prepaidOrder, type Stage } from './support/stage.js';
import { ucloudCaller } from './support/ucloud-caller.js';

const log = async (stage: Stage, query = '') => bodies((await stage.show(`calls/log${query}`)).calls);

test('every call is kept, refused ones too, with when it came by both clocks and what struck it', async () => {
  const stage = await openStage();
  await stage.fault('CreateNetworkPackage', 'dropAfter', { count: 1 });
  await stage.fault('CreateNetworkPackage', 'insufficientBalanceUnpaidOrder', { count: 1 });
  await stage.call('ecd', 'DescribeRegions');
  await expect(stage.call('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true })).rejects.toThrow();
  await stage.caller({ id: 'stranger' })('ecd', 'DescribeRegions');
  await ucloudCaller(stage.url)('ListUGN');
  const calls = await log(stage);
  expect(calls).toMatchObject([
    { caller: 'demo-key', action: 'DescribeRegions', faults: [] },
    {
      caller: 'demo-key',
      action: 'CreateNetworkPackage',
      faults: ['dropAfter', 'insufficientBalanceUnpaidOrder'],
      at: expect.stringMatching(/^2026-01-10T08:00/),
    },
    { caller: 'stranger', action: 'DescribeRegions', faults: [] },
    { caller: 'demo-public', action: 'ListUGN', faults: [] },
  ]);
  expect(new Set(calls.map((call) => call.requestId)).size).toBe(4);
  expect(Math.abs(Date.now() - Date.parse(String(calls[0]?.realAt)))).toBeLessThan(60_000);
});

test('a hit, the call it struck and the order that came of it share a request id, which the caller may know too', async () => {
  const stage = await openStage();
  await stage.fault('*', 'internalErrorAfter');
  const told = await stage.call('ecd', 'CreateNetworkPackage', prepaidOrder);
  const listed = await ucloudCaller(stage.url)('ListUGN');
  const calls = await log(stage);
  const hits = bodies((await stage.show('faults')).hits);
  const [order] = await stage.rows('orders');
  expect(hits.map((hit) => hit.requestId)).toEqual(calls.map((call) => call.requestId));
  expect(hits.map((hit) => hit.requestId)).toEqual([told.body.RequestId, listed.headers.get('x-ucloud-request-uuid')]);
  expect(order?.requestId).toBe(told.body.RequestId);
});

test('it can be narrowed to a caller, an action and a time', async () => {
  const stage = await openStage();
  await stage.call('ecd', 'DescribeRegions');
  await stage.caller({ id: 'stranger' })('ecd', 'DescribeRegions');
  await stage.advance('1h');
  await stage.call('bss', 'QueryOrders');
  await stage.call('ecd', 'DescribeRegions');
  const actions = async (query: string) => (await log(stage, query)).map((call) => call.action);
  expect(await actions('?caller=stranger')).toEqual(['DescribeRegions']);
  expect(await actions('?action=QueryOrders')).toEqual(['QueryOrders']);
  expect(await actions('?since=2026-01-10T08:30:00Z')).toEqual(['QueryOrders', 'DescribeRegions']);
  expect(await actions('?since=2026-01-10T08:30:00Z&caller=demo-key&action=DescribeRegions')).toHaveLength(1);
  expect(await actions('?caller=&action=&since=')).toHaveLength(4);
  expect((await fetch(`${stage.url}/_sim/calls/log?since=yesterday`)).status).toBe(400);
  expect((await stage.post('/_sim/calls/log')).status).toBe(405);
  expect((await fetch(`${stage.url}/_sim/calls/other`)).status).toBe(404);
});

test('of more than twenty thousand calls the newest are kept, in their order', () => {
  const calls = new CallLog();
  const call = (index: number) => ({ requestId: `r${index}`, at: index, realAt: index, caller: 'c', action: 'a' });
  for (let index = 0; index < 70_001; index++) calls.add({ ...call(index), faults: [] });
  calls.struck('r70000', ['dropAfter']);
  const kept = calls.newest();
  expect(kept).toHaveLength(20_000);
  expect(kept[0]?.requestId).toBe('r50001');
  expect(kept.at(-1)).toMatchObject({ requestId: 'r70000', faults: ['dropAfter'] });
});
