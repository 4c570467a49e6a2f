import type { DeskName } from './ids.js';

/** Who asks the desk. The first run id names one life of a package: it survives resets and continue-as-new. */
export interface Holder {
  readonly packageName: string;
  readonly workflowId: string;
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
  readonly orderId: string | null;
  readonly mark: string | null;
  readonly naturalKey: string | null;
  /** `delivery`: look often; `payment`: often at first, then less; `idle`: the slow tick is enough. */
  readonly pace: 'delivery' | 'payment' | 'idle';
}

export type DeskRequest =
  | { readonly kind: 'open'; readonly holder: Holder; readonly operation: number; readonly lane: LaneClaim | null }
  | { readonly kind: 'fence'; readonly holder: Holder; readonly operation: number; readonly attempt: number }
  | { readonly kind: 'own'; readonly holder: Holder; readonly resourceId: string }
  | { readonly kind: 'settle'; readonly holder: Holder; readonly operation: number }
  | { readonly kind: 'watch'; readonly holder: Holder; readonly watch: Watch }
  | { readonly kind: 'leave'; readonly holder: Holder };

/** A lane keeps two orders that could not be told apart from being under way at once. */
export interface LaneClaim {
  readonly name: string;
  /** `operation`: free again once the intent is settled. `life`: held as long as the package lives (UGN pairs). */
  readonly until: 'operation' | 'life';
}

export type DeskAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'busy'; readonly holder: Holder }
  /** `memorySince`: when this desk's memory begins. Of what was done before, its grant proves nothing. */
  | { readonly kind: 'granted'; readonly memorySince: string }
  /**
   * The fence was taken before. `since` is when the first attempt of that operation took its fence (ISO 8601 UTC), or
   * null when later operations have followed it.
   */
  | { readonly kind: 'taken'; readonly since: string | null };

/** One line of the desk's registry, as the sweep asks for it by query. */
export interface RegistryEntry {
  readonly holder: Holder;
  readonly watch: Watch;
  readonly watchedSince: string;
  /** Digest of what the package was last told; null before the first time. */
  readonly told: string | null;
  /** Complete listings in a row that did not show its resource. */
  readonly misses: number;
}

/** What one sweep found, small enough for a workflow's history. */
export interface SweepReport {
  readonly readAt: string;
  /** False when the vendor's list could not be read to its end: then nothing may be called absent. */
  readonly complete: boolean;
  readonly told: Readonly<Record<string, string>>;
  readonly misses: Readonly<Record<string, number>>;
  /** Workflow ids that no longer run: the desk forgets their watch. */
  readonly gone: readonly string[];
  readonly resources: number;
  readonly problem: string | null;
}
