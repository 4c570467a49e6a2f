import { log, patched } from '@temporalio/workflow';
import {
  ANYBODY,
  type Approval,
  type ApprovalAsked,
  type ApprovalRules,
  type Delegation,
  isGroupEntry,
  namesGroup,
} from '../model/approval.js';
import type { Operation } from '../model/policy/operation.js';
import { priceOf, type Quote } from '../model/quote.js';
import { requestHash } from './approval-request.js';
import { now } from './clock.js';
import type { Refusal } from './decision.js';
import { type Inbox, wantsReleaseNow } from './inbox.js';
import type { Lease } from './lease.js';
import { announce } from './outbox.js';
import { priceText } from './priced.js';

/** What somebody is to say yes to. */
export interface Question {
  readonly policy: string;
  /** What asks for it beside the package's own file, for example `rule large-lines`; null: nothing does. */
  readonly askedBy: string | null;
  readonly operation: Operation;
  /** For people: "order of 10 Mbps", "renewal for 1 Month". */
  readonly what: string;
  /** Exactly what would be sent, as plain data: the yes is bound to it. */
  readonly exact: unknown;
  /** Who wants it; null: it is due by itself. */
  readonly requestedBy: string | null;
  /** What it costs now. */
  readonly quote: Quote;
  /** Shows the package as waiting. */
  readonly show: (reason: string) => void;
  /** When silence ends it, epoch milliseconds; null: as the policy says. */
  readonly deadlineMs: number | null;
  /** Holds when what is asked about has come about without us. */
  readonly overtaken: () => boolean;
  /** Holds when whoever wanted it does not any more. */
  readonly isTakenBack: () => boolean;
}

export interface Answered {
  readonly request: string;
  readonly approvedBy: readonly Approval[];
}

/** Of a policy that is gone from the file: nobody may answer, so nothing is bought by mistake. */
const NOBODY: ApprovalRules = { ...ANYBODY, approvers: [''] };

/** The rules of the policy that asks, as they are now: they may change while it waits. */
export function approvalRules(
  lease: Lease,
  policy = lease.state.approval?.policy ?? lease.spec.approval,
): ApprovalRules {
  if (policy === null || policy === lease.spec.approval) return lease.life.approval ?? ANYBODY;
  const { policies = {} } = lease.life.gate ?? {};
  return Object.hasOwn(policies, policy) ? (policies[policy] ?? NOBODY) : NOBODY;
}

/**
 * Asks people, and waits. The yes of enough of them is bound to one request at one price.
 * @returns who said yes; `withdrawn` when somebody cancelled or released instead; `overtaken` when there is nothing to decide
 *   any more; `expired` when nobody answered in time
 */
export async function askPeople(lease: Lease, question: Question): Promise<Answered | Refusal> {
  try {
    return await answered(lease, question);
  } finally {
    lease.state.approval = null;
  }
}

async function answered(lease: Lease, question: Question): Promise<Answered | Refusal> {
  const { inbox, state } = lease;
  const { overtaken, isTakenBack, policy } = question;
  const { expireAfterMs } = approvalRules(lease, policy);
  const deadlineMs = question.deadlineMs ?? (expireAfterMs === null ? null : Date.now() + expireAfterMs);
  inbox.decision = null;
  const asked = askedOf(lease, question, deadlineMs);
  state.approval = asked;
  const { request, price, requestedBy } = asked;
  const story = `approval asked for: ${asked.what} (policy ${policy}, request ${request})`;
  lease.tell(story, 'leaseline', { kind: 'asked', request, policy, price, requestedBy });
  announce(lease.state, { step: `approval/${asked.request}/asked`, what: `${asked.what} waits for approval.` });
  const isAnswered = () => overtaken() || inbox.decision !== null || isTakenBack();
  let remindedMs = Date.now();
  for (;;) {
    const { approval } = state;
    const rules = approvalRules(lease);
    escalateIfLost(lease, rules);
    question.show(reasonOf(rules, state.approval ?? asked));
    const remindAtMs = rules.remindEveryMs === null ? Infinity : remindedMs + rules.remindEveryMs;
    const escalateAtMs = escalationMs(rules, state.approval ?? asked);
    const nextMs = Math.min(deadlineMs ?? Infinity, remindAtMs, escalateAtMs);
    const { approval: before, life } = state;
    const moved = () => isAnswered() || state.approval !== before || state.life !== life;
    await lease.until(moved, nextMs === Infinity ? undefined : nextMs - Date.now());
    if (isAnswered()) return decided(lease, question, state.approval?.approvedBy ?? approval?.approvedBy ?? []);
    if (deadlineMs !== null && Date.now() >= deadlineMs) return 'expired';
    if (Date.now() >= escalateAtMs) escalate(lease, rules, 'nobody has answered');
    if (Date.now() >= remindAtMs) {
      remindedMs = Date.now();
      lease.tell(`reminder: ${asked.what} waits for approval`);
      log.info('approval reminder', { package: lease.spec.name, request: asked.request });
      const step = `approval/${asked.request}/reminded/${now()}`;
      announce(lease.state, { step, what: `${asked.what} still waits for approval.` });
    }
  }
}

/** What takes an order, a renewal or a resize back while it is asked about. */
export const isTakenBack = (inbox: Inbox): boolean => inbox.cancel !== null || wantsReleaseNow(inbox);

function decided(
  lease: Lease,
  { overtaken }: Pick<Question, 'overtaken'>,
  yeses: readonly Approval[],
): Answered | Refusal {
  const { decision } = lease.inbox;
  lease.inbox.decision = null;
  if (decision === null && overtaken()) return 'overtaken';
  if (decision === null) return takenBack(lease);
  if (!decision.yes) return rejectedBy(decision);
  return { approvedBy: yeses, request: lease.state.approval?.request ?? '' };
}

export function takenBack(lease: Lease): 'withdrawn' {
  const { inbox } = lease;
  lease.tell('withdrawn while waiting for approval', (inbox.cancel ?? inbox.release)?.by);
  inbox.cancel = null;
  return 'withdrawn';
}

export function rejectedBy({ by, words }: NonNullable<Inbox['decision']>): Refusal {
  return { rejected: `Rejected by ${by}${words === null ? '' : `: ${words}`}.` };
}

function askedOf(
  lease: Lease,
  { policy, askedBy, operation, what, exact, requestedBy, quote }: Question,
  deadlineMs: number | null,
): ApprovalAsked {
  const { approvers, quorum } = approvalRules(lease, policy);
  const { account, name, product } = lease.spec;
  const price = priceOf(quote);
  const askedAt = now();
  const life = lease.holder.firstExecutionRunId;
  return {
    // Asked again is another request, though all else be the same.
    request: requestHash({ life, askedAt, name, account, product, exact, price, ...(askedBy !== null && { askedBy }) }),
    policy,
    askedBy,
    operation,
    what: `${what}${priceText(quote)}`,
    price,
    requestedBy,
    approvers,
    quorum,
    approvedBy: [],
    askedAt,
    endsAt: deadlineMs === null ? null : new Date(deadlineMs).toISOString(),
  };
}

function reasonOf(rules: ApprovalRules, approval: ApprovalAsked): string {
  const { policy, askedBy = null, what, quorum, approvedBy } = approval;
  const asks = `Policy ${policy}${askedBy === null ? '' : `, by ${askedBy},`} asks for approval of the ${what}.`;
  const lost = isLost(rules, approval)
    ? ` It cannot come about: of those who may answer, fewer than ${quorum} are left. Change the policy and apply again, or reject it.`
    : '';
  if (quorum === 1) return `${asks}${lost}`;
  const yeses = approvedBy.length === 0 ? 'nobody' : approvedBy.map(({ by }) => by).join(', ');
  return `${asks} ${quorum} people must say yes; so far ${yeses} did.${lost}`;
}

/**
 * A quorum that is changed while people are asked counts for what they are asked; those who have said yes may be enough by now.
 * Earlier builds held on to the one of then.
 */
export function heedQuorum(lease: Lease): void {
  const { inbox, state } = lease;
  const { approval } = state;
  if (approval == null) return;
  const rules = approvalRules(lease);
  if (rules === NOBODY || rules.quorum === approval.quorum || !patched('quorum-of-now')) return;
  state.approval = { ...approval, quorum: rules.quorum };
  const last = approval.approvedBy.at(-1);
  if (last === undefined || approval.approvedBy.length < rules.quorum) return;
  inbox.decision ??= { yes: true, by: last.by, words: last.comment };
}

/** Everybody who may answer this request now, people and groups; empty: anybody. */
export function answerers(
  { approvers, escalation }: ApprovalRules,
  approval: ApprovalAsked | null | undefined,
): string[] {
  if (approvers.length === 0) return [];
  const backups = approval?.escalatedAt === undefined ? [] : (escalation?.to ?? []);
  const delegates = approval?.delegates ?? [];
  const all = new Set([...approvers, ...backups]);
  for (const { from, to, fromGroups = [] } of delegates) {
    // Whoever was taken from the approvers can give nobody a say.
    if (!all.delete(from) && !namesGroup([...all], fromGroups)) continue;
    all.add(to);
  }
  return [...all];
}

/** Who first gave away the say that somebody has by now, however many hands it went through; undefined: it is their own. */
export function givenBy({ delegates = [] }: ApprovalAsked, by: string): Delegation | undefined {
  let first: Delegation | undefined;
  for (const one of delegates.toReversed()) if (one.to === (first?.from ?? by)) first = one;
  return first;
}

/** @param groups of whoever speaks, as their login says */
export function mayAnswer(lease: Lease, by: string, groups: readonly string[]): boolean {
  const { approval } = lease.state;
  const rules = approvalRules(lease, approval?.policy);
  if (rules.approvers.length === 0) return true;
  const all = answerers(rules, approval);
  if (all.includes(by)) return !isGroupEntry(by);
  // Who has given their say away has it by no group either.
  const hasGiven = approval?.delegates?.some(({ from }) => from === by) === true;
  return !hasGiven && namesGroup(all, groups);
}

/** Too few are left who may answer: a group has lost its people, or the only one has asked for it. */
function isLost(rules: ApprovalRules, approval: ApprovalAsked): boolean {
  const all = answerers(rules, approval);
  // Nobody here knows how many a group of the login has.
  if (all.length === 0 || all.some(isGroupEntry)) return false;
  const able = rules.requesterMayApprove ? all : all.filter((name) => name !== approval.requestedBy);
  return able.length < approval.quorum;
}

function escalationMs({ escalation }: ApprovalRules, { askedAt, escalatedAt }: ApprovalAsked): number {
  if (escalation === undefined || escalatedAt !== undefined) return Infinity;
  return Date.parse(askedAt) + escalation.afterMs;
}

/** Without those who are named, its backups need not wait. */
function escalateIfLost(lease: Lease, rules: ApprovalRules): void {
  const { approval } = lease.state;
  if (approval == null || approval.escalatedAt !== undefined || rules.escalation === undefined) return;
  if (isLost(rules, approval)) escalate(lease, rules, 'too few are left who may answer');
}

function escalate(lease: Lease, { escalation }: ApprovalRules, why: string): void {
  const { approval } = lease.state;
  if (approval == null || escalation === undefined) return;
  lease.state.approval = { ...approval, escalatedAt: now() };
  const what = `${why}, so ${escalation.to.join(', ')} may answer as well: ${approval.what}`;
  lease.tell(`escalated: ${what}`);
  announce(lease.state, { step: `approval/${approval.request}/escalated`, what: `${what}.` });
}
