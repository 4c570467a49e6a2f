import { formatMoney } from '../../model/money.js';
import type { ResizePreview } from '../../workers/client/resize-preview.js';
import { colour } from './colour.js';
import { printable } from './text.js';

/** What changing a bandwidth now would do, before anything is done. */
export function resizeText({ name, resourceId, from, to, whyNot, price }: ResizePreview): string {
  const head = `${colour.bold(printable(name))} (${resourceId}), from ${from} to ${to} Mbps now:`;
  if (whyNot !== null) return `${head}\n  ${colour.yellow(`It would be refused: ${printable(whyNot)}`)}`;
  if (price === null || price.kind === 'unknown') {
    return `${head}\n  The price is not known${price === null ? '' : `: ${printable(price.reason)}`}.`;
  }
  const caveat = price.caveat === null ? '' : ` (${printable(price.caveat)})`;
  return `${head}\n  ${formatMoney(price)} for the rest of the term${caveat}.`;
}
