import { lanesShared } from '../lanes.js';
import { OPERATIONS } from '../operations.js';
import { bears } from '../people.js';
import type { Evidence, PackageEnd } from '../play.js';
import type { PackagePlan } from '../schedule.js';
import type { Invariant } from './invariant.js';
import { standing } from './settled.js';

export const wantedEndActive: Invariant = {
  name: 'wanted-packages-end-active',
  promise: 'With a vendor that recovers and a person who answers, what is wanted is there in the end.',
  broken: (evidence) =>
    evidence.packages
      .filter((end) => isWanted(end, evidence) && end.state.status !== 'Active')
      .map((end) => `${end.name} ${standing(end)}`),
};

/** A vendor that says no, or delivers nothing, may well be believed. */
const FINAL_FAULTS = [
  'riskRejection',
  'insufficientBalance',
  'insufficientBalanceUnpaidOrder',
  'insufficientBalanceAbnormalOrder',
  'insufficientBalanceNoOrder',
  'partnerQuotaShort',
  'paidNeverDelivered',
  'successFalse',
  'unknownStatus',
];

function isWanted(end: PackageEnd, evidence: Evidence): boolean {
  const { plan } = end;
  const { people, behaviour, packages, console: bought, rules, livesDays, governance } = evidence.schedule;
  if (people.answer !== 'honest' || !people.pay || !people.approve) return false;
  if (plan.acts.some(({ say }) => say === 'cancel' || say === 'release')) return false;
  if (livesDays > 0 && plan.lifecycle.atTermEnd !== 'renew') return false;
  if (governance?.budgetMinor != null) return false;
  if (nobodyCameToPay(end, evidence)) return false;
  if (behaviour.unpaidBlocks === 'account' || bought.length > 0) return false;
  if (packages.some((other) => other !== plan && lanesShared(other, plan))) return false;
  return !rules.some(({ action, fault }) => FINAL_FAULTS.includes(fault) && concerns(action, plan));
}

/** People who look every few hours pay nothing that is to be paid within half an hour. */
function nobodyCameToPay(end: PackageEnd, { ledger, looks }: Evidence): boolean {
  return ledger.orders.some((order) => {
    const { createdAt, paidAt, cancelledAt } = order;
    if (!bears(order, end.firstRunId) || paidAt !== null || cancelledAt === null) return false;
    return !looks.some((look) => createdAt <= look && look <= cancelledAt);
  });
}

function concerns(action: string, plan: PackagePlan): boolean {
  const { product } = plan;
  return OPERATIONS.some((operation) => operation.action === action && operation.id.startsWith(`${product}.`));
}
