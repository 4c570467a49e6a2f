import type { Digest } from './digest.js';
import type { Price } from './money.js';
import type { Product, Vendor } from './product.js';
import type { NextStep, WaitingFor } from './status.js';

/**
 * Something a person should hear of one package. It goes to every outlet of leaseline.yaml, at least once: whoever
 * receives it knows a repeated one by its key.
 */
export interface Notice {
  /** The same for every delivery of the same notice: `<package>/<expiry or step>/<rung>`. */
  readonly key: string;
  readonly kind: 'reminder' | 'approval' | 'payment' | 'alarm' | 'settled';
  /** The rung of the ladder, for example `7d`, `2h`, `expired`, `graceEnding`; null where no ladder is climbed. */
  readonly rung: string | null;
  /** When it was raised, ISO 8601 UTC. */
  readonly at: string;
  readonly name: string;
  readonly product: Product;
  readonly account: string;
  readonly region: string;
  /** `labels.team` and whatever else the package file carries. */
  readonly labels: Readonly<Record<string, string>>;
  readonly waitingFor: WaitingFor;
  /** One sentence: what is the matter and what to do. */
  readonly what: string;
  readonly expiresAt: string | null;
  readonly nextStep: NextStep | null;
  readonly price: Price | null;
}

/** A vendor refuses an account's key, or takes it again: told of the account, whatever packages it has. */
export interface CredentialNotice {
  /** The same for every delivery: `credential/<account>/<since>/<refused or restored>`. */
  readonly key: string;
  readonly kind: 'credential.refused' | 'credential.restored';
  /** When it was raised, ISO 8601 UTC. */
  readonly at: string;
  readonly account: string;
  readonly vendor: Vendor;
  /** Since when it was refused. */
  readonly since: string;
  /** The vendor's code. */
  readonly code: string;
  /** One sentence: what is the matter and what to do. */
  readonly what: string;
}

/** Something a person should hear, kept until it is told. */
export interface Unheard {
  /** Unique within the package: whoever receives it twice knows it by this. */
  readonly step: string;
  /** Absent: `approval`. */
  readonly kind?: 'approval' | 'payment' | 'alarm' | 'settled';
  readonly what: string;
}

/** Everything that is sent to outlets. */
export type Message = Notice | CredentialNotice | Digest;

export const MESSAGE_KINDS = [
  'reminder',
  'approval',
  'payment',
  'alarm',
  'settled',
  'digest',
  'credential.refused',
  'credential.restored',
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** Whoever is woken by alarms hears of keys as well: without one nothing is renewed. */
export function takesKind(kinds: readonly MessageKind[], kind: MessageKind): boolean {
  return kinds.includes(kind) || (kind.startsWith('credential.') && kinds.includes('alarm'));
}

/** How a notice is told, where not simply to everybody until everybody has heard it. */
export interface NoticeRound {
  /** Outlets that still wait for earlier notices: this one comes to them after those. */
  readonly passingOver?: readonly string[];
  /** The one outlet that is told; absent: all of them. */
  readonly only?: string;
  /** After so many attempts the rest is left to the caller; absent: it goes on, and fails in the end. */
  readonly attempts?: number;
}

/** What became of one notice, outlet by outlet. Those that are not named here do not take its kind. */
export interface NoticeDelivery {
  readonly outlets: readonly OutletOutcome[];
  /** Outlets that have neither taken nor refused it; absent: there are none. */
  readonly left?: readonly OutletLeft[];
}

/** An outlet that could not be told yet, and what is in the way; without any secret. */
export interface OutletLeft {
  readonly outlet: string;
  readonly why: string;
}

/** For so long a notice is kept for an outlet that is down. */
export const KEPT_FOR_OUTLET_MS = 3 * 24 * 60 * 60 * 1000;

/**
 * - `told`: the outlet took it
 * - `refused`: it will never take it (a 4xx, a redirect); `why` says so, without any secret
 */
export interface OutletOutcome {
  readonly outlet: string;
  readonly outcome: 'told' | 'refused';
  readonly why: string | null;
}
