import type { ApprovalRules } from '../../model/approval.js';
import { packageInput } from '../../model/config/package-input.js';
import { type Harness, specOf } from '../support/harness.js';

/** What `configure` takes to change the rules of the policy that this package of account `ali` names. */
export function rulesOf({ config }: Harness, document: object) {
  const spec = specOf(document);
  const account = config.accounts.ali;
  if (account === undefined) throw new Error('no account');
  const { life } = packageInput(config, account, spec);
  if (life?.approval === undefined) throw new Error('no rules');
  const { approval } = life;
  return (change: Partial<ApprovalRules>) => ({ spec, life: { ...life, approval: { ...approval, ...change } } });
}
