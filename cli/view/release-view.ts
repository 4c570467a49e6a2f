import { showInstant } from '../../model/format-instant.js';
import { formatMoney } from '../../model/money.js';
import type { KnownQuote } from '../../model/quote.js';
import { outlookSentences } from '../../model/release-outlook.js';
import type { ReleasePreview } from '../../workers/client/release-preview.js';
import { colour } from './colour.js';
import { plainTable } from './plain-table.js';
import { printable } from './text.js';

/** What releasing a package now would do, before anything is done. */
export function releaseText(preview: ReleasePreview): string {
  const { name, resourceId, cutOff, refund } = preview;
  return [
    `${colour.bold(printable(name))} (${resourceId}), released now:`,
    ...outlookSentences(preview).map((sentence) => `  ${printable(sentence)}`),
    ...cutOff.map((what) => colour.yellow(`  It is in use: a release cuts off ${printable(what)}.`)),
    ...(refund?.kind === 'known' ? aheadLines(refund) : []),
  ].join('\n');
}

function aheadLines({ ahead, currency }: KnownQuote): string[] {
  if (ahead === undefined) return [];
  const { days, nothingFrom, bestAt } = ahead;
  const table = plainTable(['DAY (UTC)', 'COMES BACK', '']);
  for (const { at, amountMinor } of days) {
    const amount = { content: formatMoney({ amountMinor, currency }), hAlign: 'right' } as const;
    table.push([showInstant(at), amount, at === bestAt ? 'best' : '']);
  }
  const isMelting = bestAt === days[0]?.at;
  const advice = isMelting
    ? `The sooner the better: after ${showInstant(nothingFrom)} UTC nothing comes back.`
    : `Nothing comes back any more, so the line is best used to the end of what is paid: release it --at ${bestAt}.`;
  return ['', table.toString(), advice];
}
