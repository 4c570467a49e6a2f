import { cancellationSignal, log } from '@temporalio/activity';
import { CloudReadError } from '../../clouds/cloud-read-error.js';
import { alibaba } from '../context.js';

/** `InstanceIDs` at its documented highest; the page holds as many, or the vendor would show the first 20 only. */
const IDS_PER_CALL = 100;

/**
 * Whether the vendor renews these by itself, by billing's word; who is not in the map is not known to billing. Asked by
 * ids alone: with a region the vendor may show nothing. Resources and billing are two services: where billing cannot be
 * read, the resources are shown without this.
 */
export async function autoRenewals(account: string, ids: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
  const known = new Map<string, boolean>();
  try {
    for (let start = 0; start < ids.length; start += IDS_PER_CALL) {
      const { value } = await alibaba(account).bss.queryAvailableInstances(
        { InstanceIDs: ids.slice(start, start + IDS_PER_CALL), PageNum: 1, PageSize: IDS_PER_CALL },
        { signal: cancellationSignal() },
      );
      for (const { InstanceID, RenewStatus } of value.InstanceList) {
        if (RenewStatus !== null) known.set(InstanceID, RenewStatus === 'AutoRenewal');
      }
    }
  } catch (error) {
    if (!(error instanceof CloudReadError)) throw error;
    log.warn('billing does not say what renews itself', { account, code: error.code, reason: error.message });
  }
  return known;
}
