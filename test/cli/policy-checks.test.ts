import { expect, it } from 'vitest';
import { checkPolicies } from '../../cli/doctor/policy-checks.js';
import { parseLeaselineConfig } from '../../model/config/leaseline-config.js';

function checked(policy: string) {
  const config = parseLeaselineConfig(`accounts: {}\npolicies:\n  money: ${policy}\n`, 'leaseline.yaml');
  if (!config.ok) throw new Error(JSON.stringify(config.problems));
  return checkPolicies(config.value).map(({ level, message }) => `${level}: ${message}`);
}

it.each([
  ['{ approvers: [ada, bob], quorum: 2 }', /^warn: needs 2 of 2, and whoever of them asks .* cannot come about$/],
  ['{ approvers: [ada, bob, cleo], quorum: 2 }', /^warn: needs 2 of 3: when one of them leaves, and another one asks/],
  ['{ approvers: [ada, bob], quorum: 2, requesterMayApprove: true }', /^warn: needs 2 of 2: when one of them leaves,/],
  ['{ approvers: [ada] }', /^warn: needs 1 of 1, and whoever/],
  ['{ approvers: [ada], escalate: { after: 1d, to: [ada] } }', /^warn: needs 1 of 1/],
])('of policy %s doctor says while it can be met that it hangs on one person', (policy, says) => {
  expect(checked(policy)).toEqual([expect.stringMatching(says)]);
});

it.each([
  '{}',
  '{ approvers: [ada, bob, cleo] }',
  '{ approvers: [ada, bob], requesterMayApprove: true }',
  '{ approvers: [ada, bob], quorum: 2, escalate: { after: 1d, to: [eve] } }',
  '{ approvers: [ada, bob, cleo, dora], quorum: 2 }',
])('of policy %s it says that there are people to spare', (policy) => {
  expect(checked(policy)).toEqual(['ok: 1; each has people to spare, backups, or a group']);
});
