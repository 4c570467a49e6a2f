import { knownRenewalPrice, renewalTerm } from '../../model/funding/known-prices.js';
import type { PackageState } from '../../model/messages.js';
import { hasTerm } from '../../model/package-spec.js';
import type { PriceQuestion } from '../../model/price-check.js';
import type { Quote } from '../../model/quote.js';
import {
  type LeavingQuotes,
  type ReleaseOutlook,
  releaseOutlook,
  wantsOrderPrice,
} from '../../model/release-outlook.js';
import { askPrices } from './prices.js';
import type { Reach } from './reach.js';
import { requireActive } from './require-active.js';

/** What a release would do, and what it would cut off; `release --dry-run --json` prints it. */
export interface ReleasePreview extends ReleaseOutlook {
  readonly name: string;
  readonly resourceId: string;
  /** Empty: nobody is known to use it. Otherwise the release wants to be confirmed. */
  readonly cutOff: readonly string[];
}

/**
 * Looks up what releasing a package would mean. It spends and changes nothing.
 * @throws ExplainedError when there is no such package, when no worker answers, or when there is nothing to release
 */
export async function previewRelease(reach: Reach, name: string): Promise<ReleasePreview> {
  const { state, resourceId } = await requireActive(reach, name, 'released');
  const { cutOff } = state;
  const quotes = await quotesFor(reach, state, resourceId);
  return { name, resourceId, cutOff, ...releaseOutlook(state, quotes) };
}

async function quotesFor(reach: Reach, state: PackageState, resourceId: string): Promise<LeavingQuotes> {
  const { spec } = state;
  if (!hasTerm(spec)) return { refund: null, renewal: null, order: null };
  const term = renewalTerm(spec);
  const asked = new Map<keyof LeavingQuotes, PriceQuestion>([['refund', { kind: 'refund', spec, resourceId }]]);
  if (term !== null && knownRenewalPrice(state) === null) {
    asked.set('renewal', { kind: 'renewal', spec, resourceId, term });
  }
  if (wantsOrderPrice(state)) asked.set('order', { kind: 'order', spec, term: null });
  const { prices } = await askPrices(reach, { prices: [...asked.values()], balances: [] });
  const answers = new Map([...asked.keys()].map((use, index) => [use, prices[index] ?? null]));
  const answer = (use: keyof LeavingQuotes): Quote | null => answers.get(use) ?? null;
  return { refund: answer('refund'), renewal: answer('renewal'), order: answer('order') };
}
