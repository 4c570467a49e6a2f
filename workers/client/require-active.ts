import { ExplainedError } from '../../model/config/explained-error.js';
import type { PackageState } from '../../model/messages.js';
import { requirePackage } from './names.js';
import type { Reach } from './reach.js';
import { readState } from './state.js';

/**
 * Everything about a package that is to be changed.
 * @param toBe what is wanted of it: "released", "resized"
 * @throws ExplainedError when there is no such package, when no worker answers, or when it is not Active
 */
export async function requireActive(
  { client }: Reach,
  name: string,
  toBe: string,
): Promise<{ readonly state: PackageState; readonly resourceId: string }> {
  const { row, closed } = await requirePackage(client, name);
  if (closed) {
    throw new ExplainedError(
      `${name} has ended (${row.status}): nothing is left that could be ${toBe}`,
      `Run leaseline timeline ${name} to see how it ended`,
    );
  }
  const state = await readState(client, row);
  if (state === null) {
    throw new ExplainedError(
      `${name} did not answer: no worker seems to run`,
      'Start one (leaseline up) and run the same command again',
    );
  }
  const { status, resourceId } = state;
  if (status === 'Active' && resourceId !== null) return { state, resourceId };
  throw new ExplainedError(
    `${name} is ${status}, and only an Active package can be ${toBe}`,
    `Run leaseline show ${name}; what is not bought yet is withdrawn with leaseline cancel ${name}`,
  );
}
