/** Where a package is in its life. See the state picture in docs/lifecycle.md. */
export const LEASE_STATUSES = [
  'Requested',
  'AwaitingApproval',
  'Ordering',
  'AwaitingPayment',
  'Provisioning',
  'Active',
  'Releasing',
  'Released',
  'Rejected',
  'Cancelled',
  'Failed',
  'Lapsed',
  'Renamed',
  'OutcomeUnknown',
] as const;
export type LeaseStatus = (typeof LEASE_STATUSES)[number];

const ENDED = [
  'Released',
  'Rejected',
  'Cancelled',
  'Failed',
  'Lapsed',
  'Renamed',
] as const satisfies readonly LeaseStatus[];
export type EndedStatus = (typeof ENDED)[number];

/** True when nothing will happen to the package any more and its workflow has closed or is about to. */
export function isEnded(status: LeaseStatus): status is EndedStatus {
  return (ENDED as readonly LeaseStatus[]).includes(status);
}

/** Whom or what the package waits for; null when it waits for nothing but time. */
export const WAITING_FOR = ['approval', 'payment', 'cloud', 'operator'] as const;
export type WaitingFor = (typeof WAITING_FOR)[number] | null;

/** True when a person must do something before the package can go on. */
export function waitsForPerson(waitingFor: WaitingFor): boolean {
  return waitingFor !== null && waitingFor !== 'cloud';
}

export type NextStepWhat = 'approve' | 'pay' | 'ready' | 'renew' | 'release' | 'lapse' | 'resolve';
export interface NextStep {
  readonly what: NextStepWhat;
  /** ISO 8601 UTC, or null when it has no date. */
  readonly at: string | null;
}
