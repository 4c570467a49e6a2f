import type { DeskRequest, FenceId, LaneClaim, Reviewable } from '../model/desk.js';
import type { MoneyMove } from '../model/messages.js';
import type { OrderSeen } from '../model/observation.js';
import type { Outcome, VendorAnswer } from '../model/outcome.js';
import type { Decision, Refusal } from './decision.js';

/**
 * What comes of doing it twice.
 * - `token`: the vendor answers a repeated token with the first result, as long as it remembers it
 * - `harmless`: the same as doing it once (a switch, a deletion by id)
 * - `never`: twice is twice
 */
export type Repeat = 'token' | 'harmless' | 'never';

/** What one attempt must carry: its fence, and what it will be known by. */
export interface SendAttempt {
  readonly fence: FenceId;
  /** Positive evidence of this operation wherever it turns up. */
  readonly mark: string;
  /** Stable over all attempts of the operation. */
  readonly token: string;
}

/** How one operation that spends or destroys is sent, and how its result is known again. */
export interface SpendPlan<T> {
  /** For people: "order", "renewal", "cancellation of order 123". */
  readonly what: string;
  readonly lane: LaneClaim | null;
  /** What the result is recognisable by in a listing; null where it makes no resource. */
  readonly fingerprint: string | null;
  readonly repeat: Repeat;
  /** For the audit, which compares it with the vendor's bill; absent: it moves no money. */
  readonly money?: MoneyMove;
  send(attempt: SendAttempt): Promise<Outcome<T>>;
  /** Looks for what an attempt whose answer was lost may have left behind. */
  evidence(attempt: SendAttempt, begunAt: string): Promise<Evidence<T>>;
  /** What a person names as the result; a sentence when that cannot be right. Absent: a person can only say "none". */
  readonly named?: (resourceId: string) => Promise<{ readonly value: T } | { readonly why: string }>;
  /**
   * The vendor's refusal may leave an unpaid order behind. `prove`: it is looked for until it is proved that there is
   * none; `look`: once, because the same is tried again soon and would be told what is in its way.
   */
  readonly mayLeaveOrder?: (code: string) => 'no' | 'look' | 'prove';
  /**
   * The vendor takes the money at once: an order that is there and not paid was left behind by a refusal, and the same
   * token would make another one.
   */
  readonly paysAtOnce?: boolean;
  /** Unpaid orders that may be in the way, for the sentence a person reads. */
  readonly blocking?: () => Promise<readonly string[]>;
  /** Of something harmless: after this many lost answers it is let be. */
  readonly giveUpAfter?: number;
  /** Runs as soon as it is known to be done; what it returns goes to the desk in the same visit that settles. */
  done(value: T): readonly DeskRequest[];
  /** What the package shows while it is being sent. */
  show(): void;
}

export interface Evidence<T> {
  /** Surely its result. */
  readonly found: { readonly value: T } | null;
  /** Unmarked, and agreeing in everything the vendor shows: its result, or somebody else's like it. */
  readonly candidates: readonly Candidate<T>[];
  /** Resources whose orders are among those that were read. */
  readonly ordered?: readonly string[];
  /** False: could not look properly, which proves nothing. */
  readonly complete: boolean;
  /** The same reads showed something of this account, so they would have shown this too. */
  readonly control: boolean;
}

export interface Candidate<T> extends Reviewable {
  readonly value: T;
  /** False: not certain enough to be taken without a person. */
  readonly mayBeTaken: boolean;
  /** The order as it stands; null where only the resource is shown. */
  readonly order: OrderSeen | null;
}

/** What lets an operation through, and is asked again when an attempt is to follow later. */
export interface Allowance {
  /** Asks nobody, and waits for nothing but the vendor's price. */
  stillPasses(): Promise<boolean>;
  /** Asks whoever is to be asked, and waits for them. */
  pass(): Promise<Decision>;
}

/** It was let through once and is not any more; nothing is under way. */
export interface NotAllowed {
  readonly kind: 'notAllowed';
  readonly decision: Refusal;
  /** Attempts whose answers were lost and of which the vendor has shown nothing since. */
  readonly lost: number;
}

export type Spent<T> =
  /** `lost`: attempts whose answers were lost, this one's among them or not. */
  | { readonly kind: 'done'; readonly value: T; readonly lost: number }
  /**
   * `heldSince`: when it was sent, ISO 8601. Nothing was done, but the vendor has suspended the order and may still carry it
   * out: what repeats by itself must not repeat this.
   */
  | ({ readonly kind: 'refused'; readonly heldSince?: string } & VendorAnswer)
  /** A person withdrew it before anything was done; `lost`: of so many attempts the vendor has shown nothing since. */
  | { readonly kind: 'withdrawn'; readonly by: string; readonly lost: number };

export type Refused = Extract<Spent<never>, { kind: 'refused' }>;
