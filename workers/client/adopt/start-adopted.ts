import type { Client } from '@temporalio/client';
import type { AccountConfig } from '../../model/config/account-config.js';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import { mapLimited } from '../../model/map-limited.js';
import { plannedRow } from '../../model/row.js';
import { startPackage } from '../../workers/client/start.js';
import { speaker } from '../client/speaker.js';
import type { Applied } from '../plan/apply-plan.js';
import type { Candidate } from './judge.js';

const STARTS_AT_ONCE = 20;

/** Starts a package for each resource. One that cannot start does not keep the others from it. */
export function startAdopted(
  client: Client,
  candidates: readonly Candidate[],
  options: { readonly config: LeaselineConfig; readonly account: AccountConfig },
): Promise<readonly Applied[]> {
  return mapLimited(candidates, STARTS_AT_ONCE, async ({ resource, spec, former }): Promise<Applied> => {
    const { resourceId } = resource;
    const started = await startPackage(client, spec, {
      ...options,
      again: former !== null,
      by: speaker(),
      adopt: { resourceId },
    });
    const row = plannedRow(spec);
    if (started !== null) return { name: spec.name, result: 'started', message: null, row: { ...row, ...started } };
    const message = `somebody else started a package named ${spec.name} a moment ago`;
    return { name: spec.name, result: 'failed', message, row };
  });
}
