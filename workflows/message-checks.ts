import { groupsIn, isGroupEntry } from '../model/approval.js';
import { isChangeable } from '../model/is-changeable.js';
import { isLifeSettings } from '../model/life-settings.js';
import type { MessageArguments, MessageName, Said } from '../model/messages.js';
import { hasTerm, isReleasedByChange, type PackageSpec, withBandwidth } from '../model/package-spec.js';
import { whyNotRenewedFor } from '../model/renewable-terms.js';
import { whyNotResize } from '../model/resize-rules.js';
import { isEnded } from '../model/status.js';
import type { Term } from '../model/term.js';
import { answerers, approvalRules, mayAnswer } from './approval.js';
import { now } from './clock.js';
import { plannedRelease, plannedResize, wantsResizeNow } from './inbox.js';
import type { Lease } from './lease.js';
import type { LeaseState } from './lease-state.js';
import { isPaused } from './pause.js';
import { productOf } from './products/product-of.js';
import { whyNotRename } from './rename.js';

/**
 * Whether a message fits what the package is doing, as one sentence why not and what to do instead; null when it
 * fits. Plain and synchronous: these run as update validators, and for signals.
 */
export type Check<N extends MessageName> = (lease: Lease, said: MessageArguments[N]) => string | null;

export const CHECKS: { readonly [N in MessageName]: Check<N> } = {
  approve: (lease, said) => approvalAsked(lease, said) ?? whyNotApprove(lease, said),
  reject: (lease, said) => approvalAsked(lease, said) ?? whyNotReject(lease, said),
  withdraw: (lease, said) => {
    const by = speakerOf(said);
    const asked = approvalAsked(lease, said);
    if (asked !== null) return asked;
    const has = lease.state.approval?.approvedBy.some((one) => one.by === by) === true;
    return has ? null : `${by} has not said yes, so there is nothing to take back.`;
  },
  delegate: (lease, said) => approvalAsked(lease, said) ?? whyNotDelegate(lease, said, said.to),
  // Whoever pays and then says so may come after the sweep that saw it: that is no mistake.
  paid: ({ state }) =>
    state.waitingFor === 'payment' || state.paid ? null : `it waits for no payment (${standing(state)}).`,
  resolve: (lease, said) => {
    if (lease.state.nextStep?.what !== 'resolve') return `there is nothing to resolve (${standing(lease.state)}).`;
    if ('none' in said && said.none === true) {
      const isList = said.not === undefined || (Array.isArray(said.not) && said.not.every(isText));
      return isList ? null : 'not is a list of ids of resources or orders.';
    }
    if ('resourceId' in said && isText(said.resourceId)) return null;
    return 'say { resourceId } to name the resource that was bought, or { none: true } when there is none.';
  },
  renew: (lease, said) => {
    if (lease.state.status !== 'Active') return `only an Active package can be renewed (${standing(lease.state)}).`;
    if (!hasTerm(lease.spec)) return 'it is pay-as-you-go: it has no term to renew.';
    if (lease.inbox.renew !== null) return 'a renewal has been asked for already.';
    if (lease.renewing) return `a renewal is under way already (${standing(lease.state)}).`;
    const { period, periodUnit } = said;
    if (period !== undefined && !(Number.isInteger(period) && period > 0)) return 'period is a whole number above 0.';
    if (periodUnit !== undefined && !['Week', 'Month', 'Year'].includes(periodUnit)) {
      return 'periodUnit is Week, Month or Year.';
    }
    return null;
  },
  resize: (lease, said) => {
    if (lease.state.status !== 'Active') return `only an Active package can be resized (${standing(lease.state)}).`;
    if (wantsResizeNow(lease.inbox)) return 'a change of its bandwidth is under way already.';
    if (said.at !== undefined) {
      const why = whyNotThen(lease, said.at);
      if (why !== null) return why;
    } else if (lease.renewing) return `a renewal is under way (${standing(lease.state)}); resize it after that.`;
    const { bandwidthMbps } = said;
    const [least, most] = productOf(lease).bandwidthRange;
    if (!Number.isInteger(bandwidthMbps) || bandwidthMbps < least || bandwidthMbps > most) {
      return `bandwidthMbps is a whole number from ${least} to ${most}.`;
    }
    const { seen } = lease.state;
    return seen === null || said.at !== undefined ? null : whyNotResize(lease.spec, seen, bandwidthMbps);
  },
  release: (lease, said) => {
    if (said.at !== undefined && !(isText(said.at) && !Number.isNaN(Date.parse(said.at)))) {
      return 'at is a date such as 2027-06-30T00:00:00Z.';
    }
    if (said.confirm !== undefined && typeof said.confirm !== 'boolean') return 'confirm is true or false.';
    if (lease.state.status === 'Active') return null;
    if (canCancel(lease)) return `it is not bought yet (${standing(lease.state)}); use cancel.`;
    const first = lease.state.status === 'OutcomeUnknown' ? '; say resolve or cancel first' : '';
    return `it cannot be released now (${standing(lease.state)})${first}.`;
  },
  cancel: (lease) => {
    if (lease.state.approval?.operation === 'release') return null;
    if (lease.state.status === 'Active') {
      const isPlanned = plannedResize(lease.inbox) !== null || plannedRelease(lease.inbox) !== null;
      return isPlanned ? null : 'it is bought and Active; use release.';
    }
    // A renewal, a resize or a refund too: if nothing came of it, it is not sent again.
    if (lease.state.status === 'OutcomeUnknown' || canCancel(lease)) return null;
    return `there is nothing to withdraw (${standing(lease.state)}).`;
  },
  pause: ({ state }, { until }) => {
    if (isEnded(state.status)) return `there is nothing to pause (${standing(state)}).`;
    const untilMs = isText(until) ? Date.parse(until) : Number.NaN;
    if (Number.isNaN(untilMs)) return 'until is a date such as 2027-06-30T00:00:00Z: a pause needs an end.';
    return untilMs > Date.now() ? null : `until lies in the past (${until}).`;
  },
  resume: (lease) => (isPaused(lease) ? null : 'it is not paused.'),
  rename: (lease, said) => whyNotRename(lease, said.to),
  configure: (lease, said) => {
    if (said.life !== undefined && !isLifeSettings(said.life)) return 'life is what leaseline.yaml says of calendars.';
    const why = configurable(lease.state, said.spec);
    if (why !== null || lease.state.waitingFor !== 'approval') return why;
    const asked = lease.state.approval?.policy ?? lease.spec.approval;
    const rules = { ...(said.life ?? lease.life).gate?.policies };
    const isKept =
      said.spec.approval === lease.spec.approval && (asked === lease.spec.approval || asked === null || asked in rules);
    return isKept ? null : 'its policy cannot change while it waits for approval; answer first, or cancel.';
  },
};

/**
 * What only newer builds refuse. An update that an older one took must be taken again when its history is replayed, so these are
 * asked before it is taken and not after, and of signals behind a patch.
 */
export const NEWLY_REFUSED: { readonly [N in MessageName]?: Check<N> } = {
  // Enough have said yes and prices and budgets are looked at once more: a no still counts, a yes would be for nothing.
  approve: ({ state }) => (state.approval == null ? ANSWERED : null),
  delegate: (lease, said) => {
    const by = speakerOf(said);
    const { approval } = lease.state;
    if (approvalRules(lease).requesterMayApprove || approval?.requestedBy !== by) return null;
    return `${by} asked for it and has no say to give away.`;
  },
  // CEN and UGN know no weeks: three of them were bought as three months, or years.
  renew: ({ spec }, said) => {
    const problem = whyNotRenewedFor(spec, askedTerm(spec, said) ?? spec.lifecycle.renew.term);
    return problem === null ? null : `${problem.field} ${problem.rule}.`;
  },
  // A slip in a date must not take a line down the same moment.
  release: (_lease, { at }) => {
    if (at === undefined || Date.parse(at) > Date.now() - SLACK_MS) return null;
    return `at lies in the past (${at}), and nothing was released; name a time to come, or leave it out to release it now.`;
  },
  configure: (lease, { spec }) => {
    if (!isChangeable(spec)) return 'spec is a whole package, with its lifecycle, labels and approval.';
    if (!isReleasedByChange(lease.spec, spec, now())) return null;
    return `its lifecycle.releaseAt (${spec.lifecycle.releaseAt}) has passed: it would be given back at once. Write a time to come, or take it out; if it is meant, say release.`;
  },
};

const ANSWERED = 'it has been answered already.';

/** The term a `renew` names; null: none, so that of its file. */
export function askedTerm(
  { lifecycle: { renew } }: PackageSpec,
  { period, periodUnit }: MessageArguments['renew'],
): Term | null {
  if (period === undefined && periodUnit === undefined) return null;
  return { period: period ?? 1, unit: periodUnit ?? renew.term.unit };
}

/** Whoever writes the time it is means now: clocks differ a little, and messages are under way for a while. */
const SLACK_MS = 5 * 60_000;

/**
 * Why a message that fits is taken with `confirm: true` only; null when it needs none. What cuts off a line in use must be
 * known and meant.
 */
export function confirmationMissing<N extends MessageName>(
  lease: Lease,
  name: N,
  said: MessageArguments[N],
): string | null {
  const isConfirmed = 'confirm' in said && said.confirm === true;
  if (name !== 'release' || isConfirmed || lease.cutOff.length === 0) return null;
  return `it is in use, and a release cuts off ${lease.cutOff.join('; ')}. Say it with confirm: true if that is meant.`;
}

/** A change of bandwidth is planned for a time when the line is there. */
function whyNotThen({ spec, expiresAt }: Lease, at: string): string | null {
  const atMs = isText(at) ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(atMs)) return 'at is a date such as 2027-06-30T00:00:00Z.';
  if (atMs <= Date.now()) return `at lies in the past (${at}); leave it out to change it now.`;
  const { atTermEnd } = spec.lifecycle;
  const ends = atTermEnd === 'lapse' || atTermEnd === 'release';
  if (!ends || expiresAt === null || atMs < Date.parse(expiresAt)) return null;
  return `its term ends at ${expiresAt}, before that, and it is not to be renewed.`;
}

function approvalAsked(lease: Lease, { request }: { readonly request?: string }): string | null {
  if (lease.state.waitingFor !== 'approval') return `nobody asked for approval (${standing(lease.state)}).`;
  if (lease.inbox.decision !== null) return ANSWERED;
  const { approval } = lease.state;
  if (request === undefined || request === approval?.request) return null;
  return `what is asked about is not ${String(request)} any more: look at it again${approval == null ? '' : ` (now ${approval.request}: ${approval.what})`}.`;
}

/** Names are compared letter by letter: who speaks is as good as whoever wrote it down (docs/approvals.md). */
export const speakerOf = ({ by }: Said): string => String(by ?? 'an operator');

function whyNotApprove(lease: Lease, said: Said): string | null {
  const by = speakerOf(said);
  const { approval } = lease.state;
  const rules = approvalRules(lease);
  if (!mayAnswer(lease, by, groupsIn(said.groups))) return noApprover(lease, by);
  if (!rules.requesterMayApprove && approval?.requestedBy === by) {
    return `${by} asked for it, so somebody else must approve it.`;
  }
  if (approval == null) return null;
  const missing = approval.quorum - approval.approvedBy.length;
  if (missing <= 0) return ANSWERED;
  if (approval.approvedBy.some((one) => one.by === by)) {
    return `${by} has approved it already; ${missing} more must say yes.`;
  }
  return null;
}

/** Whoever asked for it may take it back as well. */
function whyNotReject(lease: Lease, said: Said): string | null {
  const by = speakerOf(said);
  if (mayAnswer(lease, by, groupsIn(said.groups)) || lease.state.approval?.requestedBy === by) return null;
  return noApprover(lease, by);
}

function noApprover(lease: Lease, by: string): string {
  const { approval, spec } = lease.state;
  const given = approval?.delegates?.find(({ from }) => from === by);
  if (given !== undefined) return `${by} has asked ${given.to} to answer in their place.`;
  const policy = approval?.policy ?? spec.approval;
  return `${by} is no approver of policy ${policy} (those are ${answerers(approvalRules(lease), approval).join(', ')}).`;
}

function whyNotDelegate(lease: Lease, said: Said, to: unknown): string | null {
  const by = speakerOf(said);
  const { approval } = lease.state;
  if (!isText(to) || to.length > 200 || isGroupEntry(to)) return 'to is the name of who shall answer.';
  if (approvalRules(lease).approvers.length === 0) return `anybody may answer, so ${to} may as well.`;
  if (!mayAnswer(lease, by, groupsIn(said.groups))) return noApprover(lease, by);
  if (approval?.approvedBy.some((one) => one.by === by)) return `${by} has approved it already.`;
  if (to === by || mayAnswer(lease, to, [])) return `${to} may answer anyway.`;
  if (!approvalRules(lease).requesterMayApprove && approval?.requestedBy === to) {
    return `${to} asked for it, so somebody else must answer.`;
  }
  return null;
}

/** Until money has moved, an order can be withdrawn. */
function canCancel(lease: Lease): boolean {
  return (
    !lease.state.paid &&
    !['Active', 'Releasing', 'Provisioning'].includes(lease.state.status) &&
    !isEnded(lease.state.status)
  );
}

/** What a change would need a new purchase for is refused, never replaced. */
function configurable({ spec: current, seen }: LeaseState, wanted: PackageSpec | undefined): string | null {
  if (typeof wanted !== 'object' || wanted === null) return 'configure takes { spec }.';
  for (const field of ['name', 'product', 'account'] as const) {
    if (current[field] !== wanted[field]) return `${field} cannot change (${current[field]} to ${wanted[field]}).`;
  }
  // A bandwidth is changed by resize; what the vendor has already may be written down.
  const asSeen = seen === null ? current : withBandwidth(current, seen.bandwidthMbps);
  if (![current, asSeen].some(({ order }) => JSON.stringify(order) === JSON.stringify(wanted.order))) {
    return 'the order itself cannot be changed by configure; only lifecycle, labels and approval can.';
  }
  return null;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

function standing({ status, waitingFor }: LeaseState): string {
  return waitingFor === null ? `it is ${status}` : `it is ${status}, waiting for ${waitingFor}`;
}
