import type { Price } from './money.js';
import type { Operation } from './policy/operation.js';

/** Who must say yes, as a policy of leaseline.yaml says; a package is told when it starts and by each `apply`. */
export interface ApprovalRules {
  /**
   * Names of those who may answer, and `group:NAME` for whoever's login says they belong to it; empty: anybody who can
   * reach the package.
   */
  readonly approvers: readonly string[];
  /** So many different people must say yes. */
  readonly quorum: number;
  /** Whether whoever asked for it may be one of them. */
  readonly requesterMayApprove: boolean;
  /** After this long without an answer a purchase or resize counts as rejected; null: it waits. */
  readonly expireAfterMs: number | null;
  /** A yes that could not be used for so long is asked for again; null or absent: it holds. */
  readonly executeWithinMs?: number | null;
  readonly remindEveryMs: number | null;
  /** The price may have risen by so much when it is bought, in percent of what was approved. */
  readonly priceTolerancePercent: number;
  /** Who may answer as well once it has waited for so long; absent: nobody. */
  readonly escalation?: { readonly afterMs: number; readonly to: readonly string[] };
}

/** Of packages started before there were such rules: one yes, from anybody. */
export const ANYBODY: ApprovalRules = {
  approvers: [],
  quorum: 1,
  requesterMayApprove: true,
  expireAfterMs: null,
  remindEveryMs: null,
  priceTolerancePercent: 0,
};

/** What is asked about now, and who has said yes to it. */
export interface ApprovalAsked {
  /** Stands for exactly this request, price and account: 16 hexadecimal digits. A yes to another one is refused. */
  readonly request: string;
  readonly policy: string;
  /** What asks for it beside the package's own file: "rule large-lines", "freeze year-end"; null or absent: nothing does. */
  readonly askedBy?: string | null;
  /** What would be done; absent in what an earlier build asked. */
  readonly operation?: Operation;
  /** For people: "order of 10 Mbps, 200.00 USD". */
  readonly what: string;
  /** Null where the vendor names none beforehand. */
  readonly price: Price | null;
  /** Null: nobody, it is due by itself. */
  readonly requestedBy: string | null;
  readonly approvers: readonly string[];
  readonly quorum: number;
  readonly approvedBy: readonly Approval[];
  /** Who asked whom to answer in their place, for this request alone; absent: nobody did. */
  readonly delegates?: readonly Delegation[];
  /** Since when the backups may answer as well; absent: they may not yet. */
  readonly escalatedAt?: string;
  readonly askedAt: string;
  /** When silence ends it; null: never. */
  readonly endsAt: string | null;
}

export interface Approval {
  readonly by: string;
  readonly at: string;
  readonly comment: string | null;
  /** Whom it stands for; absent: themselves. */
  readonly inPlaceOf?: string;
  /** The groups of whoever it stands for, as their login said at that time; absent: none were told. */
  readonly groups?: readonly string[];
}

export interface Delegation {
  readonly from: string;
  readonly to: string;
  /** The groups of `from`, as their login said at that time; absent: none were told. */
  readonly fromGroups?: readonly string[];
}

const GROUP_PREFIX = 'group:';
const GROUPS_MAX = 50;

/** How a group stands among the names of a policy. No person may be called so. */
export const groupEntry = (group: string): string => `${GROUP_PREFIX}${group}`;
export const isGroupEntry = (name: string): boolean => name.startsWith(GROUP_PREFIX);

/** Whether one of these groups stands among the names. */
export const namesGroup = (names: readonly string[], groups: readonly string[]): boolean =>
  groups.some((group) => names.includes(groupEntry(group)));

/** Groups as they arrive with a message: anything that is none counts as none. */
export function groupsIn(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((group): group is string => typeof group === 'string' && group !== '').slice(0, GROUPS_MAX);
}

/** Whether something from outside is such rules. */
export function isApprovalRules(value: unknown): value is ApprovalRules {
  if (typeof value !== 'object' || value === null) return false;
  const rules = value as Readonly<Record<string, unknown>>;
  const { escalation } = rules;
  if (escalation !== undefined && !isEscalation(escalation)) return false;
  const isOptionalMs = (ms: unknown): boolean => ms === null || (Number.isSafeInteger(ms) && Number(ms) > 0);
  return (
    Array.isArray(rules.approvers) &&
    rules.approvers.every((name) => typeof name === 'string' && name !== '') &&
    Number.isSafeInteger(rules.quorum) &&
    Number(rules.quorum) >= 1 &&
    typeof rules.requesterMayApprove === 'boolean' &&
    isOptionalMs(rules.expireAfterMs) &&
    isOptionalMs(rules.executeWithinMs ?? null) &&
    isOptionalMs(rules.remindEveryMs) &&
    typeof rules.priceTolerancePercent === 'number' &&
    rules.priceTolerancePercent >= 0
  );
}

function isEscalation(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { afterMs, to } = value as Readonly<Record<string, unknown>>;
  return Number(afterMs) > 0 && Array.isArray(to) && to.every((name) => typeof name === 'string' && name !== '');
}
