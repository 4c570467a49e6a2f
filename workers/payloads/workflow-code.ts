import { readFileSync } from 'node:fs';

/** The words in the bundle that say how texts of failures travel (workflows/failure-converter.ts). */
const PLAIN = 'failure texts: plain.';

/**
 * The built workflows for a worker that encrypts.
 * @throws Error when the bundle is not one of ours
 */
export function encodingWorkflowCode(bundlePath: string): string {
  const code = readFileSync(bundlePath, 'utf8');
  const encoding = code.replace(PLAIN, 'failure texts: encoded.');
  if (encoding === code) throw new Error(`${bundlePath} does not say how texts of failures travel`);
  return encoding;
}
