import { renewalLeadMs } from '../../../model/term.js';
import { DAY_MS, MINUTE_MS } from '../campaign-config.js';
import type { Invariant } from './invariant.js';
import { type Life, livesOf, timesSaid } from './lives.js';

export const paidOnce: Invariant = {
  name: 'at-most-one-paid-order-per-intent',
  promise: 'What is wanted once is paid for once, whatever gets lost on the way.',
  broken: (evidence) =>
    livesOf(evidence).flatMap((life) => [
      ...boughtTwice(life),
      ...renewedTooOften(life),
      ...renewedTooEarly(life),
      ...resizedTwice(life),
      ...refundedTwice(life),
    ]),
};

function boughtTwice({ end, bought }: Life): string[] {
  const paid = bought.filter(({ paymentStatus }) => paymentStatus === 'Paid');
  if (paid.length <= 1) return [];
  return [`${end.name} was bought ${paid.length} times: orders ${paid.map(({ orderId }) => orderId).join(', ')}`];
}

/** Renewals carry no mark everywhere, so they are counted against what was wanted. */
function renewedTooOften(life: Life): string[] {
  const paid = life.later.filter(({ kind, paymentStatus }) => kind === 'Renew' && paymentStatus === 'Paid');
  const wanted = renewalsWanted(life);
  return paid.length <= wanted ? [] : [`${life.end.name} was renewed ${paid.length} times, wanted ${wanted} times`];
}

/** Every renewal is an operation of its own; where nobody but people asks for them, no more than they said. */
export function renewalsWanted(life: Life): number {
  const { operations, spec } = life.end.state;
  const distinct = new Set(operations.filter(({ what }) => what.startsWith('renewal')).map((one) => one.operation));
  return spec.lifecycle.atTermEnd === 'renew' ? distinct.size : Math.min(distinct.size, timesSaid(life, 'renew'));
}

/** A renewal long before its time, and that nobody asked for, is one term bought twice. */
function renewedTooEarly(life: Life): string[] {
  const { spec } = life.end.state;
  const { beforeMs, term } = spec.lifecycle.renew;
  // Vendors show no milliseconds.
  const leadMs = renewalLeadMs(beforeMs, LONGEST_TERM_DAYS[term.unit] * term.period * DAY_MS) + MINUTE_MS;
  // Near the end a package says that it could not look, and is renewed all the same.
  if (life.end.state.timeline.some(({ what }) => what.startsWith('it is renewed unseen'))) return [];
  const early = life.later.filter(({ kind, paymentStatus, createdAt, paidAt, changes }) => {
    if (kind !== 'Renew' || paymentStatus !== 'Paid') return false;
    // What a person pays later changes what is there by then.
    if (paidAt !== null && Date.parse(paidAt) - Date.parse(createdAt) > MINUTE_MS) return false;
    return changes.some(
      ({ expiresBefore }) => expiresBefore !== null && Date.parse(expiresBefore) - Date.parse(createdAt) > leadMs,
    );
  });
  const asked = timesSaid(life, 'renew');
  if (early.length <= asked) return [];
  const ids = early.map(({ orderId }) => orderId).join(', ');
  return [`${life.end.name} was renewed before its time ${early.length} times (${ids}), asked for ${asked} times`];
}

const LONGEST_TERM_DAYS = { Week: 7, Month: 31, Year: 366 } as const;

function resizedTwice(life: Life): string[] {
  const paid = life.later.filter(
    ({ kind, paymentStatus }) => (kind === 'Upgrade' || kind === 'Downgrade') && paymentStatus === 'Paid',
  );
  const wanted = timesSaid(life, 'resize');
  return paid.length <= wanted ? [] : [`${life.end.name} was resized ${paid.length} times, wanted ${wanted} times`];
}

function refundedTwice({ end, later, resources }: Life): string[] {
  return resources
    .map(({ resourceId }) => later.filter((order) => order.kind === 'Refund' && order.resourceIds.includes(resourceId)))
    .filter((refunds) => refunds.length > 1)
    .map((refunds) => `${end.name} was given back ${refunds.length} times`);
}
