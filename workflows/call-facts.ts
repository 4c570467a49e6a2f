import type { TimelineFacts } from '../model/messages.js';
import type { OperationRecord } from '../model/operation-record.js';
import type { Lease } from './lease.js';
import type { SpendPlan } from './spend-plan.js';

export interface Call {
  readonly operation: number;
  readonly attempt: number;
  readonly outcome: OperationRecord['outcome'];
  readonly requestId: string | null;
  /** The order the vendor made of it; null: none, or none that is known. */
  readonly orderId: string | null;
}

/** The vendor's word on one attempt, as an audit compares it with approvals and with the vendor's bill. */
export function callFacts(lease: Lease, { money }: Pick<SpendPlan<unknown>, 'money'>, call: Call): TimelineFacts {
  const { approved = null, alsoApproved = [], approvedUpTo = null, resourceId } = lease.state;
  const { orderId, ...rest } = call;
  return {
    kind: 'call',
    ...rest,
    approved,
    ...(alsoApproved.length > 0 && { alsoApproved }),
    ...(approvedUpTo !== null && { approvedUpTo }),
    ...(orderId !== null && { orderId }),
    ...(resourceId !== null && { resourceId }),
    ...(money !== undefined && { money }),
  };
}
