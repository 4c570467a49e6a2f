import type { DeskName } from './ids.js';

/** Who asks the desk. The first run id names one life of a package: it survives resets and continue-as-new. */
export interface Holder {
  readonly packageName: string;
  readonly firstExecutionRunId: string;
}

/** A fence is taken once, ever: whoever holds it may send this attempt of this operation; nobody else can. */
export interface FenceId {
  readonly desk: DeskName;
  readonly holder: Holder;
  readonly operation: number;
  readonly attempt: number;
}

/** What the sweep looks for on behalf of a package. */
export interface Watch {
  readonly resourceId: string | null;
  /** An order whose payment is not proved yet. */
  readonly orderId: string | null;
  readonly mark: string | null;
  /** `delivery`: look often; `payment`: often at first, then less; `idle`: the slow tick is enough. */
  readonly pace: 'delivery' | 'payment' | 'idle';
}

export type DeskRequest =
  | Open
  | { readonly kind: 'fence'; readonly holder: Holder; readonly operation: number; readonly attempt: number }
  | Own
  /** An order of this package: from now on nobody else's, and no stray. */
  | { readonly kind: 'ownOrder'; readonly holder: Holder; readonly orderId: string }
  | Review
  | { readonly kind: 'settle'; readonly holder: Holder; readonly operation: number }
  | WatchRequest
  | HandOver
  | { readonly kind: 'leave'; readonly holder: Holder };

/** An intent begins: it takes its lane, and what will come of it is no stray meanwhile. */
export interface Open {
  readonly kind: 'open';
  readonly holder: Holder;
  readonly operation: number;
  readonly lane: LaneClaim | null;
  /** What the result will be recognisable by; null where the operation makes no resource. */
  readonly fingerprint: string | null;
}

export interface Own {
  readonly kind: 'own';
  readonly holder: Holder;
  readonly resourceId: string;
  /** True when nothing was ordered for it: then it is refused while somebody's open order may have made it. */
  readonly adopting?: boolean;
}

/** A package goes on under another name: everything the one owned is the other's from now on, in one step. */
export interface HandOver {
  readonly kind: 'handOver';
  /** Who owns it from now on. */
  readonly holder: Holder;
  readonly from: Holder;
}

export interface WatchRequest {
  readonly kind: 'watch';
  readonly holder: Holder;
  readonly watch: Watch;
  /** Digest of what the package knows already; absent: it is told everything anew. */
  readonly told?: string;
}

/** Which of these could still be what came of an attempt whose outcome is not known. */
export interface Review {
  readonly kind: 'review';
  readonly holder: Holder;
  readonly operation: number;
  readonly candidates: readonly Reviewable[];
  /** Resources whose orders are among those that were read, and are no candidates: their owners' orders are known. */
  readonly ordered: readonly string[];
  /** From an attempt's fence to when the vendor can surely not carry it out any more. */
  readonly mayCommitForMs: number;
}

export interface Reviewable {
  readonly resourceId: string | null;
  readonly orderId: string | null;
  /** By the vendor's clock, ISO 8601 UTC; null where it is not shown. */
  readonly createdAt: string | null;
  /** The vendor shows all by which it could be told from another package's. */
  readonly isTold: boolean;
}

/** A lane keeps two orders that could not be told apart from being under way at once. */
export interface LaneClaim {
  readonly name: string;
  /** `operation`: free again once the intent is settled. `life`: held as long as the package lives (UGN pairs). */
  readonly until: 'operation' | 'life';
}

export type DeskAnswer =
  /** `isStale`: no listing is new enough to say what was there before; one is being made. */
  | { readonly kind: 'done'; readonly isStale?: boolean }
  | { readonly kind: 'busy'; readonly holder: Holder }
  /** The desk remembers as many packages as fit into one workflow's input; another one is not ordered. */
  | { readonly kind: 'full'; readonly packages: number }
  /** `memorySince`: when this desk's memory begins. Of what was done before, its grant proves nothing. */
  | { readonly kind: 'granted'; readonly memorySince: string }
  /**
   * The fence was taken before. `since` is when the first attempt of that operation took its fence (ISO 8601 UTC), or
   * null when later operations have followed it.
   */
  | { readonly kind: 'taken'; readonly since: string | null }
  | Reviewed;

export interface Reviewed {
  readonly kind: 'reviewed';
  /** One for each candidate. */
  readonly verdicts: readonly Verdict[];
}

/**
 * - `excluded`: another's, or listed before the operation's first fence was taken
 * - `contested`: it could be what came of another operation under way too, or is younger than it can be
 * - `possible`: nobody else here can have made it
 */
export type Verdict = 'excluded' | 'contested' | 'possible';

/** One line of the desk's registry, as the sweep is given it. */
export interface RegistryEntry {
  readonly holder: Holder;
  readonly watch: Watch;
  readonly watchedSince: string;
  /** Digest of what the package was last told; null before the first time. */
  readonly told: string | null;
  /** Complete listings in a row that did not show its resource. */
  readonly misses: number;
}

/** What the desk knows of its region, as the sweep compares the vendor's listing with it. */
export interface DeskView {
  readonly registry: readonly RegistryEntry[];
  /** resource id → its fingerprint, of everything the listings have shown and not missed since. */
  readonly known: Readonly<Record<string, string>>;
  /** Known ones the newest complete listing did not show. */
  readonly unlisted: readonly string[];
}

/** What one sweep found, small enough for a workflow's history: only what differs from what the desk knew. */
export interface SweepReport {
  readonly readAt: string;
  /** False when the vendor's list could not be read to its end: then nothing may be called absent. */
  readonly complete: boolean;
  /** package name → digest of what it was told */
  readonly told: Readonly<Record<string, string>>;
  readonly misses: Readonly<Record<string, number>>;
  /** Packages whose life is over: the desk forgets their watch. */
  readonly gone: readonly string[];
  /** Packages that were told for the first time that theirs is ready. */
  readonly ready: readonly string[];
  /** New, or changed in their fingerprint: resource id → fingerprint and mark. */
  readonly appeared: Readonly<Record<string, { readonly fingerprint: string; readonly mark: string | null }>>;
  /** Known ones that a complete listing did not show, and ones it shows again. */
  readonly unlisted: readonly string[];
  readonly relisted: readonly string[];
  readonly resources: number;
  readonly ordersRead: boolean;
  readonly problem: string | null;
  /** The list was read to its end and only changed meanwhile, as where much is delivered: it can be read again soon. */
  readonly moved?: boolean;
}

/** What a desk sees of its region besides the packages, without asking the vendor anything. */
export interface DeskSight {
  /** When the newest complete listing began (ISO 8601 UTC); null before the first one. */
  readonly listedAt: string | null;
  /** Since when the vendor's list cannot be read to its end; null while it can. */
  readonly blindSince: string | null;
  /** What nobody owns. */
  readonly strays: readonly { readonly resourceId: string; readonly firstSeenAt: string }[];
}
