import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditLine } from '../../model/audit.js';
import { compareBill, isClean, only, sumsText } from '../../model/bill/compare.js';
import { OurOrders } from '../../model/bill/our-orders.js';
import type { TimelineFacts } from '../../model/messages.js';
import { readBill } from '../../workers/audit/read-bill.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leaseline-bill-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;
async function billFile(content: string | Uint8Array): Promise<string> {
  files += 1;
  const file = join(folder, `${files}.csv`);
  await writeFile(file, content);
  return file;
}

type Named = Partial<Omit<Parameters<typeof readBill>[0], 'file'>>;

const read = async (content: string | Uint8Array, named: Named = {}) =>
  readBill({ file: await billFile(content), account: null, currency: null, columns: {}, ...named });

/** What the trail says of one package. */
function told(name: string, account: string, ...entries: readonly (readonly [at: string, facts: TimelineFacts])[]) {
  return entries.map(
    ([at, facts], index): AuditLine => ({
      seq: index + 1,
      writtenAt: at,
      package: name,
      life: `life of ${name}`,
      kind: 'entry',
      n: index + 1,
      at,
      who: 'vendor',
      what: facts.kind,
      facts: { ...facts },
      account,
      product: account === 'surfer' ? 'ugn' : 'wuying',
      previous: '',
      hash: '',
    }),
  );
}

const call = { kind: 'call', operation: 1, attempt: 1, outcome: 'accepted', requestId: 'V-1', approved: null } as const;
const bought = (orderId: string, resourceId: string): TimelineFacts => ({
  ...call,
  orderId,
  resourceId,
  money: 'paid',
});
const charged = (orderId: string, amountMinor: number): TimelineFacts => ({
  kind: 'charged',
  orderId,
  amountMinor,
  currency: 'USD',
});

function compared(lines: Awaited<ReturnType<typeof readBill>>, ...trails: readonly (readonly AuditLine[])[]) {
  const ours = new OurOrders();
  for (const line of trails.flat()) ours.take(line);
  return compareBill(lines, ours.all(), ours.owners());
}

describe('a bill beside our orders', () => {
  const header = 'PaymentTime,ProductCode,RecordID,SubscriptionType,InstanceID,PretaxAmount,Currency';
  const desk = told(
    'desk',
    'ali',
    ['2026-11-03T10:00:00.000Z', bought('1001', 'np-desk')],
    ['2026-11-03T10:05:00.000Z', charged('1001', 20_000)],
  );

  it('what nobody here ordered comes first; lines of one order are one amount; other products are left out', async () => {
    const lines = await read(
      [
        header,
        '2026-11-03 18:00:10,gwsecd,1001,Subscription,np-desk,150.00,USD',
        '2026-11-03 18:00:10,gwsecd,1001,Subscription,np-desk,50.00,USD',
        '2026-11-09 09:00:00,gwsecd,1002,Subscription,np-other,200.00,USD',
        '2026-11-10 09:00:00,gwsecd,1003,Subscription,np-desk,"1,200.00",USD',
        '2026-11-11 09:00:00,ecs,1004,Subscription,i-vm,9.00,USD',
      ].join('\n'),
    );
    const found = compared(lines, desk);
    expect(found.unexplained.map(({ entry, package: owner }) => [entry.orderId, owner, entry.lines])).toEqual([
      ['1002', null, [4]],
      ['1003', 'desk', [5]],
    ]);
    expect(found.unexplained[1]?.why).toContain("the resource is desk's");
    expect(sumsText(found.unexplained.map(({ entry }) => entry))).toBe('1,400.00 USD');
    expect(found.matched).toMatchObject([
      { entry: { amountMinor: 20_000, lines: [2, 3] }, order: { package: 'desk' } },
    ]);
    expect(found).toMatchObject({ missing: [], differing: [], leftOut: 1 });
    expect(isClean(found)).toBe(false);
  });

  it('another amount differs, and so does the same in another currency: they are never added', async () => {
    const twice = await read(
      [header, '2026-11-03 18:00:10,,1001,,,200.01,USD', '2026-11-03 18:00:10,,1001,,,200.00,CNY'].join('\n'),
    );
    const found = compared(twice, desk);
    expect(found.differing.map(({ entry }) => [entry.amountMinor, entry.currency])).toEqual([
      [20_001, 'USD'],
      [20_000, 'CNY'],
    ]);
    expect(isClean(found)).toBe(false);
  });

  it('a charge of ours that is not on the bill of its account and month is missing; outside of them nothing is', async () => {
    const later = told(
      'later',
      'ali',
      ['2026-11-20T00:00:00.000Z', bought('1005', 'np-later')],
      ['2026-11-20T00:01:00.000Z', charged('1005', 5_000)],
      ['2026-12-02T00:00:00.000Z', bought('1006', 'np-later')],
      ['2026-12-02T00:01:00.000Z', charged('1006', 5_000)],
    );
    const elsewhere = told('elsewhere', 'ali-two', ['2026-11-20T00:01:00.000Z', charged('2001', 7_000)]);
    const lines = await read([header, '2026-11-03 18:00:10,gwsecd,1001,,np-desk,200.00,USD'].join('\n'));
    const found = compared(lines, desk, later, elsewhere);
    expect(found.missing.map(({ orderId }) => orderId)).toEqual(['1005']);
    const ofAccount = lines.map((line) => ({ ...line, account: 'ali-two' }));
    const other = compared(ofAccount, desk, later, elsewhere);
    expect(other.missing.map(({ orderId }) => orderId)).toEqual(['2001']);
    expect(other.unexplained).toHaveLength(1);
  });

  it('where the vendor names no order, resource and time tell: one call explains one line, and money back is no payment', async () => {
    const line = told(
      'line',
      'surfer',
      ['2026-11-05T01:00:00.000Z', { ...call, money: 'paid' }],
      ['2026-11-05T01:00:20.000Z', { kind: 'holds', resourceId: 'bw-line' }],
      ['2026-11-25T01:00:00.000Z', { ...call, resourceId: 'bw-line', money: 'returned' }],
    );
    const lines = await read(
      [
        'OrderNo,OrderType,ResourceId,ResourceType,Amount,CreateTime',
        '900001,OT_BUY,bw-line,UGNBW,200,1793840402',
        '900002,OT_BUY,bw-line,UGNBW,200,1793840460',
        '900003,OT_REFUND,bw-line,UGNBW,-30.50,1795568500',
        '900004,OT_BUY,bw-shared,UNetBandwidth,4,1795568500',
      ].join('\n'),
      { currency: 'USD' },
    );
    const found = compared(lines, line);
    expect(found.matched.map(({ entry, order }) => [entry.orderId, order.money])).toEqual([
      ['900001', 'paid'],
      ['900003', 'returned'],
    ]);
    expect(found.unexplained.map(({ entry }) => entry.orderId)).toEqual(['900002']);
    expect(found.leftOut).toBe(1);
  });

  it('an order that was seen as paid before its call was known to have made it is one order', async () => {
    const early = told(
      'early',
      'ali',
      ['2026-11-03T10:00:00.000Z', charged('1001', 20_000)],
      ['2026-11-03T10:05:00.000Z', bought('1001', 'np-early')],
    );
    const lines = await read([header, '2026-11-03T10:00:00Z,gwsecd,1001,Subscription,np-early,200.00,USD'].join('\n'));
    const found = compared(lines, early);
    expect(
      found.matched.map(({ order: { orderId, resourceId, charge } }) => ({ orderId, resourceId, charge })),
    ).toEqual([{ orderId: '1001', resourceId: 'np-early', charge: { amountMinor: 20_000, currency: 'USD' } }]);
    expect(found.missing).toEqual([]);
  });

  it('what is charged by use belongs to whoever holds the resource', async () => {
    const lines = await read(
      [header, '2026-11-04,gwsecd,B-1,PayAsYouGo,np-desk,3.21,USD', '2026-11-04,,B-2,PayAsYouGo,np-x,3.21,USD'].join(
        '\n',
      ),
    );
    const found = compared(lines, desk);
    expect(found.usage.map(({ package: name }) => name)).toEqual(['desk']);
    expect(found.unexplained.map(({ entry }) => entry.resourceId)).toEqual(['np-x']);
    expect(only(found, (one) => one.package === 'desk')).toMatchObject({
      unexplained: [],
      usage: [{ package: 'desk' }],
    });
  });
});

describe('a bill that somebody exported', () => {
  it.each([
    [
      "the console's newer export, in Chinese and with groups",
      "账单信息/消费时间,产品信息/产品Code,资源信息/实例ID（出账粒度）,应付信息/应付金额（含税）,定价信息/币种,标识信息/订单号\n2026-11-03 18:00:10,gwsecd,np-1,63.2,CNY,'1001",
    ],
    [
      "the console's older export, after lines about itself",
      '阿里云账单\n\n账期,产品Code,消费时间,订单号/账单号,实例ID,应付金额,币种\n2026-11,gwsecd,2026-11-03 18:00:10,"=""1001""",np-1,63.20,cny\n合计,,,,,63.20,',
    ],
    [
      'semicolons and a byte order mark',
      '\uFEFFPayment Time;Instance ID;Order/Bill ID;Pretax Amount;Currency\n2026-11-03T10:00:10Z;np-1;1001;63.2000;CNY',
    ],
  ])('%s', async (_, text) => {
    expect(await read(text)).toMatchObject([
      { orderId: '1001', resourceId: 'np-1', amountMinor: 6_320, currency: 'CNY', at: '2026-11-03T10:00:10.000Z' },
    ]);
  });

  it('is read in the encoding that Chinese spreadsheets write', async () => {
    const gbk = Buffer.concat([
      // 订单号, 金额
      Buffer.from([0xb6, 0xa9, 0xb5, 0xa5, 0xba, 0xc5, 0x2c, 0xbd, 0xf0, 0xb6, 0xee]),
      Buffer.from(',CreateTime\n1001,5,2026-11-03'),
    ]);
    expect(await read(gbk, { currency: 'CNY' })).toMatchObject([{ orderId: '1001', amountMinor: 500 }]);
  });

  it('may be a list of orders: what was not paid is left out', async () => {
    const list =
      'OrderId,PaymentStatus,PretaxAmount,Currency,CreateTime\n1,Unpaid,5,USD,2026-11-03\n2,Paid,5,USD,2026-11-03\n3,Cancelled,5,USD,2026-11-03';
    expect((await read(list)).map(({ orderId }) => orderId)).toEqual(['2']);
  });

  it('may call its columns otherwise, when somebody names them', async () => {
    const named = { columns: { order: 'Reference', amount: 'Net', at: 'Booked' }, currency: 'USD' } as const;
    expect(await read('Reference,Net,Booked\n1001,5,2026-11-03', named)).toMatchObject([{ orderId: '1001' }]);
  });

  it.each([
    ['columns nobody knows', 'a,b\n1,2', 'names no columns of a bill that are known (it has a, b)'],
    [
      'an order number that a spreadsheet has cut',
      'OrderId,Amount,Currency,CreateTime\n2.3E+14,5,USD,2026-11-03',
      'cut',
    ],
    ['an amount that is none', 'OrderId,Amount,Currency,CreateTime\n1,five,USD,2026-11-03', 'Line 2 of'],
    ['a day that does not exist', 'OrderId,Amount,Currency,CreateTime\n1,5,USD,2026-02-30', 'no date that can be read'],
    ['amounts without a currency', 'OrderId,Amount,CreateTime\n1,5,2026-11-03', '--bill-currency'],
    ['nothing', '', 'is empty'],
  ])('%s: refused, nothing is compared', async (_, text, why) => {
    await expect(read(text)).rejects.toThrow(why);
  });
});
