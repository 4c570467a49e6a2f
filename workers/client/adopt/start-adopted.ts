import type { AccountConfig } from '../../../model/config/account-config.js';
import { mapLimited } from '../../../model/map-limited.js';
import { type PackageRow, plannedRow } from '../../../model/row.js';
import type { Reach } from '../reach.js';
import { startPackage } from '../start.js';
import type { Candidate } from './judge.js';

const STARTS_AT_ONCE = 20;

/** What became of one resource that was to be taken over. */
export interface Adopted {
  readonly name: string;
  readonly result: 'started' | 'failed';
  readonly message: string | null;
  readonly row: PackageRow;
}

/** Starts a package for each resource. One that cannot start does not keep the others from it. */
export function startAdopted(
  { client, config }: Reach,
  candidates: readonly Candidate[],
  { account, by }: { readonly account: AccountConfig; readonly by: string },
): Promise<readonly Adopted[]> {
  return mapLimited(candidates, STARTS_AT_ONCE, async ({ resource, spec, former }): Promise<Adopted> => {
    const { resourceId } = resource;
    const again = former !== null;
    const started = await startPackage(client, spec, { config, account, again, by, adopt: { resourceId } });
    const row = plannedRow(spec);
    if (started !== null) return { name: spec.name, result: 'started', message: null, row: { ...row, ...started } };
    const message = `somebody else started a package named ${spec.name} a moment ago`;
    return { name: spec.name, result: 'failed', message, row };
  });
}
