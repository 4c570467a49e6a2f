import { faultMenu } from '../../simulator/faults/menu.js';
import { ACTIVITY_TIMEOUT_MS } from './campaign-config.js';
import type { Operation } from './operations.js';
import type { VendorFault, WorkerFault } from './schedule.js';

/** The three moments at which a sender can be lost, and what a vendor may say instead of yes. */
export type Boundary = 'before send' | 'sent, unanswered' | 'answered, unrecorded' | 'answered otherwise';

/** One way for a send to go wrong. */
export interface SendFault {
  /** Stable: part of the names of schedules. */
  readonly id: string;
  readonly boundary: Boundary;
  readonly fits: (operation: Operation) => boolean;
  readonly vendor?: Omit<VendorFault, 'action'>;
  readonly worker?: WorkerFault['boundary'];
}

const any = () => true;
/** Longer than anybody waits for the answer, in real seconds. */
const SLOW_SECONDS = ACTIVITY_TIMEOUT_MS / 1000 + 1;
/** Within the proof window, and after every look that comes soon. */
const LATE_SECONDS = 400;

const isOrder = ({ id }: Operation) => /\.(create|renew|resize)$/.test(id);
const isAlibabaOrder = (operation: Operation) => isOrder(operation) && !operation.id.startsWith('ugn.');

const ALL: readonly SendFault[] = [
  vendor('dropBefore', 'before send'),
  worker('failBefore', 'before send'),
  vendor('dropAfter', 'sent, unanswered'),
  vendor('delayAfter', 'sent, unanswered', { seconds: SLOW_SECONDS }),
  vendor('badGatewayAfter', 'sent, unanswered'),
  vendor('internalErrorAfter', 'sent, unanswered'),
  vendor('lateCommit', 'sent, unanswered', { seconds: LATE_SECONDS }),
  worker('loseAnswer', 'answered, unrecorded'),
  worker('hangAfter', 'answered, unrecorded'),
  worker('runTwice', 'answered, unrecorded'),
  vendor('throttle', 'answered otherwise'),
  vendor('throttleWithRetryAfter', 'answered otherwise', { seconds: 20 }),
  vendor('serviceUnavailable', 'answered otherwise'),
  vendor('successFalse', 'answered otherwise', {}, ({ billing }) => billing === 'bss'),
  // UCloud documents no code for it, and is known by its words there: refusal.test.ts, suspended-renewal.test.ts.
  vendor('riskRejection', 'answered otherwise', {}, isAlibabaOrder),
  vendor('insufficientBalanceUnpaidOrder', 'answered otherwise', {}, isAlibabaOrder),
  vendor('insufficientBalanceAbnormalOrder', 'answered otherwise', {}, isAlibabaOrder),
  vendor('insufficientBalanceNoOrder', 'answered otherwise', {}, isOrder),
  vendor('partnerQuotaShort', 'answered otherwise', {}, ({ id }) => id === 'cen.create'),
  vendor('paidNeverDelivered', 'answered otherwise', {}, isOrder),
  vendor('orderIdAsNumber', 'answered otherwise', {}, isAlibabaOrder),
  vendor('retCodeAsString', 'answered otherwise', {}, ({ id }) => id.startsWith('ugn.')),
  vendor('autoRenewPartialFailure', 'answered otherwise', {}, ({ id }) => id === 'ugn.autoRenewFlag'),
];

/** Those the simulator of this checkout can play. */
export const SEND_FAULTS: readonly SendFault[] = ALL.filter(
  (fault) => fault.vendor === undefined || fault.vendor.fault in faultMenu,
);

/** The rules of one fault at one operation: it strikes `count` times after `skip` calls. */
export function rulesFor(
  fault: SendFault,
  operation: Operation,
  { skip = 0, count = 1 }: { readonly skip?: number; readonly count?: number } = {},
): { readonly rules: readonly VendorFault[]; readonly boundaries: readonly WorkerFault[] } {
  const { activity, action } = operation;
  return {
    rules: fault.vendor === undefined ? [] : [{ action, ...fault.vendor, skip, count }],
    boundaries: fault.worker === undefined ? [] : [{ activity, boundary: fault.worker, skip, count }],
  };
}

function vendor(
  fault: string,
  boundary: Boundary,
  more: { readonly seconds?: number } = {},
  fits: SendFault['fits'] = any,
): SendFault {
  return { id: fault, boundary, fits, vendor: { fault, ...more } };
}

function worker(fault: WorkerFault['boundary'], boundary: Boundary): SendFault {
  return { id: `worker-${fault}`, boundary, fits: any, worker: fault };
}
