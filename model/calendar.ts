import { bookedText } from './booked-text.js';
import { formatMoney } from './money.js';
import type { PackageRow } from './row.js';
import { isEnded, type NextStep } from './status.js';

/**
 * - `expiry`: a term ends; `renewal`, `release`, `lapse`: what is done about it, or nothing
 * - `payment`, `approval`: until when a person must have paid or answered
 * - `ready`: by when the vendor should have delivered
 * - `resize`: a change somebody planned; `change`: one the vendor has booked
 * - `pause`: somebody's pause of it ends; `freeze`: a time in which nothing is bought
 */
export const CALENDAR_KINDS = [
  'expiry',
  'renewal',
  'release',
  'lapse',
  'payment',
  'approval',
  'ready',
  'resize',
  'change',
  'pause',
  'freeze',
] as const;
export type CalendarKind = (typeof CALENDAR_KINDS)[number];

/** Something that falls on a day. */
export interface CalendarEvent {
  /** The same for the same thing, also when it moves to another day. */
  readonly id: string;
  readonly kind: CalendarKind;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Null: a moment, not a time. */
  readonly until: string | null;
  /** The package; null for what concerns many. */
  readonly name: string | null;
  /** A sentence without its full stop. */
  readonly what: string;
  /** What else there is to know, a line each. */
  readonly details: readonly string[];
}

export interface FreezeTime {
  readonly name: string;
  /** ISO 8601 UTC. */
  readonly from: string;
  readonly until: string;
}

export interface CalendarSources {
  readonly rows: readonly PackageRow[];
  /** When the question a package asks ends unanswered, by its name. */
  readonly approvalEnds?: ReadonlyMap<string, string>;
  readonly freezes?: readonly FreezeTime[];
}

/**
 * What falls into a time, in order. What is overdue for a package that runs is always there: nobody has dealt with it yet. A
 * package without an end is in no calendar.
 */
export function calendarEvents(
  { rows, approvalEnds = new Map(), freezes = [] }: CalendarSources,
  { now, until }: { readonly now: string; readonly until: string },
): readonly CalendarEvent[] {
  const ofPackages = rows
    .filter(({ status }) => !isEnded(status))
    .flatMap((row) => eventsOf(row, approvalEnds.get(row.name) ?? null));
  return [...ofPackages, ...freezes.map(freezeEvent)]
    .filter((event) => event.at <= until && (event.until === null || event.until > now))
    .sort((one, other) => one.at.localeCompare(other.at) || one.id.localeCompare(other.id));
}

function eventsOf(row: PackageRow, approvalEndsAt: string | null): CalendarEvent[] {
  const { name, expiresAt, nextStep, plannedResize, reservation } = row;
  const event = (kind: CalendarKind, at: string, what: string, details: readonly string[] = []): CalendarEvent => ({
    ...{ id: `${name}-${kind}`, kind, at, until: null, name, what },
    details: [...details, ...about(row)],
  });
  const events: CalendarEvent[] = [];
  if (expiresAt !== null) events.push(event('expiry', expiresAt, `${name} expires${afterwards(nextStep, expiresAt)}`));
  const kind = nextStep === null ? null : KIND_OF[nextStep.what];
  // What is due on the last day of its term is said with its expiry; a payment or an answer has a day of its own even then.
  if (nextStep?.at != null && kind !== null && kind !== 'approval') {
    if (nextStep.at !== expiresAt || kind === 'payment') {
      const details = kind === 'payment' && row.price !== null ? [formatMoney(row.price)] : [];
      events.push(event(kind, nextStep.at, `${name} ${WORDS[kind]}`, details));
    }
  }
  const answerBy = approvalEndsAt ?? (kind === 'approval' ? (nextStep?.at ?? null) : null);
  if (answerBy !== null) events.push(event('approval', answerBy, `${name} ${WORDS.approval}`));
  if (plannedResize !== null) {
    events.push(event('resize', plannedResize.at, `${name} is changed to ${plannedResize.bandwidthMbps} Mbps`));
  }
  if (reservation?.activeAt != null) {
    events.push(event('change', reservation.activeAt, `the vendor changes ${name}: ${bookedText(reservation)}`));
  }
  if (row.pausedUntil !== null) events.push(event('pause', row.pausedUntil, `the pause of ${name} ends`));
  return events;
}

const KIND_OF: Readonly<Record<NextStep['what'], keyof typeof WORDS | null>> = {
  approve: 'approval',
  pay: 'payment',
  ready: 'ready',
  renew: 'renewal',
  release: 'release',
  lapse: 'lapse',
  resolve: null,
};

const WORDS = {
  renewal: 'is to be renewed',
  release: 'is to be given back',
  lapse: 'lapses',
  payment: 'has an order that must be paid by then',
  approval: 'must have an answer by then',
  ready: 'should be delivered by then',
} as const;

/** What becomes of it on that very day. */
function afterwards(nextStep: NextStep | null, expiresAt: string): string {
  switch (nextStep?.what) {
    case 'renew':
      return nextStep.at === expiresAt ? ', and is renewed at the vendor' : ' unless it is renewed before';
    case 'lapse':
      return nextStep.at === expiresAt ? ' and is not renewed by itself' : '';
    case 'approve':
    case 'pay':
      return ' unless it is renewed before';
    default:
      return '';
  }
}

function about(row: PackageRow): string[] {
  const { product, bandwidthMbps, account, resourceId, reason } = row;
  return [`${product} ${bandwidthMbps} Mbps, ${account}`, resourceId, reason].filter((line) => line !== null);
}

function freezeEvent({ name, from, until }: FreezeTime): CalendarEvent {
  return {
    ...{ id: `freeze-${name}`, kind: 'freeze', at: from, until, name: null },
    what: `freeze ${name}: nothing is bought`,
    details: [],
  };
}
