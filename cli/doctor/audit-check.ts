import { ExplainedError } from '../../model/config/explained-error.js';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import { type Check, fail, ok } from './check.js';

const NAME = 'audit store';

/** Can the copy of the audit trail be reached, and is it whole? It writes nothing. */
export async function checkAuditStore({ audit }: LeaselineConfig): Promise<readonly Check[]> {
  if (audit.store === null) return [];
  const { AuditStore } = await import('../../workers/audit/store.js');
  try {
    const store = new AuditStore(audit.store);
    const lines = (await store.parts()).at(-1)?.last ?? 0;
    return [ok(NAME, `${store.place} holds ${lines} lines`)];
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    return [fail(NAME, error.message, error.remedy)];
  }
}
