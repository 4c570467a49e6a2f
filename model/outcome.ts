/**
 * What became of one attempt to spend or destroy. It is a value, never an exception, because every one of the five
 * is an ordinary end of an attempt and the workflow decides differently on each.
 *
 * - `accepted`: the vendor did it. `value` holds the ids it gave.
 * - `refused`: surely not done, and sending the same again would be refused again until something is changed.
 * - `throttled`: surely not done; the same may be sent again after `afterMs`.
 * - `suspended`: an order may exist and may come back to life (risk control). Only a person may decide.
 * - `unknown`: it may have been done. Never send again before that is settled.
 */
export type Outcome<T> =
  | {
      readonly kind: 'accepted';
      readonly value: T;
      readonly requestId: string | null;
      readonly vendorTime: string | null;
    }
  | ({ readonly kind: 'refused' } & VendorAnswer)
  | ({ readonly kind: 'throttled'; readonly afterMs: number } & VendorAnswer)
  | ({ readonly kind: 'suspended' } & VendorAnswer)
  | {
      readonly kind: 'unknown';
      readonly why: string;
      readonly code: string | null;
      readonly requestId: string | null;
      /**
       * The vendor answered with a code nobody documented. Once it is proved that nothing came of the attempt, that
       * answer was a refusal, and sending the same again would bring the same.
       */
      readonly refusal?: VendorAnswer;
    };

/** Our own code for "surely not sent, because the desk that gives out fences could not be asked". */
export const NO_FENCE = 'NoFence';

/** The vendor's own words about a call it did not accept. */
export interface VendorAnswer {
  /** The vendor's code, for example `Order.Unpaid`, or `RetCode 153` for UCloud. */
  readonly code: string;
  /** The vendor's sentence, with secrets removed. */
  readonly message: string;
  readonly requestId: string | null;
  /** What a person can do about it; null when there is nothing special to say. */
  readonly remedy: string | null;
}
