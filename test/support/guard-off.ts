import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Guard } from '../../workflows/guards.js';
import { binary } from './harness.js';

const ALL_ON = 'guards off: none.';

/**
 * A copy of the workflow bundle without one of its guards, to show what that guard is there for.
 * @returns the copy's path
 * @throws Error when the bundle does not say which guards are on, so that no check can pass for want of its fault
 */
export function bundleWithout(guard: Guard): string {
  const built = readFileSync(binary('LEASELINE_WORKFLOW_BUNDLE'), 'utf8');
  if (!built.includes(ALL_ON)) throw new Error(`the workflow bundle does not hold the words "${ALL_ON}"`);
  const path = join(mkdtempSync(join(tmpdir(), 'leaseline-guard-off-')), 'workflow-bundle.js');
  writeFileSync(path, built.replaceAll(ALL_ON, `guards off: ${guard}.`));
  return path;
}
