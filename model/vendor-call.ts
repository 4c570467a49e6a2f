/** One call that spent or destroyed, or may have, as Temporal wrote it down (`GET /v1/packages/:name/calls`). */
export interface VendorCall {
  /** The vendor's name of it. */
  readonly action: string;
  /** When it was handed to a worker, ISO 8601 UTC. */
  readonly at: string;
  /** Null while nobody has answered. */
  readonly endedAt: string | null;
  /** `running`: no answer yet; `lost`: the worker that sent it did not answer in time. */
  readonly outcome: 'accepted' | 'refused' | 'throttled' | 'suspended' | 'unknown' | 'running' | 'lost';
  /** The vendor's code; null where it gave none. */
  readonly code: string | null;
  readonly message: string | null;
  /** What the vendor's support asks for. */
  readonly requestId: string | null;
}
