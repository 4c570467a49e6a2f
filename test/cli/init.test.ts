import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageJsonSchema } from '../../cli/schema/package-schema.js';
import { parseLeaselineConfig } from '../../model/config/leaseline-config.js';
import { parseTemporalConfig } from '../../model/config/temporal-config.js';
import { projectRoot } from '../../workers/embedded/home.js';
import { checkPackages } from '../../workers/files/check-packages.js';
import { readPackages } from '../../workers/files/package-files.js';
import { Workplace } from './support/system.js';

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
});
afterAll(() => workplace.remove());

describe('init', () => {
  it('writes files that pass our own checks', async () => {
    expect((await workplace.run(['init', 'net'])).code).toBe(0);
    const read = (name: string) => readFile(join(workplace.folder, 'net', name), 'utf8');
    const config = parseLeaselineConfig(await read('leaseline.yaml'), 'leaseline.yaml');
    if (!config.ok) throw new Error(JSON.stringify(config.problems));
    expect(parseTemporalConfig(await read('temporal.yaml'), 'temporal.yaml')).toMatchObject({ ok: true });
    const { entries, problems } = await readPackages([join(workplace.folder, 'net', 'packages')]);
    expect(problems).toEqual([]);
    expect(checkPackages(entries, config.value)).toEqual([]);
    expect(entries).toHaveLength(1);
  });

  it('overwrites nothing unless forced', async () => {
    await workplace.run(['init', 'again']);
    const mine = await workplace.write('again/temporal.yaml', 'mode: external\n');
    expect(await workplace.run(['init', 'again'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--force'),
    });
    expect(await readFile(mine, 'utf8')).toBe('mode: external\n');
    expect((await workplace.run(['init', 'again', '--force'])).code).toBe(0);
    expect(await readFile(mine, 'utf8')).toContain('mode: embedded');
  });
});

describe('the JSON Schema of the package file', () => {
  it('is published as the commands understand it', async () => {
    const published = await readFile(join(projectRoot(), 'docs', 'package.schema.json'), 'utf8');
    expect(JSON.parse(published), 'run: npx leaseline schema > docs/package.schema.json').toEqual(packageJsonSchema());
  });
});
