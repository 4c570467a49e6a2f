import { log } from '@temporalio/workflow';
import { ANYBODY, type ApprovalAsked, type ApprovalRules } from '../model/approval.js';
import { priceOf, type Quote } from '../model/quote.js';
import { requestHash } from './approval-request.js';
import { now } from './clock.js';
import { type Inbox, wantsReleaseNow } from './inbox.js';
import type { Lease } from './lease.js';
import { isDearer, priceText } from './priced.js';

/** What somebody is to say yes to. */
export interface Wanted {
  /** For people: "order of 10 Mbps", "renewal for 1 Month". */
  readonly what: string;
  /** Exactly what would be sent, as plain data: the yes is bound to it. */
  readonly exact: unknown;
  /** Who wants it; null: it is due by itself. */
  readonly requestedBy: string | null;
  /** What it would cost now. */
  readonly quote: () => Promise<Quote>;
  /** Shows the package as waiting. */
  readonly show: (reason: string) => void;
  /** How long an answer is waited for; absent: as long as the policy says. */
  readonly withinMs?: number;
  /** Holds when what is asked about has come about without us. */
  readonly overtaken?: () => boolean;
}

export type Decision = 'approved' | { readonly rejected: string } | 'withdrawn' | 'overtaken' | 'expired';

/** The rules of the package's policy as they are now: they may change while it waits. */
export const approvalRules = (lease: Lease): ApprovalRules => lease.life.approval ?? ANYBODY;

/**
 * The gate before money is spent, when the package names a policy. The yes of enough people is bound to one request at one
 * price: it is used once, and asked for again when the price has risen since, or when somebody who said it may not any more.
 * @returns the decision; `withdrawn` when somebody cancelled or released instead; `overtaken` when there is nothing to
 *   decide any more; `expired` when nobody answered in time
 */
export async function askApproval(lease: Lease, wanted: Wanted): Promise<Decision> {
  if (lease.spec.approval === null) return 'approved';
  const withinMs = wanted.withinMs ?? approvalRules(lease).expireAfterMs;
  const deadlineMs = withinMs === null ? null : Date.now() + withinMs;
  try {
    for (;;) {
      const quote = await wanted.quote();
      const decision = await answered(lease, wanted, quote, deadlineMs);
      if (decision !== 'approved') return decision;
      const spentAt = await wanted.quote();
      // A no that comes while the price is compared still comes before anything is sent.
      if (lease.inbox.decision?.yes === false || isTakenBack(lease.inbox)) return decided(lease, () => false);
      const why = whyAgain(lease, quote, spentAt);
      if (why === null) return 'approved';
      lease.tell(`${why}: it is asked about again`);
    }
  } finally {
    lease.state.approval = null;
  }
}

async function answered(lease: Lease, wanted: Wanted, quote: Quote, deadlineMs: number | null): Promise<Decision> {
  const { inbox, state } = lease;
  const { overtaken = () => false } = wanted;
  inbox.decision = null;
  const asked = askedOf(lease, wanted, quote, deadlineMs);
  state.approval = asked;
  lease.tell(`approval asked for: ${asked.what} (policy ${asked.policy}, request ${asked.request})`);
  const isAnswered = () => overtaken() || inbox.decision !== null || isTakenBack(inbox);
  let remindedMs = Date.now();
  for (;;) {
    const yeses = state.approval.approvedBy.length;
    wanted.show(reasonOf(state.approval));
    const { remindEveryMs } = approvalRules(lease);
    const remindAtMs = remindEveryMs === null ? null : remindedMs + remindEveryMs;
    const nextMs = Math.min(deadlineMs ?? Infinity, remindAtMs ?? Infinity);
    const moved = () => isAnswered() || (state.approval?.approvedBy.length ?? 0) !== yeses;
    await lease.until(moved, nextMs === Infinity ? undefined : nextMs - Date.now());
    if (isAnswered()) return decided(lease, overtaken);
    if (deadlineMs !== null && Date.now() >= deadlineMs) return 'expired';
    if (remindAtMs !== null && Date.now() >= remindAtMs) {
      remindedMs = Date.now();
      lease.tell(`reminder: ${asked.what} waits for approval`);
      log.info('approval reminder', { package: lease.spec.name, request: asked.request });
    }
  }
}

const isTakenBack = (inbox: Inbox): boolean => inbox.cancel !== null || wantsReleaseNow(inbox);

function decided(lease: Lease, overtaken: () => boolean): Decision {
  const { inbox } = lease;
  const decision = takeDecision(inbox);
  if (decision === null && overtaken()) return 'overtaken';
  if (decision === null) {
    lease.tell('withdrawn while waiting for approval', (inbox.cancel ?? inbox.release)?.by);
    inbox.cancel = null;
    return 'withdrawn';
  }
  if (decision.yes) return 'approved';
  return { rejected: `Rejected by ${decision.by}${decision.words === null ? '' : `: ${decision.words}`}.` };
}

function askedOf(
  lease: Lease,
  { what, exact, requestedBy }: Wanted,
  quote: Quote,
  deadlineMs: number | null,
): ApprovalAsked {
  const { approvers, quorum } = approvalRules(lease);
  const { account, name, product } = lease.spec;
  const price = priceOf(quote);
  const askedAt = now();
  return {
    // Asked again is another request, though all else be the same.
    request: requestHash({ life: lease.holder.firstExecutionRunId, askedAt, name, account, product, exact, price }),
    policy: lease.spec.approval ?? '',
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

function reasonOf({ policy, what, quorum, approvedBy }: ApprovalAsked): string {
  const asks = `Policy ${policy} asks for approval of the ${what}.`;
  if (quorum === 1) return asks;
  const yeses = approvedBy.length === 0 ? 'nobody' : approvedBy.map(({ by }) => by).join(', ');
  return `${asks} ${quorum} people must say yes; so far ${yeses} did.`;
}

/** The yes is looked at once more when it is used: days may lie between. */
function whyAgain(lease: Lease, then: Quote, spentAt: Quote): string | null {
  const rules = approvalRules(lease);
  const gone = lease.state.approval?.approvedBy.find(({ by }) => !mayApprove(rules, by));
  if (gone !== undefined) return `${gone.by}, who approved it, may not any more`;
  if (!isDearer(spentAt, then, rules.priceTolerancePercent)) return null;
  return `the price has risen since it was asked about${priceText(spentAt)}`;
}

export function mayApprove({ approvers }: ApprovalRules, by: string): boolean {
  return approvers.length === 0 || approvers.includes(by);
}

function takeDecision(inbox: Inbox): Inbox['decision'] {
  const { decision } = inbox;
  inbox.decision = null;
  return decision;
}
