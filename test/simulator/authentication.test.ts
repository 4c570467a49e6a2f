import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadAccounts } from '../../simulator/accounts.js';
import { openStage, prepaidOrder, scratchDir } from './support/stage.js';

const region = { RegionId: 'cn-hangzhou' };

describe.each([
  { name: 'V3', options: {} },
  { name: 'V1 in the query', options: { scheme: 'v1' } },
  { name: 'V1 as a form', options: { scheme: 'v1', place: 'form' } },
] as const)('$name', ({ options }) => {
  test('a right signature passes, a wrong secret does not', async () => {
    const stage = await openStage();
    expect(
      (await stage.caller(options)('ecd', 'CreateNetworkPackage', { ...prepaidOrder, ChannelCookie: "a*b (c)'!" }))
        .status,
    ).toBe(200);
    const wrong = await stage.caller({ ...options, secret: 'not-it' })('ecd', 'DescribeNetworkPackages', region);
    expect(wrong).toMatchObject({ status: 400, body: { Code: 'SignatureDoesNotMatch' } });
    expect(wrong.body.Message).not.toContain('demo-secret');
  });

  test('an unknown key, a used nonce and a wrong clock are refused', async () => {
    const stage = await openStage();
    const code = async (more: object) =>
      (await stage.caller({ ...options, ...more })('ecd', 'DescribeNetworkPackages', region)).body.Code;
    expect(await code({ id: 'nobody' })).toBe('InvalidAccessKeyId.NotFound');
    expect(await code({ nonce: 'once' })).toBeUndefined();
    expect(await code({ nonce: 'once' })).toBe('SignatureNonceUsed');
    expect(await code({ signedAt: new Date(Date.now() - 16 * 60_000) })).toBe('InvalidTimeStamp.Expired');
    // The simulator stands in January 2026: its own time is right too.
    expect(await code({ signedAt: new Date(Date.UTC(2026, 0, 10, 8, 5)) })).toBeUndefined();
  });
});

test('with the simulator as the only reference, the machine time is wrong', async () => {
  const stage = await openStage({ clockSkewReference: 'simulator' });
  expect((await stage.call('ecd', 'DescribeRegions')).body.Code).toBe('InvalidTimeStamp.Expired');
  await stage.post('/_sim/behaviour', { checkClockSkew: false });
  expect((await stage.call('ecd', 'DescribeRegions')).status).toBe(200);
});

test('a header that is not signed is not believed', async () => {
  const stage = await openStage();
  const response = await fetch(`${stage.url}/?RegionId=cn-hangzhou`, {
    method: 'POST',
    headers: {
      'x-acs-action': 'DescribeRegions',
      'x-acs-version': '2020-09-30',
      'x-acs-date': `${new Date().toISOString().slice(0, 19)}Z`,
      'x-acs-signature-nonce': 'n',
      authorization: 'ACS3-HMAC-SHA256 Credential=demo-key,SignedHeaders=host,Signature=00',
    },
  });
  expect(await response.json()).toMatchObject({ Code: 'IncompleteSignature' });
});

test('unknown operations and versions', async () => {
  const stage = await openStage();
  expect(await stage.call('ecd', 'RebootTheMoon')).toMatchObject({
    status: 404,
    body: { Code: 'InvalidAction.NotFound' },
  });
});

test('keys of different accounts do not see each other, unless they share one', async () => {
  const file = join(scratchDir(), 'accounts.json');
  const keys = [
    { accessKeyId: 'a', accessKeySecret: 's1', accountId: 'one' },
    { accessKeyId: 'b', accessKeySecret: 's2' },
    { accessKeyId: 'c', accessKeySecret: 's3', accountId: 'one' },
  ];
  writeFileSync(file, JSON.stringify({ alibaba: keys }));
  const stage = await openStage({}, { accounts: loadAccounts(file) });
  await stage.caller({ id: 'a', secret: 's1' })('ecd', 'CreateNetworkPackage', { ...prepaidOrder, AutoPay: true });
  const seen = async (id: string, secret: string) =>
    (await stage.caller({ id, secret })('ecd', 'DescribeNetworkPackages', region)).body.NetworkPackages;
  expect(await seen('c', 's3')).toHaveLength(1);
  expect(await seen('b', 's2')).toHaveLength(0);
});

test('a broken accounts file is named, its secrets are not', () => {
  const file = join(scratchDir(), 'accounts.json');
  writeFileSync(file, JSON.stringify({ alibaba: [{ accessKeyId: 'a', accessKeySecret: 'very-secret', typo: 1 }] }));
  expect(() => loadAccounts(file)).toThrow(/accounts\.json/);
  expect(() => loadAccounts(file)).not.toThrow(/very-secret/);
});

test('more than the limit is throttled, per operation, and the clock refills it', async () => {
  const stage = await openStage({ throttling: { enabled: true, bssPerSecond: 2 } });
  const ask = async () => (await stage.call('bss', 'QueryAccountBalance')).body.Code;
  const answers = [await ask(), await ask(), await ask(), await ask(), await ask(), await ask()];
  expect(answers).toContain('Throttling.User');
  expect((await stage.call('ecd', 'DescribeRegions')).status).toBe(200);
  await stage.advance('2s');
  expect(await ask()).toBe('Success');
});
