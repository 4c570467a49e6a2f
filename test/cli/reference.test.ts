import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { referencePages } from '../../bench/reference/pages.js';
import { projectRoot } from '../../workers/embedded/home.js';

const pages = await referencePages();

/** What people read is what the program does. */
describe('docs/reference', () => {
  it.each([...pages])('%s is up to date; else run npm run docs', (file, text) => {
    expect(readFileSync(join(projectRoot(), 'docs', 'reference', file), 'utf8')).toBe(text);
  });

  it.each([
    ['cli.md', '## approve'],
    ['cli.md', '## audit'],
    ['package-file.md', '`lifecycle.payment.within`'],
    ['configuration.md', '`accounts.*.site`'],
    ['configuration.md', '`worker.cachedWorkflows`'],
    ['api.md', '## POST /v1/strays/adopt'],
  ])('%s tells of %s', (file, what) => {
    expect(pages.get(file)).toContain(what);
  });

  it('says nothing of the machine it was written on', () => {
    for (const text of pages.values()) expect(text).not.toContain(projectRoot());
  });
});
