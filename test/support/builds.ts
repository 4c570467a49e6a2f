import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary } from './harness.js';

/** The workflow bundle of another build, which differs from the built one in some of its text. */
export function anotherBuild(text: string, itsText: string): string {
  const code = readFileSync(binary('LEASELINE_WORKFLOW_BUNDLE'), 'utf8');
  const other = code.replace(text, itsText);
  if (other === code) throw new Error(`the workflow bundle does not hold: ${text}`);
  const path = join(mkdtempSync(join(tmpdir(), 'leaseline-build-')), 'workflow-bundle.js');
  writeFileSync(path, other);
  return path;
}
