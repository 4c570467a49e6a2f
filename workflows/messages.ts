import { ApplicationFailure, defineQuery, defineSignal, defineUpdate, patched, setHandler } from '@temporalio/workflow';
import { type Approval, groupsIn } from '../model/approval.js';
import { formatInstant } from '../model/format-instant.js';
import { isObservation, whyNoMessage } from '../model/message-shape.js';
import {
  actOf,
  MESSAGE_NAMES,
  type MessageAnswer,
  type MessageArguments,
  type MessageName,
  type PackageState,
  REFUSED,
  type Said,
  UNCONFIRMED,
} from '../model/messages.js';
import type { Observation } from '../model/observation.js';
import { hasTerm, wantsVendorRenewal } from '../model/package-spec.js';
import { PACKAGE_QUERY_STATE, PACKAGE_SIGNAL_OBSERVED } from '../model/workflow-inputs.js';
import { approvalRules, givenBy, heedQuorum } from './approval.js';
import { requestHash } from './approval-request.js';
import { now } from './clock.js';
import { type Answered, plannedRelease, plannedResize } from './inbox.js';
import type { Lease } from './lease.js';
import { fullStateOf } from './lease-view.js';
import { askedTerm, CHECKS, confirmationMissing, NEWLY_REFUSED, speakerOf } from './message-checks.js';
import { announce } from './outbox.js';
import { listenForWake } from './wake.js';

const ANSWERS_KEPT = 100;

interface Refusal {
  readonly type: typeof REFUSED | typeof UNCONFIRMED;
  readonly why: string;
}

/** Puts a message where the main loop finds it, and says what will come of it. */
type Take<N extends MessageName> = (lease: Lease, said: MessageArguments[N], by: string) => string;

const TAKES: { readonly [N in MessageName]: Take<N> } = {
  approve: (lease, said, by) => {
    const { approval } = lease.state;
    if (approval != null) {
      const given = givenBy(approval, by);
      const groups = given === undefined ? groupsIn(said.groups) : (given.fromGroups ?? []);
      const yes: Approval = {
        by,
        at: now(),
        comment: said.comment ?? null,
        ...(given !== undefined && { inPlaceOf: given.from }),
        ...(groups.length > 0 && { groups }),
      };
      const approvedBy = [...approval.approvedBy, yes];
      lease.state.approval = { ...approval, approvedBy };
      lease.news += 1;
      const missing = approval.quorum - approvedBy.length;
      if (missing > 0) return `Approved by ${by}; ${missing} more must say yes.`;
    }
    lease.inbox.decision = { yes: true, by, words: said.comment ?? null };
    return 'Approved; it goes on.';
  },
  reject: (lease, said, by) => {
    lease.inbox.decision = { yes: false, by, words: said.reason ?? said.comment ?? null };
    return 'Rejected; nothing will be bought.';
  },
  withdraw: (lease, _said, by) => {
    const { approval } = lease.state;
    if (approval == null) return 'Nothing is asked any more.';
    lease.state.approval = { ...approval, approvedBy: approval.approvedBy.filter((one) => one.by !== by) };
    lease.news += 1;
    return `${by} takes the yes back.`;
  },
  delegate: (lease, { to, groups }, by) => {
    const { approval } = lease.state;
    if (approval == null) return 'Nothing is asked any more.';
    const fromGroups = groupsIn(groups);
    const delegation = { from: by, to, ...(fromGroups.length > 0 && { fromGroups }) };
    lease.state.approval = { ...approval, delegates: [...(approval.delegates ?? []), delegation] };
    lease.news += 1;
    announce(lease.state, {
      step: `approval/${approval.request}/delegated/${to}`,
      what: `${by} asks ${to} to answer in their place: ${approval.what}.`,
    });
    return `${to} answers in the place of ${by}.`;
  },
  paid: (lease) => {
    if (lease.state.waitingFor !== 'payment') return 'It is paid already.';
    lease.inbox.paid = true;
    return 'The order is looked at now.';
  },
  resolve: (lease, said, by) => {
    const resourceId = 'resourceId' in said ? said.resourceId : null;
    const not = 'none' in said ? (said.not ?? []) : [];
    lease.inbox.resolution = { by, resourceId, not };
    return resourceId === null
      ? 'A fresh complete listing is read; if it shows nothing of ours, the attempt is settled as not done. An order whose answer was lost is then sent again; a suspended one is not.'
      : `${resourceId} is looked up and, if it is there and nobody else's, taken.`;
  },
  renew: (lease, said, by) => {
    lease.inbox.renew = { by, term: askedTerm(lease.spec, said) };
    return 'The renewal starts now.';
  },
  resize: (lease, said, by) => {
    const { bandwidthMbps } = said;
    const at = said.at === undefined ? null : new Date(said.at).toISOString();
    lease.inbox.resize = { by, bandwidthMbps, at };
    lease.news += 1;
    if (at === null) return `The change to ${bandwidthMbps} Mbps starts now.`;
    return `It will be changed to ${bandwidthMbps} Mbps at ${at}, for what that costs then; cancel withdraws it.`;
  },
  release: (lease, said, by) => {
    const at = said.at === undefined ? null : new Date(said.at).toISOString();
    lease.inbox.release = { by, at };
    lease.news += 1;
    heedPlan(lease);
    return at === null ? 'The release starts now.' : releasedThen(lease, at);
  },
  cancel: (lease, _said, by) => {
    if (lease.state.approval?.operation === 'release') {
      lease.inbox.cancel = { by };
      return 'The release is withdrawn.';
    }
    const planned = plannedResize(lease.inbox);
    if (planned !== null && lease.state.status === 'Active') {
      lease.inbox.resize = null;
      lease.news += 1;
      return `The change to ${planned.bandwidthMbps} Mbps at ${planned.at} is withdrawn.`;
    }
    const releaseAt = plannedRelease(lease.inbox);
    if (releaseAt !== null && lease.state.status === 'Active') {
      // Earlier builds refused it; said by a signal, that has left no other trace in a history.
      if (!patched('cancel-of-a-planned-release')) return 'There is nothing to withdraw.';
      lease.inbox.release = null;
      lease.news += 1;
      return `The release at ${releaseAt} is withdrawn.`;
    }
    const isUnknown = lease.state.status === 'OutcomeUnknown';
    // Earlier builds refused it of what is paid for; said by a signal, that has left no other trace in a history.
    if (isUnknown && lease.state.paid && !patched('cancel-of-a-change')) return 'There is nothing to withdraw.';
    lease.inbox.cancel = { by };
    return isUnknown
      ? 'It is withdrawn as soon as it is known that nothing came of it; what is bought by then is kept, and the timeline says so.'
      : 'It is being withdrawn; what is bought by now is kept, and the timeline says so.';
  },
  pause: (lease, { until, comment }, by) => {
    const end = new Date(until).toISOString();
    lease.state.paused = { by, until: end, comment: comment ?? null };
    lease.news += 1;
    const { expiresAt } = lease;
    const isLong = expiresAt !== null && end > expiresAt;
    return `Nothing is bought until ${formatInstant(end)}${isLong ? `, although its term ends before that, on ${formatInstant(expiresAt)}` : ''}.`;
  },
  resume: (lease) => {
    lease.state.paused = null;
    lease.news += 1;
    return 'The pause is over.';
  },
  rename: (lease, said, by) => {
    const { to } = said;
    if (lease.inbox.rename == null) lease.news += 1;
    lease.inbox.rename ??= { by, to };
    return `It goes on as ${to} in a moment; nothing is bought or given back.`;
  },
  configure: (lease, said) => {
    const before = lease.spec;
    lease.state.spec = said.spec;
    if (said.life !== undefined) lease.state.life = said.life;
    heedQuorum(lease);
    heedPlan(lease);
    // The vendor renewed it until now, or may have: two who renew would both pay.
    const isOtherEnd =
      before.lifecycle.atTermEnd !== said.spec.lifecycle.atTermEnd && said.spec.lifecycle.atTermEnd !== 'ask';
    const isOtherRenewer = wantsVendorRenewal(before) !== wantsVendorRenewal(said.spec);
    if ((isOtherEnd || isOtherRenewer) && hasTerm(said.spec)) lease.state.switchOffAt = now();
    lease.news += 1;
    return 'Changed; nothing was ordered.';
  },
};

/** A renewal that is under way is looked at anew: whether it is still wanted. Earlier builds carried it out. */
function heedPlan(lease: Lease): void {
  if (lease.renewing && patched('renewal-follows-its-plan')) lease.isReplanned = true;
}

/** Everything a package listens to. Called before its first await. */
export function listen(lease: Lease): void {
  for (const name of MESSAGE_NAMES) listenTo(lease, name);
  listenForWake(() => {
    lease.inbox.wake = true;
    const { status, waitingFor, reason } = lease.state;
    const standing = waitingFor === null ? `It is ${status}.` : `It is ${status}, waiting for ${waitingFor}.`;
    return lease.isQuiet ? { begins: 'now', busyWith: null } : { begins: 'later', busyWith: reason ?? standing };
  });
  setHandler(defineQuery<PackageState>(PACKAGE_QUERY_STATE), () => fullStateOf(lease));
  setHandler(defineSignal<[Observation]>(PACKAGE_SIGNAL_OBSERVED), (observation) => {
    if (isObservation(observation) || !patched('odd-observations')) lease.observe(observation);
    else lease.tell('a reading that is none was left aside', 'an operator');
  });
}

function listenTo<N extends MessageName>(lease: Lease, name: N): void {
  const check = CHECKS[name];
  const newly = NEWLY_REFUSED[name];
  const take = TAKES[name];
  type Argument = MessageArguments[N];

  const refusal = (said: Argument): Refusal | null => {
    if (typeof said !== 'object' || said === null) return { type: REFUSED, why: 'its argument is one object.' };
    const given = alreadyAnswered(lease, said.operationId);
    if (given !== null) return null;
    const why = renamedMeanwhile(lease, name) ?? check(lease, said);
    if (why !== null) return { type: REFUSED, why };
    const missing = confirmationMissing(lease, name, said);
    return missing === null ? null : { type: UNCONFIRMED, why: missing };
  };
  const accept = (said: Argument): MessageAnswer => {
    const given = alreadyAnswered(lease, said.operationId);
    if (given !== null) return given.answer;
    const by = speakerOf(said);
    const request = lease.state.approval?.request ?? null;
    const own = name === 'approve' ? ownYes(lease, by) : {};
    const message = take(lease, said, by);
    const words = said.comment === undefined ? '' : ` ("${said.comment}")`;
    const groups = groupsIn(said.groups);
    const facts = { kind: 'said', message: name, request, ...(groups.length > 0 && { groups }), ...own } as const;
    lease.tell(`${name}${words}: ${message}`, by, facts);
    const { status, waitingFor } = lease.state;
    const missing = name === 'approve' ? { missing: missingYeses(lease) } : {};
    const answer: MessageAnswer = { status, waitingFor, message, ...missing };
    remember(lease, name, said, answer);
    return answer;
  };

  const newRefusal = (said: Argument): Refusal | null => {
    const given = alreadyAnswered(lease, said.operationId);
    if (given !== null) return isOfOther(given, name, said) ? { type: REFUSED, why: usedBefore(given) } : null;
    const why = newly?.(lease, said) ?? null;
    return why === null ? null : { type: REFUSED, why };
  };
  const oddity = (said: Argument): Refusal | null => {
    const why = whyNoMessage(said);
    return why === null ? null : { type: REFUSED, why };
  };
  const mustFit = (said: Argument, refused = refusal(said)): void => {
    if (refused === null) return;
    throw ApplicationFailure.nonRetryable(`Cannot ${name} ${lease.spec.name}: ${refused.why}`, refused.type);
  };
  // Between a validator and its handler another update of the same task may have changed what it saw: it is asked again.
  const acceptOrRefuse = (said: Argument): MessageAnswer => {
    mustFit(said);
    return accept(said);
  };
  setHandler(
    defineUpdate<MessageAnswer, [Argument | undefined]>(name),
    (said) => acceptOrRefuse(said ?? ({} as Argument)),
    {
      validator: (said) => {
        const argument = said ?? ({} as Argument);
        mustFit(argument, oddity(argument) ?? refusal(argument) ?? newRefusal(argument));
      },
    },
  );
  // A signal cannot be answered, so a refused one must be seen elsewhere.
  setHandler(defineSignal<[Argument | undefined]>(name), (said) => {
    const argument = said ?? ({} as Argument);
    const odd = oddity(argument);
    // Earlier builds stood still, or took it for what it could be taken for.
    if (odd !== null && patched('odd-messages')) {
      lease.tell(`refused the signal ${name}: ${odd.why}`, 'an operator');
      return;
    }
    const known = refusal(argument);
    const refused = known ?? newRefusal(argument);
    // Earlier builds did not know the newer rules, and took it.
    const isPassedOver = known === null && refused !== null && !patched(`newly-refused-${name}`);
    if (refused === null || isPassedOver) {
      accept(argument);
      return;
    }
    lease.tell(`refused the signal ${name}: ${refused.why}`, speakerOf(argument ?? {}));
    callIfLate(lease, name, argument);
  });
}

/**
 * A wish for a time that has passed is not done: where no worker ran it may have been in time, and it may be a slip. Nobody hears
 * the refusal of a signal, and whoever counts on it must know that the line goes on as it is.
 */
function callIfLate(lease: Lease, name: MessageName, said: Said & { readonly at?: unknown }): void {
  const { at } = said;
  const isWish = name === 'release' || name === 'resize';
  if (!isWish || lease.state.status !== 'Active' || typeof at !== 'string' || !(Date.parse(at) < Date.now())) return;
  if (!patched('late-wishes-are-told')) return;
  const what = `${speakerOf(said)} has asked for a ${name} at ${at}, which reached it after that time: it was not done, and the line goes on as it is. Say ${name} again if it is still meant.`;
  announce(lease.state, { kind: 'alarm', step: `late/${name}/${at}`, what });
}

/** What is not renewed ends with its term, whatever is planned for a day after that. */
function releasedThen({ expiresAt, spec: { lifecycle } }: Lease, at: string): string {
  const ends = lifecycle.atTermEnd === 'lapse' || lifecycle.atTermEnd === 'release';
  if (!ends || expiresAt === null || at <= expiresAt) return `It will be released at ${at}; cancel withdraws it.`;
  return `Its term ends at ${expiresAt}, before ${at}, and it is not to be renewed: it ends then.`;
}

/** A yes from whoever asked for it, where the policy lets them: an audit is to see that it was so when it was said. */
function ownYes(lease: Lease, by: string): { readonly requesterAllowedBy?: string } {
  const { approval } = lease.state;
  if (approval == null || approval.requestedBy !== by || !approvalRules(lease).requesterMayApprove) return {};
  return { requesterAllowedBy: approval.policy };
}

function missingYeses({ state: { approval } }: Lease): number {
  return approval == null ? 0 : Math.max(0, approval.quorum - approval.approvedBy.length);
}

function alreadyAnswered(lease: Lease, operationId: string | undefined): Answered | null {
  if (operationId === undefined) return null;
  return lease.inbox.answered.find((one) => one.operationId === operationId) ?? null;
}

/** The operationId of one act on another: its answer would pass off as done what is not. */
const isOfOther = ({ act }: Answered, name: MessageName, said: Said): boolean =>
  act !== undefined && act !== requestHash(actOf(name, said));

const usedBefore = ({ operationId }: Answered): string =>
  `operationId ${operationId} was used for something else before; say it with another one.`;

function remember(lease: Lease, name: MessageName, said: Said, answer: MessageAnswer): void {
  const { operationId } = said;
  if (operationId === undefined) return;
  const { answered } = lease.inbox;
  answered.push({ operationId, answer, act: requestHash(actOf(name, said)) });
  if (answered.length > ANSWERS_KEPT) answered.splice(0, answered.length - ANSWERS_KEPT);
}

/** What is told to the old name in its last moment would be lost. */
function renamedMeanwhile({ inbox }: Lease, name: MessageName): string | null {
  if (inbox.rename == null || name === 'rename') return null;
  return `it is being renamed to ${inbox.rename.to}: say it to that one.`;
}
