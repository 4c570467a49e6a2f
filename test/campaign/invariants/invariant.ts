import type { Evidence } from '../play.js';

/** A promise Leaseline makes, told from the vendors' books. */
export interface Invariant {
  /** Stable: named in reports and in docs/spending-once.md. */
  readonly name: string;
  /** The promise as one sentence. */
  readonly promise: string;
  /** @returns a sentence for each way in which it was broken */
  broken(evidence: Evidence): string[];
}

export interface Violation {
  readonly invariant: string;
  readonly what: string;
}
