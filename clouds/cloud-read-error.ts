/**
 * Why a read gave nothing.
 * - `throttled`: over the vendor's quota; again after `afterMs`
 * - `unavailable`: vendor or network trouble; again later
 * - `refused`: the same read would be refused again until somebody changes something (`remedy`)
 * - `garbled`: an answer that lacks what is documented; it must never be taken for an empty list
 */
export type CloudReadKind = 'throttled' | 'unavailable' | 'refused' | 'garbled';

export interface CloudReadErrorFields {
  readonly kind: CloudReadKind;
  /** The vendor's code, or our word for what happened (`TimedOut`, `HTTP 502`). */
  readonly code: string;
  /** The vendor's sentence, with secrets removed. */
  readonly message: string;
  /** How long to wait at least; null when nobody said. */
  readonly afterMs: number | null;
  readonly requestId: string | null;
  /** What a person can do; null when there is nothing special to say. */
  readonly remedy: string | null;
}

/** The one error every read throws. Sends never throw it: their ends are `Outcome` values. */
export class CloudReadError extends Error {
  readonly kind: CloudReadKind;
  readonly code: string;
  readonly afterMs: number | null;
  readonly requestId: string | null;
  readonly remedy: string | null;

  constructor(fields: CloudReadErrorFields) {
    super(fields.message);
    this.name = 'CloudReadError';
    this.kind = fields.kind;
    this.code = fields.code;
    this.afterMs = fields.afterMs;
    this.requestId = fields.requestId;
    this.remedy = fields.remedy;
  }
}
