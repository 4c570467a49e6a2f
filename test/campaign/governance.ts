import type { Operation } from '../../model/policy/operation.js';
import type { Dice } from './dice.js';

/** The rules a life is lived under, as plain data: who must say yes to what, and how much may be committed a month. */
export interface Governance {
  /** What a rule asks approval of. */
  readonly approve: readonly Operation[];
  readonly quorum: 1 | 2;
  /** What all packages together may cost a month, in minor units of USD; null: there is no budget. */
  readonly budgetMinor: number | null;
  /** Whether what is beyond the budget is denied, or asked about. */
  readonly over: 'deny' | 'approve';
  /** How the approvers behave. */
  readonly approvers: Approving;
  /** The vendors ask for so much more once this round is over; null: never. */
  readonly rise: { readonly round: number; readonly percent: number } | null;
}

/**
 * - `prompt`: each says yes at once
 * - `wavering`: the first takes the yes back and gives it again
 * - `stale`: they answer what was asked before, and only then what is asked now
 * - `apart`: one says yes each time somebody looks
 */
export type Approving = 'prompt' | 'wavering' | 'stale' | 'apart';

/** Whoever asks for a package is one of them, and may not answer for it. */
export const REQUESTER = 'ann';
export const APPROVERS = [REQUESTER, 'bob', 'cid', 'dee'] as const;

const ASKED_ABOUT: readonly (readonly Operation[])[] = [
  ['order'],
  ['order', 'renew'],
  ['renew', 'resize'],
  ['order', 'renew', 'resize', 'release'],
];

export function governanceBy(dice: Dice): Governance {
  return {
    approve: ASKED_ABOUT[dice.whole('asked about', 0, ASKED_ABOUT.length - 1)] ?? [],
    quorum: dice.pick('quorum', [1, 2] as const),
    // One or two packages of the usual sizes have room.
    budgetMinor: dice.pick('budget', [null, null, 25_000, 45_000, 130_000] as const),
    over: dice.pick('over', ['deny', 'deny', 'approve'] as const),
    approvers: dice.pick('approvers', ['prompt', 'prompt', 'wavering', 'stale', 'apart'] as const),
    rise: dice.chance('rise', 0.3) ? { round: dice.whole('rises after', 0, 3), percent: 50 } : null,
  };
}

/** The policies, rules and budgets of leaseline.yaml. */
export function governanceYaml(governance: Governance | undefined): string {
  if (governance === undefined) return 'policies:\n  campaign: {}\n';
  const { approve, quorum, budgetMinor, over } = governance;
  const policy = `policies:
  campaign: { approvers: [${APPROVERS.join(', ')}], quorum: ${quorum} }
rules:
  - { name: asked, when: { operation: [${approve.join(', ')}] }, do: { approve: campaign } }
`;
  if (budgetMinor === null) return policy;
  const beyond = over === 'deny' ? 'deny' : '{ approve: campaign }';
  return `${policy}budgets:
  - { name: ${BUDGET}, when: {}, perMonth: ${(budgetMinor / 100).toFixed(2)} USD, over: ${beyond} }
`;
}

export const BUDGET = 'campaign';
