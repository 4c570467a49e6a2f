import { assertNever } from '../../model/assert-never.js';
import type { OperationRecord } from '../../model/operation-record.js';
import type { BookedCharge, BookedOrder, Books } from './books.js';
import type { Coverage } from './coverage.js';
import { type RehearsedLife, THE_PERSON } from './rehearsed-package.js';
import type { DarkTime, EventKind, RehearsalEvent } from './report.js';

const PAID_LATER_MS = 1_000;

/** One package with what the vendors' books say of it. */
export interface RehearsedStory {
  readonly life: RehearsedLife;
  readonly payer: string;
  readonly orders: readonly BookedOrder[];
  readonly charges: readonly BookedCharge[];
  readonly coverage: Coverage;
  readonly dark: readonly DarkTime[];
}

/** All that happened, in the order of time: the vendors' books, the packages' own timelines, and the questions. */
export function eventsOf(stories: readonly RehearsedStory[], { faults }: Books): readonly RehearsalEvent[] {
  const events = [
    ...stories.flatMap((story) => [...orderEvents(story), ...darkEvents(story), ...ownEvents(story.life)]),
    ...faults.map(({ at, action, fault }) => event(null, at, 'fault', 'vendor', `${action}: ${fault}`)),
  ];
  return events.toSorted((a, b) => a.at.localeCompare(b.at));
}

function orderEvents({ life, orders, charges }: RehearsedStory): RehearsalEvent[] {
  const { name } = life.spec;
  return orders.flatMap((order) => {
    const { orderId, kind: orderKind, amountMinor, currency, createdAt } = order;
    const about = { orderId, orderKind, amountMinor, currency };
    const by = placedBy(order);
    const events = [{ ...event(name, createdAt, 'ordered', by, `order ${orderId} (${orderKind})`), ...about }];
    if (order.suspendedAt !== null) {
      events.push({ ...event(name, order.suspendedAt, 'suspended', 'vendor', `order ${orderId} is held`), ...about });
    }
    if (order.cancelledAt !== null) {
      events.push({ ...event(name, order.cancelledAt, 'orderCancelled', by, `order ${orderId} is void`), ...about });
    }
    if (order.paidAt !== null) {
      const expiresAt = order.changes[0]?.expiresAfter ?? null;
      const booked = charges.find((charge) => charge.orderId === orderId)?.amountMinor ?? amountMinor;
      const kind = orderKind === 'Refund' || booked < 0 ? 'refunded' : 'paid';
      const what = expiresAt === null ? `order ${orderId}` : `order ${orderId}, until ${expiresAt}`;
      events.push({
        ...event(name, order.paidAt, kind, payerOf(order), what),
        ...about,
        amountMinor: booked,
        expiresAt,
      });
    }
    return events;
  });
}

function placedBy({ caller }: BookedOrder): string {
  if (caller === 'console') return THE_PERSON;
  return caller === 'vendor-auto-renewal' ? 'vendor' : 'leaseline';
}

/** What waits to be paid is paid by a person; the rest the vendor takes itself. */
function payerOf({ paidAt, createdAt, kind, caller }: BookedOrder): string {
  if (kind === 'Refund') return 'vendor';
  if (caller === 'console') return THE_PERSON;
  return Date.parse(paidAt ?? createdAt) - Date.parse(createdAt) >= PAID_LATER_MS ? THE_PERSON : 'balance';
}

function darkEvents({ life, dark }: RehearsedStory): RehearsalEvent[] {
  const { name } = life.spec;
  return dark.flatMap(({ from, to }) => {
    const gone = event(name, from, 'dark', 'vendor', 'its term ended and nothing had been paid for more');
    return to === null ? [gone] : [gone, event(name, to, 'back', 'vendor', 'renewed after its end')];
  });
}

function ownEvents({ spec, told, operations, questions }: RehearsedLife): RehearsalEvent[] {
  return [
    ...[...told.values()].map(({ at, who, what }) => event(spec.name, at, kindOf(who), who, what)),
    ...[...operations.values()].flatMap((record) => operationEvent(spec.name, record)),
    ...questions
      .filter(({ waitingFor }) => waitingFor === 'operator')
      .map(({ sinceMs, reason }) =>
        event(spec.name, new Date(sinceMs).toISOString(), 'asked', 'leaseline', reason ?? ''),
      ),
  ];
}

function kindOf(who: string): EventKind {
  if (who === THE_PERSON) return 'answered';
  return who === 'vendor' ? 'seen' : 'told';
}

function operationEvent(name: string, { outcome, openedAt, what, detail }: OperationRecord): RehearsalEvent[] {
  const text = detail === null ? what : `${what}: ${detail}`;
  switch (outcome) {
    case 'refused':
    case 'suspended':
    case 'unknown':
      return [event(name, openedAt, outcome, 'vendor', text)];
    case 'open':
    case 'accepted':
    case 'throttled':
    case 'absent':
      return [];
    default:
      return assertNever(outcome);
  }
}

function event(name: string | null, at: string, kind: EventKind, who: string, what: string): RehearsalEvent {
  return {
    at,
    package: name,
    kind,
    who,
    what,
    amountMinor: null,
    currency: null,
    orderId: null,
    orderKind: null,
    expiresAt: null,
  };
}
