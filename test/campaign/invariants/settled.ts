import { isEnded, waitsForPerson } from '../../../model/status.js';
import { lanesShared } from '../lanes.js';
import { waitsBehindAnother } from '../people.js';
import type { Evidence, PackageEnd } from '../play.js';
import type { Invariant } from './invariant.js';

export const settlesOrAsks: Invariant = {
  name: 'settles-or-waits-with-a-reason',
  promise: 'Once the faults stop, a package lives, has ended, or says in one sentence what it needs of a person.',
  broken: (evidence) =>
    evidence.packages.filter((end) => !isSettled(end, evidence)).map((end) => `${end.name} ${standing(end)}`),
};

export const neverFails: Invariant = {
  name: 'workflow-never-fails',
  promise: 'A package ends with a status of its own, never as a failed workflow.',
  broken: ({ packages }) =>
    packages
      .filter(({ workflowStatus }) => !['RUNNING', 'COMPLETED'].includes(workflowStatus))
      .map(({ name, workflowStatus }) => `${name} is ${workflowStatus}`),
};

function isSettled(end: PackageEnd, evidence: Evidence): boolean {
  const { status, waitingFor, reason } = end.state;
  if (isEnded(status)) return true;
  if (waitingFor === null) return status === 'Active';
  if (waitsForPerson(waitingFor)) return reason !== null && reason.trim() !== '';
  return waitsBehindSomebodyWhoAsks(end, evidence);
}

/** Behind another order that could not be told apart, it waits as long as that one does. */
function waitsBehindSomebodyWhoAsks(end: PackageEnd, { packages }: Evidence): boolean {
  if (!waitsBehindAnother(end.state)) return false;
  return packages.some((other) => other !== end && lanesShared(other.plan, end.plan) && !isEnded(other.state.status));
}

export function standing({ state }: PackageEnd): string {
  const { status, waitingFor, reason } = state;
  return `is ${status}${waitingFor === null ? '' : `, waiting for ${waitingFor}`}: ${reason ?? 'no reason given'}`;
}
