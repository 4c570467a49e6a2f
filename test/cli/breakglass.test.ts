import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sheetHtml } from '../../cli/breakglass/html.js';
import { parseSheet } from '../../cli/breakglass/kept.js';
import { sheetText } from '../../cli/breakglass/text.js';
import { breakGlassSheet } from '../../model/breakglass/sheet.js';
import { type LeaselineConfig, parseLeaselineConfig } from '../../model/config/leaseline-config.js';
import { ordersPage } from '../../model/console-links.js';
import { type PackageRow, plannedRow } from '../../model/row.js';
import { specOf } from '../support/harness.js';
import { autoPaid } from '../workflows/documents.js';
import { Workplace } from './support/system.js';

const NOW = '2026-11-24T10:00:00.000Z';

function config(text: string): LeaselineConfig {
  const parsed = parseLeaselineConfig(text, 'leaseline.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const real = config(`accounts:
  ali: { vendor: alibaba, site: international, payer: HQ, credentials: { accessKeyIdEnv: KEY_NAME, accessKeySecretEnv: SECRET_NAME } }
  china: { vendor: alibaba, site: domestic, credentials: default }
  surfer: { vendor: ucloud, credentials: { publicKeyEnv: C, privateKeyEnv: D } }
  ucloud: { vendor: ucloud, endpoints: { api: "https://api.ucloud.cn" }, credentials: { publicKeyEnv: C, privateKeyEnv: D } }
`);

function row(document: object, more: Partial<PackageRow> = {}): PackageRow {
  return { ...plannedRow(specOf(document)), status: 'Active', resourceId: 'np-1', ...more };
}

const sheet = (...rows: PackageRow[]) => breakGlassSheet(rows, real, NOW);
const renewed = { lifecycle: { atTermEnd: 'renew' } };

describe('the break-glass sheet', () => {
  it('names every line that is there or may be, the one that ends first on top, and nothing that has ended', () => {
    const { lines } = sheet(
      row(autoPaid('wuying', 'late'), { expiresAt: '2027-03-01T00:00:00.000Z' }),
      row(autoPaid('cen', 'never'), { expiresAt: null }),
      row({ ...autoPaid('wuying', 'same-day'), labels: { priority: 1 } }, { expiresAt: '2027-03-01T00:00:00.000Z' }),
      row(autoPaid('ugn', 'soon'), { expiresAt: '2026-12-01T00:00:00.000Z' }),
      row(autoPaid('wuying', 'gone'), { status: 'Released' }),
    );
    expect(lines.map(({ name }) => name)).toEqual(['soon', 'same-day', 'late', 'never']);
  });

  it('leads to the pages of the right site', () => {
    const urls = (account: string, product: 'wuying' | 'cen' | 'ugn') =>
      sheet(row({ ...autoPaid(product, 'one'), account })).lines[0]?.links.map(({ url }) => url);
    expect(urls('ali', 'wuying')).toEqual([
      'https://eds.console.alibabacloud.com/',
      'https://usercenter2-intl.aliyun.com/order/list',
      'https://usercenter2-intl.aliyun.com/renew/manual',
    ]);
    expect(urls('china', 'cen')).toEqual([
      'https://cen.console.aliyun.com/cen/list',
      'https://usercenter2.aliyun.com/order/list',
      'https://usercenter2.aliyun.com/renew/manual',
    ]);
    expect(urls('surfer', 'ugn')).toEqual(['https://www.surfercloud.com/']);
    expect(urls('ucloud', 'ugn')).toEqual(['https://console.ucloud.cn/']);
    expect(urls('forgotten', 'wuying')).toEqual([]);
    const paid = Object.values(real.accounts).map((account) => [account.name, ordersPage(account).url]);
    expect(Object.fromEntries(paid)).toEqual({
      ali: 'https://usercenter2-intl.aliyun.com/order/list',
      china: 'https://usercenter2.aliyun.com/order/list',
      surfer: 'https://www.surfercloud.com/',
      ucloud: 'https://console.ucloud.cn/',
    });
  });

  it('says whether the vendor renews it, what was planned, and what to do by hand', () => {
    const [wuying] = sheet(row(autoPaid('wuying', 'one', renewed))).lines;
    expect(wuying).toMatchObject({ payer: 'HQ', vendorRenewal: expect.stringContaining('set off') });
    expect(wuying?.otherwise).toContain('Leaseline renews it for 1 month');
    expect(wuying?.renew.join(' ')).toContain('region cn-hangzhou');
    const [ugn] = sheet(row(autoPaid('ugn', 'two', { lifecycle: { atTermEnd: 'vendorAutoRenew' } }))).lines;
    expect(ugn?.vendorRenewal).toContain('UGN does not show it');
    const byUse = { order: { payType: 'PostPaid' } };
    expect(sheet(row(autoPaid('wuying', 'three', byUse))).lines[0]?.renew).toEqual([
      'Nothing to renew: it is charged by use, and ends when somebody deletes it.',
    ]);
  });

  it('holds no secret and no name of one', () => {
    expect(JSON.stringify(sheet(row(autoPaid('wuying', 'one'))))).not.toMatch(/KEY_NAME|SECRET_NAME/);
  });

  it('fits a page, and keeps nothing that could steer a terminal', () => {
    const reason = `a very long reason ${'of many words '.repeat(30)}\u001b[31m`;
    const text = sheetText(sheet(row(autoPaid('wuying', 'one'), { reason })));
    expect(text.split('\n').filter((line) => !line.includes('http') && line.length > 80)).toEqual([]);
    expect(text).not.toContain('\u001b');
  });

  it('as a page: one file, no script, and no text of a vendor becomes markup', () => {
    const html = sheetHtml(sheet(row(autoPaid('wuying', 'one'), { reason: '<script>alert(1)</script>"&' })));
    expect(html).not.toMatch(/<script|<link|src=/);
    expect(html).toContain('&#60;script&#62;alert(1)');
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('@media print');
  });

  it('comes back from its own JSON as it was; another file is refused with its lines', () => {
    const made = sheet(row(autoPaid('wuying', 'one', renewed)));
    expect(parseSheet(JSON.stringify(made), 'sheet.json')).toEqual(made);
    expect(() => parseSheet('{ "madeAt": "yesterday" }', 'sheet.json')).toThrow(/^sheet\.json:1:13 madeAt: /);
    const javascript = JSON.stringify(made).replaceAll(/https:[^"]*/g, 'javascript:alert(1)');
    expect(() => parseSheet(javascript, 'sheet.json')).toThrow(/links\[0\]\.url/);
  });
});

describe('leaseline breakglass without a server', { timeout: 120_000 }, () => {
  let workplace: Workplace;
  beforeAll(async () => {
    workplace = await Workplace.create();
  });
  afterAll(() => workplace.remove());
  const nobody = { TEMPORAL_ADDRESS: '127.0.0.1:1' };

  it('prints the last sheet and how old it is, and ends with 4; without one it says what is wrong', async () => {
    expect(await workplace.run(['breakglass'], nobody)).toMatchObject({ code: 4, stdout: '' });
    await mkdir(join(workplace.folder, 'home'), { recursive: true });
    const made = sheet(row(autoPaid('wuying', 'tokyo', renewed)));
    await writeFile(join(workplace.folder, 'home', 'breakglass.json'), JSON.stringify(made));
    const { code, stdout, stderr } = await workplace.run(['breakglass'], nobody);
    expect({ code, stdout }).toEqual({ code: 4, stdout: `${sheetText(made)}\n` });
    expect(stderr).toMatch(/This is the last sheet that was made, .+ ago/);
  });

  it('prints a sheet from a file, and a page to a file, without asking anybody', async () => {
    const made = sheet(row(autoPaid('wuying', 'tokyo', renewed)));
    const file = await workplace.write('sheet.json', JSON.stringify(made));
    expect(await workplace.run(['breakglass', '--from', file], nobody)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('tokyo'),
    });
    const page = join(workplace.folder, 'page.html');
    expect(await workplace.run(['breakglass', '--from', file, '--html', page], nobody)).toMatchObject({ code: 0 });
    expect(await readFile(page, 'utf8')).toBe(sheetHtml(made));
    expect(await workplace.run(['breakglass', '--from', join(workplace.folder, 'none')])).toMatchObject({ code: 2 });
  });
});
