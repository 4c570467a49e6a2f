import { ExplainedError } from '../../model/config/explained-error.js';
import { knownRenewalPrice, renewalTerm } from '../../model/funding/known-prices.js';
import { hasTerm } from '../../model/package-spec.js';
import { vendorOf } from '../../model/product.js';
import type { Quote } from '../../model/quote.js';
import { type Term, termEnd } from '../../model/term.js';
import { askPrices } from './prices.js';
import type { Reach } from './reach.js';
import { requireActive } from './require-active.js';

/** What one more term would cost now, and until when it would last. */
export interface RenewPreview {
  readonly name: string;
  readonly resourceId: string;
  readonly term: Term;
  /** When it ends now and would end then, ISO 8601 UTC; null where the vendor shows no end. */
  readonly endsAt: string | null;
  readonly wouldEndAt: string | null;
  readonly price: Quote;
}

/**
 * Looks up what a renewal would mean. It spends and changes nothing.
 * @throws ExplainedError when there is no such package, when no worker answers, or when it has no term to renew
 */
export async function previewRenew(reach: Reach, name: string): Promise<RenewPreview> {
  const { state, resourceId } = await requireActive(reach, name, 'renewed');
  const { spec, expiresAt } = state;
  if (!hasTerm(spec)) {
    throw new ExplainedError(`${name} is pay-as-you-go: it has no term to renew`, 'Release it when it is not needed');
  }
  const { term } = spec.lifecycle.renew;
  const known = renewalTerm(spec) === null ? null : knownRenewalPrice(state);
  const price = known ?? (await askRenewal());
  const wouldEndAt = expiresAt === null ? null : termEnd(expiresAt, term, vendorOf(spec.product));
  return { name, resourceId, term, endsAt: expiresAt, wouldEndAt, price };

  async function askRenewal(): Promise<Quote> {
    const { prices } = await askPrices(reach, {
      prices: [{ kind: 'renewal', spec, resourceId, term }],
      balances: [],
    });
    return prices[0] ?? { kind: 'unknown', reason: 'not asked' };
  }
}
