import type { Inbox } from './inbox.js';
import type { Lease } from './lease.js';

/**
 * The gate before money is spent, when the package names a policy: a plain yes or no from a person.
 * @param what what would be spent on, for people: "order 10 Mbps", "renewal for 1 Month"
 * @param asks shows the package as waiting
 * @returns the decision; `withdrawn` when somebody cancelled instead; `expired` when `withinMs` passed
 */
export async function askApproval(
  lease: Lease,
  what: string,
  asks: (reason: string) => void,
  withinMs?: number,
): Promise<'approved' | { readonly rejected: string } | 'withdrawn' | 'expired'> {
  const policy = lease.spec.approval;
  if (policy === null) return 'approved';
  const { inbox } = lease;
  inbox.decision = null;
  asks(`Policy ${policy} asks for approval of the ${what}.`);
  lease.tell(`approval asked for: ${what} (policy ${policy})`);
  const answered = await lease.until(() => lease.inbox.decision !== null || lease.inbox.cancel !== null, withinMs);
  if (!answered) return 'expired';
  const decision = takeDecision(inbox);
  if (decision === null) {
    lease.tell('withdrawn while waiting for approval', inbox.cancel?.by);
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
