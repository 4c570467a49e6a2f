import wrapAnsi from 'wrap-ansi';
import type { BreakGlassLine, BreakGlassSheet } from '../../model/breakglass/sheet.js';
import { showInstant } from '../../model/format-instant.js';
import { printable } from '../view/text.js';

const COLUMNS = 80;
const INDENT = '  ';

/** The sheet for paper and pagers: no colours, no more than 80 columns but for addresses. */
export function sheetText(sheet: BreakGlassSheet): string {
  return [...head(sheet), ...sheet.lines.map(lineText), ...foot(sheet)].join('\n\n');
}

/** What somebody must know who has never heard of Leaseline. */
export const FIRST_WORDS: readonly string[] = [
  'This sheet is for the day when Leaseline is gone: what is leased, when it ends, and how to keep or end it by hand in the consoles of the vendors.',
  'The line that ends first stands first. Whoever logs in needs an account of the vendor with the right to pay; no password and no key is on this sheet.',
  'When Leaseline comes back it sees what was done by hand: what somebody renewed is not renewed again, and nothing is bought twice.',
];

/** `DATE: what is on the sheet was true then.` */
export function madeAtWords({ madeAt, lines }: BreakGlassSheet): string {
  const count = `${lines.length} ${lines.length === 1 ? 'line' : 'lines'}`;
  return `As of ${showInstant(madeAt)} UTC, ${count}. What happened since is not on it.`;
}

/** What of a line stands beside what, for text and for HTML alike. */
export function fieldsOf(line: BreakGlassLine): readonly (readonly [string, string])[] {
  const { expiresAt, reason, orderId } = line;
  return [
    ['ends', expiresAt === null ? 'never, or not known' : `${showInstant(expiresAt)} UTC`],
    ['id', line.resourceId ?? 'none is known: look for it among what was ordered last'],
    ...(orderId === null ? [] : [['order', orderId] as const]),
    ['what', `${line.product}, ${line.bandwidthMbps} Mbps, ${line.status}`],
    ['where', `${line.region}, account ${line.account} (${line.vendor}), paid by ${line.payer}`],
    ...(line.attachedTo.length === 0 ? [] : [['attached to', line.attachedTo.join(', ')] as const]),
    ...(line.eipAddresses.length === 0 ? [] : [['addresses', line.eipAddresses.join(', ')] as const]),
    ['vendor', line.vendorRenewal],
    ['plan', line.otherwise],
    ...(reason === null ? [] : [['open', reason] as const]),
  ];
}

function head(sheet: BreakGlassSheet): string[] {
  return ['BREAK-GLASS SHEET', wrapped(madeAtWords(sheet), ''), ...FIRST_WORDS.map((words) => wrapped(words, ''))];
}

function foot({ lines }: BreakGlassSheet): string[] {
  return lines.length === 0 ? ['Nothing is leased.'] : [];
}

function lineText(line: BreakGlassLine): string {
  const width = Math.max(...fieldsOf(line).map(([label]) => label.length)) + 2;
  return [
    '-'.repeat(COLUMNS),
    `${printable(line.name)}  (priority ${line.priority})`,
    ...fieldsOf(line).map(([label, value]) => wrapped(`${label.padEnd(width)}${printable(value)}`, ' '.repeat(width))),
    ...line.links.map(({ what, url }) => `${INDENT}${printable(what)}: ${printable(url)}`),
    ...steps('To keep it', line.renew),
    ...steps('To end it', line.stop),
  ].join('\n');
}

function steps(title: string, list: readonly string[]): string[] {
  return [`${INDENT}${title}:`, ...list.map((step, index) => wrapped(`  ${index + 1}. ${printable(step)}`, '     '))];
}

/** Lines after the first are set in by what stands before the text. */
function wrapped(text: string, hanging: string): string {
  const isField = hanging !== '' || text.startsWith(INDENT);
  const lines = wrapAnsi(text, COLUMNS - (isField ? hanging.length + INDENT.length : 0), { trim: false }).split('\n');
  return lines
    .map((line, index) => `${isField ? INDENT : ''}${index === 0 ? line : `${hanging}${line.trimStart()}`}`.trimEnd())
    .join('\n');
}
