import { type Inbox, wantsReleaseNow } from './inbox.js';
import type { Lease } from './lease.js';

export interface ApprovalTerms {
  /** How long an answer is waited for; for ever when absent. */
  readonly withinMs?: number;
  /** Holds when what is asked about has come about without us. */
  readonly overtaken?: () => boolean;
}

/**
 * The gate before money is spent, when the package names a policy: a plain yes or no from a person.
 * @param what what would be spent on, for people: "order 10 Mbps", "renewal for 1 Month"
 * @param asks shows the package as waiting
 * @returns the decision; `withdrawn` when somebody cancelled or released instead; `overtaken` when there is nothing to
 *   decide any more; `expired` when `withinMs` passed
 */
export async function askApproval(
  lease: Lease,
  what: string,
  asks: (reason: string) => void,
  { withinMs, overtaken = () => false }: ApprovalTerms = {},
): Promise<'approved' | { readonly rejected: string } | 'withdrawn' | 'overtaken' | 'expired'> {
  const policy = lease.spec.approval;
  if (policy === null) return 'approved';
  const { inbox } = lease;
  inbox.decision = null;
  asks(`Policy ${policy} asks for approval of the ${what}.`);
  lease.tell(`approval asked for: ${what} (policy ${policy})`);
  const isAnswered = () => overtaken() || inbox.decision !== null || inbox.cancel !== null || wantsReleaseNow(inbox);
  const answered = await lease.until(isAnswered, withinMs);
  if (!answered) return 'expired';
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

function takeDecision(inbox: Inbox): Inbox['decision'] {
  const { decision } = inbox;
  inbox.decision = null;
  return decision;
}
