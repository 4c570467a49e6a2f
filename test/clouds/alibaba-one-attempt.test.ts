import { describe, expect, test } from 'vitest';
import { EcdClient } from '../../clouds/alibaba/ecd.js';
import { CloudReadError } from '../../clouds/cloud-read-error.js';
import { transportAt } from './support/alibaba.js';
import {
  answer,
  breakMidAnswer,
  closedPort,
  gatewayPage,
  type Play,
  reset,
  silence,
  startDoorSlammer,
  startVendor,
} from './support/vendor-server.js';

const order = { RegionId: 'cn-hangzhou', Bandwidth: 10, AutoPay: false } as const;
const shortLimits = { requestTimeoutMs: 150, connectTimeoutMs: 100 };

const ambiguous: readonly [string, Play][] = [
  ['the line is reset after the request', reset],
  ['the answer breaks off', breakMidAnswer],
  ['a gateway answers 502 with a page', answer(502, gatewayPage, { 'content-type': 'text/html' })],
  ['a gateway answers 504 with nothing', answer(504, '')],
  ['a 200 is no JSON', answer(200, '<ok/>')],
  ['a 200 is a JSON list', answer(200, '[]')],
  ['a 200 lacks the package id', answer(200, { OrderId: '214726268900640', RequestId: 'R-1' })],
  ['the vendor says InternalError', answer(500, { Code: 'InternalError', Message: 'failed', RequestId: 'R-1' })],
  ['the vendor says ServiceUnavailable', answer(503, { Code: 'ServiceUnavailable', Message: 'busy' })],
  ['a code nobody documented', answer(400, { Code: 'Brand.NewCode', Message: 'hm', RequestId: 'R-1' })],
  ['a redirect', answer(302, '', { location: 'http://127.0.0.1:9/' })],
];

describe('a send that may have arrived is unknown and is never sent again', () => {
  test.each(ambiguous)('%s', async (_what, play) => {
    const vendor = await startVendor(play);
    const outcome = await new EcdClient(transportAt(vendor.baseUrl)).createNetworkPackage(order, {});
    expect(outcome.kind).toBe('unknown');
    expect(vendor.requests).toHaveLength(1);
    expect(vendor.connections()).toBe(1);
  });

  test('the vendor says nothing until the time limit', async () => {
    const vendor = await startVendor(silence);
    const outcome = await new EcdClient(transportAt(vendor.baseUrl, shortLimits)).createNetworkPackage(order, {});
    expect(outcome).toMatchObject({ kind: 'unknown', code: 'TimedOut' });
    expect(vendor.requests).toHaveLength(1);
  });

  test('the answer dribbles past the time limit', async () => {
    const vendor = await startVendor((response) => {
      response.writeHead(200).write('{"NetworkPackageId":');
    });
    const outcome = await new EcdClient(transportAt(vendor.baseUrl, shortLimits)).createNetworkPackage(order, {});
    expect(outcome).toMatchObject({ kind: 'unknown', code: 'TimedOut' });
  });

  test('the line dies before the request is read, and no second connection is tried', async () => {
    const door = await startDoorSlammer();
    const outcome = await new EcdClient(transportAt(door.baseUrl)).createNetworkPackage(order, {});
    expect(outcome.kind).toBe('unknown');
    expect(door.connections()).toBe(1);
  });

  test('the caller gives up while the vendor thinks', async () => {
    const giveUp = new AbortController();
    const vendor = await startVendor(() => giveUp.abort());
    const ecd = new EcdClient(transportAt(vendor.baseUrl));
    expect(await ecd.createNetworkPackage(order, { signal: giveUp.signal })).toMatchObject({
      kind: 'unknown',
      code: 'GivenUp',
    });
    expect(vendor.requests).toHaveLength(1);
  });

  test('what the vendor did say is kept for the person who must find out', async () => {
    const vendor = await startVendor(answer(200, { OrderId: '214726268900640', RequestId: 'R-7' }));
    const outcome = await new EcdClient(transportAt(vendor.baseUrl)).createNetworkPackage(order, {});
    expect(outcome).toMatchObject({ kind: 'unknown', requestId: 'R-7' });
    expect(outcome.kind === 'unknown' && outcome.why).toMatch(/NetworkPackageId.*214726268900640/s);
  });
});

describe('a send that never left may be sent again', () => {
  test('nobody listens', async () => {
    const baseUrl = `http://127.0.0.1:${await closedPort()}`;
    const outcome = await new EcdClient(transportAt(baseUrl)).createNetworkPackage(order, {});
    expect(outcome).toMatchObject({ kind: 'throttled', code: 'ConnectionRefused' });
    expect(outcome.kind === 'throttled' && outcome.afterMs).toBeGreaterThan(0);
    expect(outcome.kind === 'throttled' && outcome.remedy).toContain(baseUrl);
  });

  test('the name does not resolve', async () => {
    const outcome = await new EcdClient(transportAt('http://nobody.invalid')).createNetworkPackage(order, {});
    expect(outcome).toMatchObject({ kind: 'throttled', code: 'ConnectionRefused' });
  });

  test('TLS fails', async () => {
    const vendor = await startVendor(answer(200, {}));
    const ecd = new EcdClient(transportAt(vendor.baseUrl.replace('http:', 'https:')));
    expect(await ecd.createNetworkPackage(order, {})).toMatchObject({ kind: 'throttled', code: 'ConnectionRefused' });
    expect(vendor.requests).toHaveLength(0);
  });

  test('the caller had given up before', async () => {
    const vendor = await startVendor(answer(200, {}));
    const ecd = new EcdClient(transportAt(vendor.baseUrl));
    expect(await ecd.createNetworkPackage(order, { signal: AbortSignal.abort() })).toMatchObject({
      kind: 'throttled',
      code: 'GivenUp',
    });
    expect(vendor.connections()).toBe(0);
  });

  test.each([
    ['missing', { accessKeyId: '', accessKeySecret: '' }],
    ['a key id with the line break of its file', { accessKeyId: 'LTAI1\n', accessKeySecret: 'x' }],
  ])('credentials are refused with a remedy before anything is sent: %s', async (_what, credentials) => {
    const vendor = await startVendor(answer(200, {}));
    const ecd = new EcdClient(transportAt(vendor.baseUrl, { credentials }));
    const outcome = await ecd.createNetworkPackage(order, {});
    expect(outcome).toMatchObject({ kind: 'refused', code: 'CredentialsMissing' });
    expect(outcome.kind === 'refused' && outcome.remedy).toContain('credentials');
    expect(vendor.connections()).toBe(0);
  });

  test('a region id cannot name another host', async () => {
    const ecd = new EcdClient(transportAt('', { endpoints: undefined }));
    const outcome = await ecd.createNetworkPackage({ ...order, RegionId: 'evil.example/' }, {});
    expect(outcome).toMatchObject({ kind: 'refused', code: 'InvalidRegionId' });
  });
});

describe('a read tries once and says which kind of trouble it was', () => {
  const troubles: readonly [string, Play, Partial<CloudReadError>][] = [
    ['reset', reset, { kind: 'unavailable' }],
    ['breaks off', breakMidAnswer, { kind: 'unavailable' }],
    ['502 page', answer(502, gatewayPage), { kind: 'unavailable', code: 'HTTP 502' }],
    ['404 page: a wrong address', answer(404, gatewayPage), { kind: 'refused', code: 'HTTP 404' }],
    ['no JSON', answer(200, 'hello'), { kind: 'garbled' }],
    ['a listing without its list is not an empty one', answer(200, { RequestId: 'R' }), { kind: 'garbled' }],
    ['InternalError', answer(500, { Code: 'InternalError', RequestId: 'R' }), { kind: 'unavailable', requestId: 'R' }],
    [
      'Forbidden.RAM names the action to grant',
      answer(403, { Code: 'Forbidden.RAM', Message: 'no', AccessDeniedDetail: { AuthAction: 'ecd:Describe' } }),
      { kind: 'refused', code: 'Forbidden.RAM', message: 'no (lacking: ecd:Describe)' },
    ],
    [
      'throttled for as long as the vendor says',
      answer(400, { Code: 'Throttling.User', Message: 'slow down' }, { 'x-acs-retry-after': '1500' }),
      { kind: 'throttled', afterMs: 1500 },
    ],
    ['a 429 without a code', answer(429, ''), { kind: 'throttled' }],
  ];

  test.each(troubles)('%s', async (_what, play, expected) => {
    const vendor = await startVendor(play);
    const ecd = new EcdClient(transportAt(vendor.baseUrl));
    const error = await ecd.describeNetworkPackages({ RegionId: 'cn-hangzhou' }, {}).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(CloudReadError);
    expect(error).toMatchObject(expected);
    expect(vendor.requests).toHaveLength(1);
  });

  test('a caller who gives up gets their own reason back', async () => {
    const giveUp = new AbortController();
    const reason = new Error('shutting down');
    const vendor = await startVendor(() => giveUp.abort(reason));
    const ecd = new EcdClient(transportAt(vendor.baseUrl));
    await expect(ecd.describeNetworkPackages({ RegionId: 'x' }, { signal: giveUp.signal })).rejects.toBe(reason);
  });
});

test('an abandoned wait for the answer leaves no connection behind', async () => {
  const vendor = await startVendor(silence);
  await new EcdClient(transportAt(vendor.baseUrl, shortLimits)).createNetworkPackage(order, {});
  expect(vendor.connections()).toBe(1);
});

test('the clock of the vendor and the request id come back with the value', async () => {
  const vendor = await startVendor(
    answer(200, '{"NetworkPackageId":"np-1","OrderId":9214726268900640123}', {
      date: 'Sat, 21 Nov 2026 10:00:00 GMT',
      'x-acs-request-id': 'R-header',
    }),
  );
  const outcome = await new EcdClient(transportAt(vendor.baseUrl)).createNetworkPackage(order, {});
  expect(outcome).toEqual({
    kind: 'accepted',
    value: { NetworkPackageId: 'np-1', OrderId: '9214726268900640123' },
    requestId: 'R-header',
    vendorTime: '2026-11-21T10:00:00.000Z',
  });
});

test('the wire is RPC over POST with every parameter in the query and none in the body', async () => {
  const vendor = await startVendor(answer(200, { NetworkPackageId: 'np-1', OrderId: '1' }));
  await new EcdClient(transportAt(vendor.baseUrl)).createNetworkPackage(
    { ...order, PayType: 'PrePaid', Tag: [{ Key: 'k', Value: 'v' }] },
    {},
  );
  const [seen] = vendor.requests;
  expect(seen?.method).toBe('POST');
  expect(seen?.url.pathname).toBe('/');
  expect(Object.fromEntries(seen?.url.searchParams ?? [])).toEqual({
    RegionId: 'cn-hangzhou',
    Bandwidth: '10',
    AutoPay: 'false',
    PayType: 'PrePaid',
    'Tag.1.Key': 'k',
    'Tag.1.Value': 'v',
  });
  expect([...(seen?.form ?? [])]).toEqual([]);
  expect(seen?.headers).toMatchObject({
    'content-length': '0',
    'x-acs-action': 'CreateNetworkPackage',
    'x-acs-version': '2020-09-30',
  });
});
