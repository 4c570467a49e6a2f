import type { Quote } from '../../model/quote.js';
import { whyNotResize } from '../../model/resize-rules.js';
import { askPrices } from './prices.js';
import type { Reach } from './reach.js';
import { requireActive } from './require-active.js';

/** What a change of bandwidth would do now; `resize --dry-run --json` prints it. */
export interface ResizePreview {
  readonly name: string;
  readonly resourceId: string;
  /** Mbps */
  readonly from: number;
  readonly to: number;
  /** Why the vendor would refuse it; null when nothing speaks against it. */
  readonly whyNot: string | null;
  /** What it is charged for the rest of the term; null where it would be refused. */
  readonly price: Quote | null;
}

/**
 * Looks up what a change of bandwidth would mean. It spends and changes nothing.
 * @throws ExplainedError when there is no such package, when no worker answers, or when it is not Active
 */
export async function previewResize(reach: Reach, name: string, bandwidthMbps: number): Promise<ResizePreview> {
  const { state, resourceId } = await requireActive(reach, name, 'resized');
  const { spec } = state;
  const about = { name, resourceId, from: state.bandwidthMbps, to: bandwidthMbps };
  const whyNot = whyNotResize(spec, state, bandwidthMbps);
  if (whyNot !== null) return { ...about, whyNot, price: null };
  const question = { kind: 'resize', spec, resourceId, bandwidthMbps } as const;
  const { prices } = await askPrices(reach, { prices: [question], balances: [] });
  return { ...about, whyNot, price: prices[0] ?? null };
}
