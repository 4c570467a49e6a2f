import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkPackages, warnAgainstConfig } from '../../workers/files/check-packages.js';
import { readPackages } from '../../workers/files/package-files.js';
import { autoPaid } from '../workflows/documents.js';
import { demoConfig, packageText } from './samples.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leaseline-packages-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, text);
  return file;
}

describe('reading package files', () => {
  it('finds every package of the quick start, in order, without a problem or a warning', async () => {
    const { entries, problems } = await readPackages(['examples/quickstart']);
    expect(problems).toEqual([]);
    expect(checkPackages(entries, demoConfig())).toEqual([]);
    expect(entries.flatMap((entry) => entry.warnings)).toEqual([]);
    expect(entries.map((entry) => entry.spec.name)).toEqual([
      'hangzhou-desktops',
      'shanghai-desktops',
      'singapore-desktops',
      'china-europe-plan',
      'china-asia-backbone',
      'beijing-shanghai-line',
      'hongkong-singapore-traffic',
      'tokyo-desktops-suspended',
    ]);
  });

  it('reads several documents in one file, and JSON, and folders to the bottom, but no hidden or configuration files', async () => {
    await write('two.yaml', `${packageText({ name: 'one' })}---\n${packageText({ name: 'two', site: 2 })}`);
    await write('deep/er/three.json', JSON.stringify({ apiVersion: 'leaseline/v1', kind: 'BandwidthPackage' }));
    await write('.hidden/four.yaml', 'nonsense: true');
    await write('leaseline.yaml', 'accounts: {}');
    const { entries, problems } = await readPackages([folder]);
    expect(entries.map((entry) => entry.spec.name)).toEqual(['one', 'two']);
    expect(new Set(problems.map((problem) => problem.file))).toEqual(new Set([join(folder, 'deep/er/three.json')]));
  });

  it('sees every package file of a folder: links as Kubernetes makes them, and names in capitals', async () => {
    await write('..data/linked.yaml', packageText({ name: 'linked' }));
    await symlink('..data/linked.yaml', join(folder, 'linked.yaml'));
    await write('OFFICE.YML', packageText({ name: 'office', site: 2 }));
    await symlink('.', join(folder, 'itself'));
    const elsewhere = await mkdtemp(join(tmpdir(), 'leaseline-elsewhere-'));
    await writeFile(join(elsewhere, 'shared.yaml'), packageText({ name: 'shared', site: 3 }));
    await symlink(elsewhere, join(folder, 'shared'));
    await symlink('nowhere.yaml', join(folder, 'lost.yaml'));
    const { entries, problems } = await readPackages([folder]);
    await rm(elsewhere, { recursive: true });
    expect(entries.map((entry) => entry.spec.name).sort()).toEqual(['linked', 'office', 'shared']);
    expect(problems).toMatchObject([{ file: join(folder, 'lost.yaml'), rule: 'does not exist' }]);
  });

  it('warns of a bridge that no policy allows: who relies on it would lose the line', async () => {
    const lifecycle = { atTermEnd: 'renew', renew: { onSilence: 'bridge' } };
    const document = {
      ...autoPaid('wuying', 'bridged', { lifecycle }),
      apiVersion: 'leaseline/v1',
      kind: 'BandwidthPackage',
    };
    const warned = async (approval: object) => {
      const file = await write('bridged.json', JSON.stringify({ ...document, ...approval }));
      const { entries } = await readPackages([file]);
      const { policies, ...config } = demoConfig();
      const { production } = policies;
      if (production === undefined) throw new Error('the demonstration has a policy');
      return warnAgainstConfig(entries, {
        ...config,
        policies: { production, standing: { ...production, bridge: true } },
      });
    };
    expect(await warned({})).toEqual([expect.stringContaining('the package names no policy')]);
    expect(await warned({ approval: 'production' })).toEqual([expect.stringContaining('policy production does not')]);
    expect(await warned({ approval: 'standing' })).toEqual([]);
  });

  it('takes a file that is named twice, however it is written, for one', async () => {
    const file = await write('one.yaml', packageText({ name: 'one' }));
    const { entries } = await readPackages([folder, file, join(folder, 'x').replace(/x$/, './one.yaml')]);
    expect(entries).toHaveLength(1);
  });

  it('refuses text that is not UTF-8, and numbers that would not stay as they are written in a label', async () => {
    const label = (text: string) => `${packageText({ name: 'one' }).replace('team: apac-net', text)}`;
    const latin = join(folder, 'latin.yaml');
    await writeFile(latin, Buffer.from(label('team: "Zürich"'), 'latin1'));
    const numbers = await write('numbers.yaml', label('cost-centre: 0042, site: 17, version: 1.10'));
    const { problems } = await readPackages([latin, numbers]);
    expect(problems).toMatchObject([
      { file: latin, rule: expect.stringContaining('is not UTF-8') },
      { file: numbers, line: 6, field: 'labels.cost-centre', rule: expect.stringContaining('in quotes, "0042"') },
      { file: numbers, line: 6, field: 'labels.version', rule: expect.stringContaining('in quotes, "1.10"') },
    ]);
  });

  it('names file, line, column, field, rule and value of every problem at once', async () => {
    const file = await write(
      'bad.yaml',
      packageText({ name: 'bad' }).replace('bandwidth: 10', 'bandwidth: 5000').replace('period: 1', 'period: 5'),
    );
    const { problems } = await readPackages([file]);
    expect(problems).toEqual([
      {
        file,
        line: 9,
        column: 14,
        field: 'order.bandwidth',
        rule: expect.stringContaining('2 to 1000 Mbps'),
        value: '5000',
      },
      { file, line: 13, column: 11, field: 'order.period', rule: expect.stringContaining('1, 2, 3, 6'), value: '5' },
    ]);
  });

  it('names a misspelt field where it stands', async () => {
    const file = await write('typo.yaml', packageText({ name: 'typo' }).replace('autoPay:', 'autopay:'));
    const { problems } = await readPackages([file]);
    expect(problems).toMatchObject([{ file, line: 15, field: 'order.autopay' }]);
  });

  it('says of a path that does not exist, of an empty folder and of a configuration file what they are', async () => {
    await mkdir(join(folder, 'empty'));
    const config = await write('leaseline.yaml', 'accounts: {}');
    const { problems } = await readPackages([join(folder, 'nothing.yaml'), join(folder, 'empty'), config]);
    expect(problems.map((problem) => problem.rule)).toEqual([
      'does not exist',
      'holds no .yaml, .yml or .json file',
      'is a configuration file, not a package file',
    ]);
  });
});

describe('checking packages against the configuration and each other', () => {
  async function check(text: string) {
    const { entries, problems } = await readPackages([await write('packages.yaml', text)]);
    expect(problems).toEqual([]);
    return checkPackages(entries, demoConfig());
  }

  it('refuses an account that is not configured and lists those that are', async () => {
    const problems = await check(packageText({ name: 'one' }).replace('account: demo-alibaba', 'account: constructor'));
    expect(problems).toMatchObject([{ field: 'account', value: '"constructor"' }]);
    expect(problems[0]?.rule).toContain('demo-alibaba, demo-surfer');
  });

  it('refuses an account of the other vendor', async () => {
    const problems = await check(packageText({ name: 'one' }).replace('account: demo-alibaba', 'account: demo-surfer'));
    expect(problems).toMatchObject([{ field: 'account', rule: 'is an account at ucloud; wuying is sold by alibaba' }]);
  });

  it('refuses a policy nobody wrote', async () => {
    expect(await check(`${packageText({ name: 'one' })}approval: nobody\n`)).toMatchObject([{ field: 'approval' }]);
    expect(await check(`${packageText({ name: 'one' })}approval: production\n`)).toEqual([]);
  });

  it('refuses a name used twice and says where it was used first', async () => {
    const text = packageText({ name: 'one' });
    const problems = await check(`${text}---\n${packageText({ name: 'one', site: 2 })}`);
    expect(problems).toMatchObject([{ field: 'name', value: '"one"' }]);
    expect(problems[0]?.rule).toContain('packages.yaml:3');
  });

  it('refuses two packages for one office site', async () => {
    const problems = await check(`${packageText({ name: 'one' })}---\n${packageText({ name: 'two' })}`);
    expect(problems).toMatchObject([{ field: 'order' }]);
    expect(problems[0]?.rule).toContain('one (at');
  });
});
