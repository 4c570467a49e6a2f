import type { Client } from '@temporalio/client';
import { mapLimited } from '../../model/map-limited.js';
import type { PackageState } from '../../model/messages.js';
import { readState } from './state.js';

const AT_ONCE = 20;

interface Row {
  readonly name: string;
  readonly workflowId: string;
  readonly runId: string;
}

/** Asks many packages for everything they know. Once nobody has answered, nobody is asked again: each question would cost seconds. */
export async function readStates(
  client: Client,
  rows: readonly Row[],
): Promise<{ readonly states: readonly PackageState[]; readonly silent: readonly string[] }> {
  let isAnswered = true;
  const answers = await mapLimited(rows, AT_ONCE, async (row) => {
    const state = isAnswered ? await readState(client, row) : null;
    isAnswered &&= state !== null;
    return { name: row.name, state };
  });
  return {
    states: answers.flatMap(({ state }) => state ?? []),
    silent: answers.filter(({ state }) => state === null).map(({ name }) => name),
  };
}
