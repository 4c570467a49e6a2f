import { WORKFLOW_TYPES } from '../../model/ids.js';
import { REDELIVERY_MEMO_OUTLET } from '../../model/workflow-inputs.js';
import type { Session } from '../client/session.js';
import { type Check, warn } from './check.js';

/** Enough to see that nobody listens. */
const LOOKED_AT = 1000;

/** Outlets that are behind: each of them is down, or was until a moment ago. */
export async function checkHeldNotices({ client }: Session): Promise<readonly Check[]> {
  const query = `WorkflowType = '${WORKFLOW_TYPES.redelivery}' AND ExecutionStatus = 'Running'`;
  const packages = new Map<string, number>();
  let looked = 0;
  for await (const { memo } of client.workflow.list({ query, pageSize: LOOKED_AT })) {
    if (looked === LOOKED_AT) break;
    looked += 1;
    const outlet = String(memo?.[REDELIVERY_MEMO_OUTLET] ?? 'an outlet');
    packages.set(outlet, (packages.get(outlet) ?? 0) + 1);
  }
  const least = looked === LOOKED_AT ? 'at least ' : '';
  return [...packages].map(([outlet, count]) =>
    warn(
      `notices for ${outlet}`,
      `kept since it cannot be told, of ${least}${count} ${count === 1 ? 'package' : 'packages'}`,
      'See that it takes them again: each is offered at least every ten minutes, for three days. One that is not configured any more has none to miss',
    ),
  );
}
