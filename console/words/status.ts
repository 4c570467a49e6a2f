import type { PackageRow } from '../../model/row.js';
import type { LeaseStatus, NextStepWhat, WaitingFor } from '../../model/status.js';

/** How a state is told apart at a glance; each also has a word and a shape of its own. */
export type Tone = 'good' | 'busy' | 'waits' | 'bad' | 'quiet';

interface Look {
  readonly word: string;
  readonly tone: Tone;
}

const STATUSES: Readonly<Record<LeaseStatus, Look>> = {
  Requested: { word: 'Requested', tone: 'busy' },
  AwaitingApproval: { word: 'Awaiting approval', tone: 'waits' },
  Ordering: { word: 'Ordering', tone: 'busy' },
  AwaitingPayment: { word: 'Awaiting payment', tone: 'waits' },
  Provisioning: { word: 'Provisioning', tone: 'busy' },
  Active: { word: 'Active', tone: 'good' },
  Releasing: { word: 'Releasing', tone: 'busy' },
  Released: { word: 'Released', tone: 'quiet' },
  Renamed: { word: 'Renamed', tone: 'quiet' },
  Rejected: { word: 'Rejected', tone: 'quiet' },
  Cancelled: { word: 'Cancelled', tone: 'quiet' },
  Failed: { word: 'Failed', tone: 'bad' },
  Lapsed: { word: 'Lapsed', tone: 'bad' },
  OutcomeUnknown: { word: 'Outcome unknown', tone: 'bad' },
};

export const STATUS_NAMES = Object.keys(STATUSES) as readonly LeaseStatus[];

export const statusLook = (status: LeaseStatus): Look => STATUSES[status];

const WAITS: Readonly<Record<NonNullable<WaitingFor>, string>> = {
  approval: 'an approval',
  payment: 'a payment',
  cloud: 'the cloud',
  operator: 'an operator',
};

export const WAITING_NAMES = Object.keys(WAITS) as readonly NonNullable<WaitingFor>[];

export const waitsFor = (waitingFor: WaitingFor): string | null => (waitingFor === null ? null : WAITS[waitingFor]);

const STEPS: Readonly<Record<NextStepWhat, string>> = {
  approve: 'Approve',
  pay: 'Pay',
  ready: 'Ready',
  renew: 'Renew',
  release: 'Release',
  lapse: 'Lapse',
  resolve: 'Resolve',
};

export const stepWord = (what: NextStepWhat): string => STEPS[what];

const PRODUCTS: Readonly<Record<PackageRow['product'], string>> = {
  wuying: 'WUYING',
  cen: 'CEN',
  ugn: 'UGN',
};

export const productWord = (product: PackageRow['product']): string => PRODUCTS[product];

const ENDED: ReadonlySet<LeaseStatus> = new Set(['Released', 'Renamed', 'Rejected', 'Cancelled', 'Failed', 'Lapsed']);

/** Nothing will happen to it any more. */
export const isEnded = (status: LeaseStatus): boolean => ENDED.has(status);

export const waitsForPerson = (row: PackageRow): boolean =>
  !isEnded(row.status) && row.waitingFor !== null && row.waitingFor !== 'cloud';
