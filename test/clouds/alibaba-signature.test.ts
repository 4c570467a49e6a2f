import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { EcdClient } from '../../clouds/alibaba/ecd.js';
import { signedRequest } from '../../clouds/alibaba/signed-request.js';
import { demoKeys, transportAt } from './support/alibaba.js';
import { answer, type SeenRequest, startVendor } from './support/vendor-server.js';

const keysWith = (accessKeySecret: string) => ({
  accessKeyId: 'YourAccessKeyId',
  accessKeySecret,
  securityToken: undefined,
  providerName: undefined,
});

test("the vendor's published V3 vector is reproduced", () => {
  const { headers } = signedRequest(
    new URL('https://ecs.cn-shanghai.aliyuncs.com'),
    {
      action: 'RunInstances',
      version: '2014-05-26',
      parameters: { ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd', RegionId: 'cn-shanghai' },
    },
    keysWith('YourAccessKeySecret'),
    { date: '2023-10-26T10:22:32Z', nonce: '3156853299f313e23d1673dc12e1703d' },
  );
  expect(headers.authorization).toBe(
    'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,' +
      'SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,' +
      'Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  );
});

test('spaces, stars and tildes in a tag are signed as the vendor signs them', () => {
  const { headers } = signedRequest(
    new URL('http://127.0.0.1:18080'),
    {
      action: 'CreateNetworkPackage',
      version: '2020-09-30',
      parameters: {
        RegionId: 'cn-hangzhou',
        Bandwidth: 10,
        PayType: 'PrePaid',
        AutoPay: false,
        Tag: [{ Key: 'a b', Value: 'c*~/' }],
        PromotionId: undefined,
      },
    },
    keysWith('testsecret'),
    { date: '2026-01-02T03:04:05Z', nonce: '0123456789abcdef0123456789abcdef' },
  );
  expect(headers.authorization).toContain('Signature=9e8d96ef27d2707bee80eed713cb003d4f68eaf9021bb1d0a4fa6635256f9f71');
});

test('what arrives on the wire verifies, host with port and chain link signed', async () => {
  const vendor = await startVendor(answer(200, { NetworkPackages: [], RequestId: 'R-1' }));
  const ecd = new EcdClient(transportAt(vendor.baseUrl));
  await ecd.describeNetworkPackages({ RegionId: 'cn-hangzhou', Tag: [{ Key: "it's", Value: 'ü*(1)!' }] }, {});
  const [seen] = vendor.requests;
  expect(seen?.headers['x-acs-credentials-provider']).toBe('static_ak');
  expect(seen && verifies(seen, demoKeys.accessKeySecret)).toBe(true);
  expect(seen && verifies(seen, 'another secret')).toBe(false);
});

test('STS keys send and sign the security token', async () => {
  const vendor = await startVendor(answer(200, { NetworkPackages: [], RequestId: 'R-1' }));
  const ecd = new EcdClient(
    transportAt(vendor.baseUrl, { credentials: { ...demoKeys, securityToken: 'sts-token-1' } }),
  );
  await ecd.describeNetworkPackages({ RegionId: 'cn-hangzhou' }, {});
  const [seen] = vendor.requests;
  expect(seen?.headers['x-acs-security-token']).toBe('sts-token-1');
  expect(seen?.headers['x-acs-accesskey-id']).toBe(demoKeys.accessKeyId);
  expect(seen?.headers.authorization).toContain('x-acs-security-token');
  expect(seen && verifies(seen, demoKeys.accessKeySecret)).toBe(true);
});

/** The vendor's side of ACS3-HMAC-SHA256, from the published description: decode the query, encode it again, compare. */
function verifies(request: SeenRequest, secret: string): boolean {
  const [, names = '', signature = ''] =
    /SignedHeaders=([^,]+),Signature=([0-9a-f]+)$/.exec(request.headers.authorization ?? '') ?? [];
  const enc = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = [...request.url.searchParams]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${enc(name)}=${enc(value)}`)
    .join('&');
  const headerLines = names.split(';').map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`);
  const canonical = [
    request.method,
    request.url.pathname,
    query,
    headerLines.join(''),
    names,
    request.headers['x-acs-content-sha256'],
  ].join('\n');
  const toSign = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`;
  return createHmac('sha256', secret).update(toSign).digest('hex') === signature;
}
