import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../workers/embedded/home.js';
import type { Guard } from '../../workflows/guards.js';

/** Every guard of workflows/guards.ts, in the order in which a campaign takes them away. */
export const GUARDS = [
  'snapshot',
  'fence',
  'lane',
  'rivals',
  'proofWindow',
  'positiveControl',
  'completeListing',
  'stableToken',
  'attemptWise',
  'expiryBefore',
  'stamps',
  'approval',
  'rebinding',
  'budget',
  'reminders',
] as const satisfies readonly Guard[];

/** The words in the bundle that say which guards are off (workflows/guards.ts). */
const WHOLE = 'guards off: none.';

export function builtBundle(): string {
  return join(projectRoot(), 'dist', 'workflow-bundle.js');
}

/** Guards that the built workflows ask about: only those can be taken away. */
export function guardsConsulted(bundlePath = builtBundle()): Guard[] {
  const code = readFileSync(bundlePath, 'utf8');
  if (!code.includes(WHOLE)) return [];
  return GUARDS.filter((guard) => new RegExp(`holds\\)?\\(\\\\*['"]${guard}\\\\*['"]\\)`).test(code));
}

/** A bundle of its own, without one guard. */
export function bundleWithout(guard: Guard): string {
  const code = readFileSync(builtBundle(), 'utf8');
  const mutated = code.replace(WHOLE, `guards off: ${guard}.`);
  if (mutated === code) throw new Error('the workflow bundle asks no guards');
  const path = join(mkdtempSync(join(tmpdir(), 'leaseline-campaign-')), `without-${guard}.js`);
  writeFileSync(path, mutated);
  return path;
}
