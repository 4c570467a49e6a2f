import type { Quote } from '../../../model/quote.js';
import type { Term } from '../../../model/term.js';
import type { reads } from '../../activity-proxies.js';

/** The reads of one account that a module asks with; how patiently is the caller's business. */
export type Reads = ReturnType<typeof reads>;

/**
 * What a package would cost. Nothing is spent or changed, and no question fails: a price that the vendor does not give, or
 * that could not be asked for, comes back as unknown with the reason.
 */
export interface ProductQuotes {
  /**
   * What the order costs. With a term: the order for that term instead of its own, which is the best that can be said of a
   * renewal while there is nothing to renew.
   */
  quoteOrder(term?: Term): Promise<Quote>;
  /** What one renewal of what is there costs, at its bandwidth of today. */
  quoteRenewal(resourceId: string, term: Term): Promise<Quote>;
  /** The difference a change of bandwidth costs now for the rest of the term; negative: it comes back. */
  quoteResize(resourceId: string, bandwidthMbps: number): Promise<Quote>;
  /** What comes back when it is given back now, a positive amount. */
  quoteRefund(resourceId: string): Promise<Quote>;
}
