import type { Client } from '@temporalio/client';
import { ExplainedError } from '../../model/config/explained-error.js';
import { accountNamed, type LeaselineConfig } from '../../model/config/leaseline-config.js';
import { lifeSettingsOf } from '../../model/config/settings-of.js';
import { mapLimited } from '../../model/map-limited.js';
import { type PackageRow, plannedRow } from '../../model/row.js';
import { tell } from '../../workers/client/messages.js';
import { startPackage } from '../../workers/client/start.js';
import { findPackage } from '../../workers/client/state.js';
import { speaker } from '../client/speaker.js';
import type { PlanEntry } from './plan.js';

/** What became of one planned package. */
export interface Applied {
  readonly name: string;
  readonly result: 'started' | 'changed' | 'unchanged' | 'ended' | 'failed';
  readonly message: string | null;
  readonly row: PackageRow;
}

const STARTS_AT_ONCE = 20;

/** Does what a plan says. One package that fails does not keep the others from being done. */
export function applyPlan(
  client: Client,
  entries: readonly PlanEntry[],
  options: { readonly config: LeaselineConfig; readonly again: boolean },
): Promise<readonly Applied[]> {
  return mapLimited(entries, STARTS_AT_ONCE, (entry) => applyOne(client, entry, options));
}

async function applyOne(
  client: Client,
  entry: PlanEntry,
  options: { readonly config: LeaselineConfig; readonly again: boolean },
): Promise<Applied> {
  const { name, spec, action, reason, existing } = entry;
  const base = { name, message: reason, row: existing ?? plannedRow(spec) };
  switch (action) {
    case 'order': {
      const account = accountNamed(options.config, spec.account);
      if (account === undefined) throw new Error(`account ${spec.account} was checked and is gone`);
      const again = options.again && existing !== null;
      const started = await startPackage(client, spec, { config: options.config, account, again, by: speaker() });
      if (started !== null) return { ...base, result: 'started', row: { ...plannedRow(spec), ...started } };
      // Somebody else started the same name a moment ago: once is enough.
      return { ...base, result: 'unchanged', row: await currentRow(client, name, base.row) };
    }
    case 'change':
      try {
        const account = accountNamed(options.config, spec.account);
        const life = account === undefined ? {} : { life: lifeSettingsOf(options.config, account, spec) };
        const answer = await tell(client, { name, by: speaker() }, 'configure', { spec, ...life });
        return { ...base, result: 'changed', message: answer.message, row: await currentRow(client, name, base.row) };
      } catch (error) {
        if (!(error instanceof ExplainedError)) throw error;
        return { ...base, result: 'failed', message: error.message };
      }
    case 'unchanged':
      return { ...base, result: 'unchanged' };
    case 'ended':
      return { ...base, result: 'ended' };
    case 'refuse':
    case 'unknown':
      return { ...base, result: 'failed' };
  }
}

async function currentRow(client: Client, name: string, before: PackageRow): Promise<PackageRow> {
  return (await findPackage(client, name))?.row ?? before;
}
