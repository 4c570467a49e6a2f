import { z } from 'zod';
import { type ApprovalRules, groupEntry, isGroupEntry } from '../approval.js';
import { durationMs, remindEveryMs } from '../duration.js';

/** Who must say yes where a package or a rule names this policy. */
export interface PolicyConfig {
  readonly rules: ApprovalRules;
  /** A standing approval: packages with `onSilence: bridge` may buy their shortest term when nobody answers. */
  readonly bridge: boolean;
}

export const nameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/, 'must be a name of letters, digits and hyphens, at most 63 characters');

export const positiveDurationMs = durationMs.refine((value) => value > 0, 'must be above zero');

const personSchema = z
  .string()
  .min(1)
  .max(200)
  .refine((name) => !isGroupEntry(name), 'must be a person; group:NAME stands in policies only');
const personOrGroup = z.string().min(1).max(200);

export const groupsSchema = z.record(nameSchema, z.array(personSchema)).default({});

export const policySchema = z
  .strictObject({
    approvers: z.array(personOrGroup).default([]),
    quorum: z.int().min(1).max(20).default(1),
    requesterMayApprove: z.boolean().optional(),
    priceTolerancePercent: z.number().min(0).max(100).default(0),
    remindEvery: remindEveryMs.optional(),
    expireAfter: positiveDurationMs.optional(),
    executeWithin: positiveDurationMs.optional(),
    escalate: z.strictObject({ after: positiveDurationMs, to: z.array(personOrGroup).min(1) }).optional(),
    bridge: z.boolean().default(false),
  })
  .refine(({ approvers, escalate }) => escalate === undefined || approvers.length > 0, {
    path: ['escalate'],
    message: 'adds people to approvers, and without approvers anybody may answer',
  });

type PolicyInput = z.output<typeof policySchema>;
type Groups = z.output<typeof groupsSchema>;

/** A problem of one policy, to be put after `policies.<name>.`. */
interface PolicyProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/**
 * Puts the people of groups in the place of their names.
 * @param claimed groups whose people a login names, so that nobody knows them beforehand
 */
export function policyOf(
  input: PolicyInput,
  groups: Groups,
  claimed: ReadonlySet<string> = new Set(),
): PolicyConfig | PolicyProblem {
  const {
    quorum,
    requesterMayApprove,
    priceTolerancePercent,
    remindEvery,
    expireAfter,
    executeWithin,
    escalate,
    bridge,
  } = input;
  const approvers = peopleOf(input.approvers, { groups, claimed }, ['approvers']);
  if (!Array.isArray(approvers)) return approvers;
  const backups = peopleOf(escalate?.to ?? [], { groups, claimed }, ['escalate', 'to']);
  if (!Array.isArray(backups)) return backups;
  const all = new Set([...approvers, ...backups]);
  const isCountable = ![...all].some(isGroupEntry);
  if (input.approvers.length > 0 && isCountable && quorum > all.size) {
    return { path: ['quorum'], message: 'is more than there are approvers, so it could never be reached' };
  }
  const rules: ApprovalRules = {
    approvers,
    quorum,
    // Where approvers are named, two people are meant.
    requesterMayApprove: requesterMayApprove ?? approvers.length === 0,
    priceTolerancePercent,
    remindEveryMs: remindEvery ?? null,
    expireAfterMs: expireAfter ?? null,
    ...(executeWithin !== undefined && { executeWithinMs: executeWithin }),
    ...(escalate !== undefined && { escalation: { afterMs: escalate.after, to: backups } }),
  };
  return { rules, bridge };
}

export const isPolicyProblem = (value: PolicyConfig | PolicyProblem): value is PolicyProblem => 'message' in value;

interface KnownGroups {
  readonly groups: Groups;
  readonly claimed: ReadonlySet<string>;
}

function peopleOf(
  names: readonly string[],
  { groups, claimed }: KnownGroups,
  path: readonly string[],
): string[] | PolicyProblem {
  const people: string[] = [];
  for (const [index, name] of names.entries()) {
    if (!isGroupEntry(name)) {
      people.push(name);
      continue;
    }
    const group = name.slice(groupEntry('').length);
    const members = Object.hasOwn(groups, group) ? groups[group] : undefined;
    const isClaimed = claimed.has(group);
    if (isClaimed) people.push(name);
    if (members === undefined && !isClaimed)
      return { path: [...path, index], message: `names group ${group}, which is not under groups or login.groups` };
    if (members?.length === 0 && !isClaimed)
      return { path: [...path, index], message: `names group ${group}, which has nobody in it` };
    people.push(...(members ?? []));
  }
  return [...new Set(people)];
}
