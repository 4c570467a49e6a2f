import { type ApprovalRules, isGroupEntry } from '../../model/approval.js';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import { type Check, ok, warn } from './check.js';

/**
 * Can what policies ask for come about, and would it still if one more person left? Said while the quorum can be reached: once it
 * cannot, a line may end meanwhile. Of a login's groups nobody here knows how many they have.
 */
export function checkPolicies({ policies }: Pick<LeaselineConfig, 'policies'>): readonly Check[] {
  const tight = Object.entries(policies).flatMap(([name, { rules }]) => {
    const why = whyTight(rules);
    return why === null ? [] : [warn(`policy ${name}`, why, REMEDY)];
  });
  if (tight.length > 0) return tight;
  const count = Object.keys(policies).length;
  return count === 0 ? [] : [ok('policies', `${count}; each has people to spare, backups, or a group`)];
}

const REMEDY = 'Name more approvers, or backups under escalate (docs/approvals.md), and apply again';

function whyTight({ approvers, escalation, quorum, requesterMayApprove }: ApprovalRules): string | null {
  if (approvers.length === 0 || approvers.some(isGroupEntry)) return null;
  const backups = (escalation?.to ?? []).filter((name) => !approvers.includes(name));
  const able = new Set([...approvers, ...backups]).size - (requesterMayApprove ? 0 : 1);
  const needs = `needs ${quorum} of ${approvers.length}`;
  if (backups.some(isGroupEntry)) return null;
  if (able < quorum)
    return `${needs}, and whoever of them asks for something may not approve it: then it cannot come about`;
  if (able > quorum || backups.length > 0) return null;
  const who = requesterMayApprove ? 'when one of them leaves' : 'when one of them leaves, and another one asks';
  return `${needs}: ${who}, nothing can be approved any more`;
}
