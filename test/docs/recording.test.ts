import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../cli/program.js';
import { projectRoot } from '../../workers/embedded/home.js';

const read = (name: string) => readFileSync(join(projectRoot(), 'docs', 'recording', name), 'utf8');
const svg = read('quickstart.svg');
const cast = read('quickstart.cast');
const typed = (/<desc[^>]*>([^<]*)<\/desc>/.exec(svg)?.[1] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('leaseline '));

/** Made by npm run recording; a change of commands that it shows asks for a new one. */
describe('docs/recording', () => {
  it.each(typed)('shows a command of today: %s', async (line) => {
    const [name, ...words] = line.split(' ').slice(1);
    const command = (await createProgram([name ?? ''])).commands.find((one) => one.name() === name);
    const known = command?.options.map(({ long }) => long) ?? [];
    expect(command).toBeDefined();
    expect(words.filter((word) => word.startsWith('--') && !known.includes(word))).toEqual([]);
  });

  it('shows enough of them', () => {
    expect(typed.length).toBeGreaterThanOrEqual(5);
  });

  it.each([
    ['quickstart.svg', svg],
    ['quickstart.cast', cast],
  ])('%s says nothing of the machine it was made on', (_, text) => {
    expect(text).not.toMatch(/\/(?:home|root|tmp|Users|work)\/|127\.0\.0\.1|localhost/);
  });

  it('is a terminal of 100 by 30, in both', () => {
    expect(JSON.parse(cast.split('\n')[0] ?? '')).toMatchObject({ version: 2, width: 100, height: 30 });
    expect(svg).toContain('viewBox="0 0 876 576"');
  });

  it('asks for nothing from elsewhere, runs no script, and stands still for who wants no motion', () => {
    expect(svg).not.toMatch(/<script|url\((?!#)|href="(?!#)|@import/);
    expect(svg).toContain('@media (prefers-reduced-motion:reduce){.strip{animation:none}}');
  });
});
