import { describe, expect, it } from 'vitest';
import { type PackageProblem, parsePackage } from '../../model/parse-package.js';

/** Every limit the vendors' own pages state: what lies just inside is taken, what lies just outside is refused. */

const HEAD = { apiVersion: 'leaseline/v1', kind: 'BandwidthPackage', name: 'p', account: 'a' };
const wuying = { regionId: 'cn-hangzhou', bandwidth: 10, payType: 'PrePaid', period: 1, periodUnit: 'Month' };
const cen = { bandwidth: 2, geographicRegionAId: 'China', geographicRegionBId: 'Europe' };
const ugn = {
  projectId: 'org-1',
  ugnId: 'ugn-a1',
  regionA: 'cn-bj2',
  regionB: 'hk',
  bandWidth: 1,
  payMode: 'FixedBw',
  chargeType: 'Month',
};
const BASE = { wuying, cen, ugn };
type Product = keyof typeof BASE;

function problems(product: Product, order: object, rest: object = {}): readonly PackageProblem[] {
  const parsed = parsePackage({ ...HEAD, product, order: { ...BASE[product], ...order }, ...rest });
  return parsed.ok ? [] : parsed.problems;
}

const tags = (count: number) => Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: 'v' }));
const byTraffic = { payType: 'PostPaid', internetChargeType: 'PayByTraffic', period: undefined, periodUnit: undefined };
const byBandwidth = { ...byTraffic, internetChargeType: 'PayByBandwidth' };

/** product, field, taken, refused */
const RULES: readonly [Product, string, readonly object[], readonly object[]][] = [
  [
    'wuying',
    'bandwidth',
    [{ bandwidth: 2 }, { bandwidth: 1000 }],
    [{ bandwidth: 1 }, { bandwidth: 1001 }, { bandwidth: 2.5 }],
  ],
  [
    'wuying',
    'bandwidth',
    [
      { ...byTraffic, bandwidth: 2 },
      { ...byTraffic, bandwidth: 200 },
      { ...byBandwidth, bandwidth: 1000 },
    ],
    [
      { ...byTraffic, bandwidth: 201 },
      { ...byTraffic, bandwidth: 1 },
      { ...byBandwidth, bandwidth: 1001 },
    ],
  ],
  [
    'wuying',
    'internetChargeType',
    [{ internetChargeType: 'PayByBandwidth' }],
    [{ internetChargeType: 'PayByTraffic' }],
  ],
  ['wuying', 'payType', [{ payType: 'PrePaid' }], [{ payType: 'Prepaid' }]],
  ['wuying', 'period', [1, 2, 3, 6].map((period) => ({ period })), [0, 4, 5, 7, 12].map((period) => ({ period }))],
  ['wuying', 'period', [{ periodUnit: 'Week' }], [{ periodUnit: 'Week', period: 2 }]],
  [
    'wuying',
    'period',
    [1, 2, 3].map((period) => ({ periodUnit: 'Year', period })),
    [4, 5, 6].map((period) => ({ periodUnit: 'Year', period })),
  ],
  ['wuying', 'periodUnit', [{ periodUnit: 'Year' }], [{ periodUnit: 'Day' }]],
  [
    'wuying',
    'officeSiteId',
    [{ officeSiteId: 'cn-hangzhou+dir-3633530001' }],
    [{ officeSiteId: 'cn-shanghai+dir-3633530001' }, { officeSiteId: 'dir-3633530001' }],
  ],
  ['wuying', 'regionId', [{ regionId: 'ap-southeast-1' }], [{ regionId: '' }, { regionId: undefined }]],
  ['wuying', 'autoPay', [{ autoPay: true }], [{ autoPay: 'yes' }]],
  ['wuying', 'autoRenew', [], [{ ...byTraffic, autoRenew: true }]],
  ['wuying', 'resellerOwnerUid', [{ resellerOwnerUid: '9223372036854775807' }], [{ resellerOwnerUid: 'me' }]],
  ['wuying', 'tags', [{ tags: tags(19) }], [{ tags: tags(20) }]],
  ['cen', 'bandwidth', [{ bandwidth: 2 }, { bandwidth: 10_000 }], [{ bandwidth: 1 }, { bandwidth: 10_001 }]],
  ['cen', 'geographicRegionAId', [{ geographicRegionAId: 'asia-pacific' }], [{ geographicRegionAId: 'Africa' }]],
  ['cen', 'period', [1, 2, 3, 6].map((period) => ({ period })), [0, 4, 12].map((period) => ({ period }))],
  [
    'cen',
    'period',
    [1, 2, 3].map((period) => ({ period, pricingCycle: 'Year' })),
    [{ period: 6, pricingCycle: 'Year' }],
  ],
  ['cen', 'pricingCycle', [{ pricingCycle: 'Year' }], [{ pricingCycle: 'Week' }]],
  [
    'cen',
    'name',
    [{ name: 'ab' }, { name: `a${'b'.repeat(127)}` }],
    [{ name: 'a' }, { name: '1a' }, { name: `a${'b'.repeat(128)}` }],
  ],
  [
    'cen',
    'description',
    [{ description: 'ab' }, { description: 'x'.repeat(256) }],
    [{ description: 'a' }, { description: 'x'.repeat(257) }, { description: 'http://x' }, { description: 'https://x' }],
  ],
  ['cen', 'autoRenewDuration', [], [{ autoRenewDuration: 1 }]],
  [
    'cen',
    'bandwidthPackageChargeType',
    [{ bandwidthPackageChargeType: 'POSTPAY' }],
    [{ bandwidthPackageChargeType: 'PrePaid' }],
  ],
  ['cen', 'tags', [{ tags: tags(19) }], [{ tags: tags(20) }]],
  ['ugn', 'chargeType', [{ chargeType: 'Year' }], [{ chargeType: 'PostPay' }, { chargeType: 'Count' }]],
  ['ugn', 'chargeType', [{ payMode: 'Max5', chargeType: 'PostPay' }], [{ payMode: 'Max5', chargeType: 'Month' }]],
  [
    'ugn',
    'chargeType',
    [
      { payMode: 'Traffic', chargeType: 'Count' },
      { payMode: 'Traffic', chargeType: 'PostPay' },
    ],
    [{ payMode: 'Traffic', chargeType: 'Year' }],
  ],
  ['ugn', 'payMode', [{ payMode: 'FixedBw' }], [{ payMode: 'Fixed' }]],
  ['ugn', 'quantity', [{ quantity: 3 }], [{ quantity: 0 }, { quantity: -1 }, { quantity: 1.5 }]],
  ['ugn', 'quantity', [{ payMode: 'Traffic', chargeType: 'Count', quantity: 2.17933 }], []],
  ['ugn', 'regionB', [{ regionB: 'sg' }], [{ regionB: 'cn-bj2' }]],
  ['ugn', 'bandWidth', [{ bandWidth: 1 }], [{ bandWidth: 0 }, { bandWidth: 0.5 }]],
  ['ugn', 'qos', [{ qos: 'Diamond' }, { qos: 'Platinum' }, { qos: 'Gold' }], [{ qos: 'Silver' }]],
  ['ugn', 'path', [{ path: 'Delay' }, { path: 'IGP' }, { path: 'TCO' }], [{ path: 'Fast' }]],
  ['ugn', 'projectId', [{ projectId: 'org-2' }], [{ projectId: undefined }, { projectId: '' }]],
  ['ugn', 'ugnId', [{ ugnId: 'ugn-1' }], [{ ugnId: 'bw-1' }]],
];

describe('the limits of the vendors’ order pages', () => {
  it.each(RULES)('%s: %s', (product, field, taken, refused) => {
    for (const order of taken) expect({ order, problems: problems(product, order) }).toEqual({ order, problems: [] });
    for (const order of refused) {
      const fields = problems(product, order).map(({ path }) => path.slice(0, 2).join('.'));
      expect({ order, fields }).toEqual({ order, fields: expect.arrayContaining([`order.${field}`]) });
    }
  });

  it.each(Object.keys(BASE) as Product[])('%s: a field the vendor does not have is refused, not dropped', (product) => {
    expect(problems(product, { bandwith: 5 })).toEqual([{ path: ['order', 'bandwith'], rule: 'is not a field here' }]);
  });

  it('our own mark cannot be forged by a tag', () => {
    expect(problems('cen', { tags: [{ key: 'leaseline', value: 'x' }] })).toHaveLength(1);
    expect(problems('cen', { tags: [{ key: 'acs:x', value: 'x' }] })).toHaveLength(1);
    expect(problems('cen', { tags: [{ key: 'aliyun', value: 'x' }] })).toHaveLength(1);
  });
});

describe('what would be paid twice, or cannot be kept, is refused', () => {
  it.each(['wuying', 'cen'] as const)('%s: autoRenew beside our own renewal', (product) => {
    const twice = problems(product, { autoRenew: true }, { lifecycle: { atTermEnd: 'renew' } });
    expect(twice.map(({ path }) => path.join('.'))).toEqual(['order.autoRenew']);
    expect(problems(product, { autoRenew: true }, { lifecycle: { atTermEnd: 'vendorAutoRenew' } })).toEqual([]);
  });

  it.each(['cen', 'ugn'] as const)(
    '%s: a renewal that waits for payment, which the vendor does not offer',
    (product) => {
      const lifecycle = { atTermEnd: 'renew', renew: { autoPay: false } };
      expect(problems(product, {}, { lifecycle }).map(({ path }) => path.join('.'))).toEqual([
        'lifecycle.renew.autoPay',
      ]);
      expect(problems('wuying', {}, { lifecycle })).toEqual([]);
    },
  );

  it('the vendor standing by, where it would renew on top of each of our weeks', () => {
    const lifecycle = { atTermEnd: 'renew', renew: { period: 1, periodUnit: 'Week', backstop: 'vendorAutoRenew' } };
    const found = problems('wuying', {}, { lifecycle });
    expect(found.map(({ path }) => path.join('.'))).toEqual(['lifecycle.renew.backstop']);
    expect(problems('wuying', { periodUnit: 'Week' }, { lifecycle })).toEqual([]);
  });

  it.each([
    ['wuying', {}, { period: 6 }, null],
    ['wuying', {}, { period: 4 }, 'period'],
    ['wuying', {}, { period: 2, periodUnit: 'Week' }, 'period'],
    ['cen', {}, { period: 9 }, null],
    ['cen', {}, { period: 10 }, 'period'],
    ['cen', {}, { period: 1, periodUnit: 'Week' }, 'periodUnit'],
    ['ugn', {}, { period: 10 }, null],
    ['ugn', {}, { period: 1, periodUnit: 'Year' }, 'periodUnit'],
    ['ugn', { chargeType: 'Year' }, { period: 6, periodUnit: 'Month' }, 'periodUnit'],
    ['ugn', { quantity: 12 }, undefined, 'period'],
    ['ugn', { quantity: 12 }, { period: 1 }, null],
    ['ugn', { payMode: 'Traffic', chargeType: 'Count', quantity: 100 }, undefined, null],
  ] as const)('%s %j: a renewal for %j, where its call would buy another term', (product, order, renew, refused) => {
    const lifecycle = { atTermEnd: 'renew', ...(renew && { renew }) };
    const found = problems(product, order, { lifecycle }).map(({ path }) => path.join('.'));
    expect(found).toEqual(refused === null ? [] : [`lifecycle.renew.${refused}`]);
  });

  it.each([
    ['a', true],
    ['a'.repeat(63), true],
    ['a'.repeat(64), false],
    ['-a', false],
    ['a-', false],
    ['a_b', false],
    ['', false],
  ])('the name %s', (name, ok) => {
    expect(parsePackage({ ...HEAD, name, product: 'cen', order: cen }).ok).toBe(ok);
  });
});

describe('durations that no workflow would survive', () => {
  const pay = (payment: object) => problems('wuying', {}, { lifecycle: { payment } });

  it.each(['wuying', 'cen', 'ugn'] as const)('%s: one that leads to no date is refused', (product) => {
    const lifecycle = { payment: { within: '999999y' }, ready: { within: '100y' }, renew: { before: '101y' } };
    expect(problems(product, {}, { lifecycle })).toMatchObject([
      { path: ['lifecycle', 'payment', 'within'], rule: expect.stringContaining('at most 100y') },
      { path: ['lifecycle', 'renew', 'before'], rule: expect.stringContaining('at most 100y') },
    ]);
  });

  it('nobody is reminded without a pause', () => {
    for (const remindEvery of ['0s', '1ms', '59s']) {
      const rule = 'is at least 1m';
      expect(pay({ remindEvery })).toMatchObject([{ path: ['lifecycle', 'payment', 'remindEvery'], rule }]);
    }
    expect(pay({ remindEvery: '1m' })).toEqual([]);
  });
});

describe('how important a line is', () => {
  const parsed = (priority: unknown) => parsePackage({ ...HEAD, product: 'cen', order: cen, labels: { priority } });

  it.each([1, '1', 12])('%j is a priority, and a number is a label like any other', (priority) => {
    expect(parsed(priority)).toMatchObject({ ok: true, spec: { labels: { priority: String(priority) } } });
  });

  it.each([0, -1, 1.5, 'high', ''])('%j is none', (priority) => {
    expect(parsed(priority)).toMatchObject({ ok: false, problems: [{ path: ['labels', 'priority'] }] });
  });
});

describe('defaults', () => {
  it('autoPay is always said, and false for what can wait', () => {
    const parsed = parsePackage({ ...HEAD, product: 'wuying', order: wuying });
    expect(parsed).toMatchObject({ ok: true, spec: { order: { autoPay: false, autoRenew: false } } });
    expect(parsePackage({ ...HEAD, product: 'cen', order: cen })).toMatchObject({
      spec: { order: { autoPay: false } },
    });
  });

  it('nothing is spent at a term’s end unless the file says so', () => {
    const parsed = parsePackage({ ...HEAD, product: 'ugn', order: ugn });
    expect(parsed).toMatchObject({ spec: { lifecycle: { atTermEnd: 'ask', payment: { onTimeout: 'cancel' } } } });
  });
});
