import { describe, expect, test } from 'vitest';
import { acs3Signature, sha256Hex } from '../../simulator/signing/acs3.js';
import { ucloudSignature } from '../../simulator/signing/ucloud.js';

const headersOf = (host: string, action: string, version: string, date: string, nonce: string) =>
  new Map([
    ['host', host],
    ['x-acs-action', action],
    ['x-acs-content-sha256', sha256Hex('')],
    ['x-acs-date', date],
    ['x-acs-signature-nonce', nonce],
    ['x-acs-version', version],
  ]);

describe('Alibaba V3', () => {
  test('the vector the vendor publishes', () => {
    const headers = headersOf(
      'ecs.cn-shanghai.aliyuncs.com',
      'RunInstances',
      '2014-05-26',
      '2023-10-26T10:22:32Z',
      '3156853299f313e23d1673dc12e1703d',
    );
    const query = new Map([
      ['ImageId', 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd'],
      ['RegionId', 'cn-shanghai'],
    ]);
    const request = { method: 'POST', path: '/', query, headers, contentSha256: sha256Hex('') };
    expect(acs3Signature(request, [...headers.keys()], 'YourAccessKeySecret')).toBe(
      '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    );
  });

  test('spaces, asterisks and tildes', () => {
    const headers = headersOf(
      '127.0.0.1:18080',
      'CreateNetworkPackage',
      '2020-09-30',
      '2026-01-02T03:04:05Z',
      '0123456789abcdef0123456789abcdef',
    );
    const query = new Map([
      ['RegionId', 'cn-hangzhou'],
      ['Bandwidth', '10'],
      ['PayType', 'PrePaid'],
      ['AutoPay', 'false'],
      ['Tag.1.Key', 'a b'],
      ['Tag.1.Value', 'c*~/'],
    ]);
    const request = { method: 'POST', path: '/', query, headers, contentSha256: sha256Hex('') };
    expect(acs3Signature(request, [...headers.keys()], 'testsecret')).toBe(
      '9e8d96ef27d2707bee80eed713cb003d4f68eaf9021bb1d0a4fa6635256f9f71',
    );
  });
});

describe('UCloud', () => {
  test('the vector the vendor publishes', () => {
    const parameters = {
      Action: 'DescribeUHostInstance',
      Limit: 10,
      PublicKey: 'ucloudsomeone@example.com1296235120854146120',
      Region: 'cn-bj2',
    };
    expect(ucloudSignature(parameters, '46f09bb9fab4f12dfc160dae12273d5332b5debe')).toBe(
      'cba5cf5ec4d4233d206b1b54951e3787350a642f',
    );
  });

  test('an order', () => {
    const parameters = {
      Action: 'CreateSimpleUGNBwPackage',
      BandWidth: 5,
      ChargeType: 'Month',
      Name: 'test',
      PayMode: 'FixedBw',
      ProjectId: 'org-test',
      PublicKey: 'pub',
      Quantity: 1.0,
      RegionA: 'cn-bj2',
      RegionB: 'cn-sh2',
      UGNID: 'ugn-1',
    };
    expect(ucloudSignature(parameters, 'priv')).toBe('55ce542f7553b26ab54dec1f09a09cbf2773c1c7');
  });
});
