import type { ApprovalAsked } from './approval.js';
import type { LifeSettings } from './life-settings.js';
import type { Money } from './money.js';
import type { OperationRecord } from './operation-record.js';
import type { PackageSpec } from './package-spec.js';
import type { Pause } from './pause.js';
import type { PackageRow } from './row.js';
import type { LeaseStatus, WaitingFor } from './status.js';
import type { TermUnit } from './term.js';

/**
 * What a person or program can tell a package. Every one is a Temporal update (checked, answered at once) and a
 * signal of the same name with the same argument and the same checks; a refused signal shows in the timeline.
 */
export interface MessageArguments {
  /** `request`: what is meant, as `approval.request` shows it; asked about something else meanwhile, it is refused. */
  readonly approve: Said & { readonly request?: string };
  readonly reject: Said & { readonly reason?: string; readonly request?: string };
  /** Takes back one's own yes while others are still awaited. */
  readonly withdraw: Said & { readonly request?: string };
  /** Somebody else answers in the speaker's place, this request alone. */
  readonly delegate: Said & { readonly to: string; readonly request?: string };
  readonly paid: Said;
  readonly resolve: Said &
    ({ readonly resourceId: string } | { readonly none: true; readonly not?: readonly string[] });
  readonly renew: Said & { readonly period?: number; readonly periodUnit?: TermUnit };
  readonly resize: Said & { readonly bandwidthMbps: number; readonly at?: string };
  /** `confirm`: what it cuts off is known and meant; a package in use is not released without it. */
  readonly release: Said & { readonly at?: string; readonly confirm?: boolean };
  readonly cancel: Said;
  /** Nothing is bought until then, ISO 8601; said again, it changes the date. */
  readonly pause: Said & { readonly until: string };
  readonly resume: Said;
  /** It goes on under another name; nothing is bought or given back. */
  readonly rename: Said & { readonly to: string };
  /** `life`: what leaseline.yaml says of hours and calendars now; absent: it stays as it was. */
  readonly configure: Said & { readonly spec: PackageSpec; readonly life?: LifeSettings };
}

export const MESSAGE_NAMES = [
  'approve',
  'reject',
  'withdraw',
  'delegate',
  'paid',
  'resolve',
  'renew',
  'resize',
  'release',
  'cancel',
  'pause',
  'resume',
  'rename',
  'configure',
] as const satisfies readonly (keyof MessageArguments)[];
export type MessageName = keyof MessageArguments;

/** Who says it. A repeated `operationId` is answered, not repeated. */
export interface Said {
  readonly by?: string;
  /** The groups of whoever says it, as their login said: only the API fills it in. Absent: none were told. */
  readonly groups?: readonly string[];
  readonly comment?: string;
  readonly operationId?: string;
}

/** What is decided, each for themselves. */
const DECISIONS: readonly MessageName[] = ['approve', 'reject', 'withdraw', 'delegate'];
/** `confirm`, comments and reasons are words about it: said otherwise, it is the same act. */
const ACT_FIELDS = [
  'request',
  'resourceId',
  'none',
  'not',
  'bandwidthMbps',
  'at',
  'period',
  'periodUnit',
  'until',
  'to',
  'spec',
] as const;

/** Which act a message is, as plain data: a repetition is the same act, and nothing else is one. */
export function actOf(name: MessageName, said: Said): readonly unknown[] {
  const fields: Readonly<Record<string, unknown>> = { ...said };
  return [
    name,
    DECISIONS.includes(name) ? (said.by ?? null) : null,
    ...ACT_FIELDS.map((field) => fields[field] ?? null),
  ];
}

/** The answer to an update. */
export interface MessageAnswer {
  readonly status: LeaseStatus;
  readonly waitingFor: WaitingFor;
  /** What happens next because of the message, one sentence. */
  readonly message: string;
  /** Of a yes: how many more it takes; absent in other answers, and in those of earlier builds. */
  readonly missing?: number;
}

/** Type of the failure an update ends with when the package refuses it; the message says why and what to do. */
export const REFUSED = 'Refused';
/** The same of a message that cuts something off and would be taken with `confirm: true`. */
export const UNCONFIRMED = 'Unconfirmed';

/** One line of a package's story. */
export interface TimelineEntry {
  /** Counts the lines of this life from 1; absent in what earlier builds wrote. */
  readonly n?: number;
  readonly at: string;
  /** What happened, one sentence. */
  readonly what: string;
  /** Who made it happen: a person's name, `vendor`, or `leaseline`. */
  readonly who: string;
  /** The same for programs, where money or a decision is concerned; absent elsewhere. */
  readonly facts?: TimelineFacts;
}

/** Which way money goes when it is done: to the vendor, back, or one of the two; absent where none moves. */
export type MoneyMove = 'paid' | 'returned' | 'either';

/** What an audit compares: who asked what at which price, who decided, what was sent, what was charged. */
export type TimelineFacts =
  | {
      readonly kind: 'asked';
      readonly request: string;
      readonly policy: string;
      readonly price: Money | null;
      readonly requestedBy: string | null;
    }
  | {
      readonly kind: 'said';
      readonly message: MessageName;
      readonly request: string | null;
      /** Of whoever said it, as their login said then; absent: none were told. */
      readonly groups?: readonly string[];
      /** Of a yes from whoever asked for it: the policy that let them say it then. Absent: somebody else said it. */
      readonly requesterAllowedBy?: string;
    }
  | {
      readonly kind: 'call';
      readonly operation: number;
      readonly attempt: number;
      readonly outcome: OperationRecord['outcome'];
      readonly requestId: string | null;
      /** The request that was approved for it; null: nobody was asked. */
      readonly approved: string | null;
      /** What else was asked about it and approved, where more than one policy, rule or budget asks; absent: nothing was. */
      readonly alsoApproved?: readonly string[];
      /** The most it may cost by all of that, tolerances included; absent: nobody was asked, or the price was not known. */
      readonly approvedUpTo?: Money;
      /** What the vendor made of it, and what it is about; absent: not known when it was written. */
      readonly orderId?: string;
      readonly resourceId?: string;
      readonly money?: MoneyMove;
    }
  /** From here on the package stands for this resource. */
  | { readonly kind: 'holds'; readonly resourceId: string }
  | { readonly kind: 'charged'; readonly orderId: string; readonly amountMinor: number; readonly currency: string };

/** What the `state` query answers: everything `show --json` prints. */
export interface PackageState extends PackageRow {
  readonly spec: PackageSpec;
  /** What is given to limits between regions (CEN), Mbps. */
  readonly usedMbps: number;
  readonly timeline: readonly TimelineEntry[];
  /** Names this life of the package for ever: a name that is bought again begins another. */
  readonly lifeId: string;
  /** True when it was taken over, not ordered. Absent in what earlier builds wrote. */
  readonly adopted?: boolean;
  /** Operations that spent or destroyed, or may have; newest last. */
  readonly operations: readonly OperationRecord[];
  /** When the resource was bought, as the vendor shows it; null while it shows nothing. */
  readonly createdAt: string | null;
  /** What a release cuts off; empty: nobody is known to use it. */
  readonly cutOff: readonly string[];
  /** What somebody is asked to approve now; null: nothing. */
  readonly approval: ApprovalAsked | null;
  /** While an outcome is unknown: what the newest look showed that could be its result. */
  readonly candidates: readonly CandidateShown[];
  /** Who has paused it, until when and why; null: nobody. */
  readonly pause: Pause | null;
  /** The bandwidth it is being changed to now, Mbps; null: to none. Absent in what earlier builds wrote. */
  readonly resizingTo?: number | null;
  /** What it costs a month, as budgets count it; null: not known. */
  readonly monthly: Money | null;
  /** The hours, leads and vendor dates it lives by. */
  readonly life: LifeSettings;
}

/** Something at the vendor that could be what an attempt made: a resource, its order, or both. */
export interface CandidateShown {
  readonly resourceId: string | null;
  readonly orderId: string | null;
}
