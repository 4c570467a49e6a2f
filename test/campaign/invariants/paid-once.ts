import { hasTerm, type PackageSpec } from '../../../model/package-spec.js';
import { renewalLeadMs } from '../../../model/term.js';
import { addTerm } from '../../../simulator/time/calendar.js';
import type { Evidence } from '../play.js';
import type { Invariant } from './invariant.js';
import { type Life, livesOf, timesSaid } from './lives.js';

export const paidOnce: Invariant = {
  name: 'at-most-one-paid-order-per-intent',
  promise: 'What is wanted once is paid for once, whatever gets lost on the way.',
  broken: (evidence) =>
    livesOf(evidence).flatMap((life) => [
      ...boughtTwice(life),
      ...renewedTooOften(life),
      ...renewedTooFar(life, evidence),
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

/** Two terms bought in place of one show in the expiry, however the orders look. */
function renewedTooFar(life: Life, { now }: Evidence): string[] {
  const { end, bought, resources } = life;
  const { spec } = end.state;
  const paidAt = bought.find(({ paymentStatus }) => paymentStatus === 'Paid')?.paidAt;
  if (!hasTerm(spec) || spec.lifecycle.atTermEnd === 'vendorAutoRenew' || paidAt == null) return [];
  const { period: count, unit } = spec.lifecycle.renew.term;
  const term = { count, unit };
  const firstEnd = addTerm(Date.parse(paidAt), term);
  const leadMs = renewalLeadMs(spec.lifecycle.renew.beforeMs, firstEnd - Date.parse(paidAt));
  let latest = firstEnd;
  if (spec.lifecycle.atTermEnd === 'renew') latest = Math.max(latest, addTerm(Date.parse(now) + leadMs, term));
  for (let said = timesSaid(life, 'renew'); said > 0; said -= 1) latest = addTerm(Math.max(latest, 0), term);
  // Calendar months differ in length, and a renewal after the expiry counts from the day it is paid.
  const graceMs = slackOf(spec) + Math.max(0, Date.parse(now) - firstEnd);
  return resources
    .filter(({ expiresAt }) => expiresAt !== null && Date.parse(expiresAt) > latest + graceMs)
    .map(({ resourceId, expiresAt }) => `${resourceId} runs until ${expiresAt}: longer than anybody asked for`);
}

function slackOf(spec: PackageSpec): number {
  const { unit } = spec.lifecycle.renew.term;
  return (unit === 'Week' ? 1 : 4) * 24 * 60 * 60 * 1000;
}

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
