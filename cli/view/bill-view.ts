import { type BillComparison, type BillEntry, sumsText } from '../../model/bill/compare.js';
import type { OurOrder } from '../../model/bill/our-orders.js';
import { showInstant } from '../../model/format-instant.js';
import { formatMoney } from '../../model/money.js';
import { colour } from './colour.js';
import { printable } from './text.js';

/** A bill beside our orders, as lines: what somebody should look at comes first. */
export function billText(bill: BillComparison): string[] {
  const { unexplained, missing, differing, matched, usage, leftOut } = bill;
  const known = ({ charge }: OurOrder) => (charge === null ? 'an amount nobody told us' : formatMoney(charge));
  return [
    ...unexplained.map(({ entry, why }) => `${colour.red('unexplained')}  ${entryText(entry)}: ${printable(why)}`),
    ...missing.map((order) => `${colour.red('not on it')}    ${orderText(order)}: ${known(order)} were charged`),
    ...differing.map(({ entry, order }) => {
      return `${colour.red('differs')}      ${entryText(entry)}: ${orderText(order)} was charged ${known(order)}`;
    }),
    ...matched.map(({ entry, order }) => `${colour.green('matched')}      ${entryText(entry)}: ${orderText(order)}`),
    ...usage.map((one) => `${colour.green('by use')}       ${entryText(one.entry)}: ${one.package}`),
    countsText(bill),
    ...(leftOut === 0 ? [] : [`${leftOut} lines are about other products, or about nothing, and were left out.`]),
  ];
}

function countsText({ unexplained, missing, differing, matched, usage }: BillComparison): string {
  const sum = sumsText(unexplained.map(({ entry }) => entry));
  const isUnexplained = `${unexplained.length} unexplained${sum === '' ? '' : ` (${sum})`}`;
  return `On the bill: ${isUnexplained}, ${missing.length} of ours missing, ${differing.length} differ, ${matched.length} matched, ${usage.length} by use.`;
}

function entryText({ file, lines, at, resourceId, orderId, ...money }: BillEntry): string {
  const [first] = lines;
  const more = lines.length > 1 ? ` and ${lines.length - 1} more` : '';
  const what = [resourceId, orderId === null ? null : `order ${orderId}`].filter((part) => part !== null).join(', ');
  return `${showInstant(at)}  ${formatMoney(money)}  ${printable(what)} (${printable(file)}:${first}${more})`;
}

function orderText({ package: name, what, at, orderId }: OurOrder): string {
  return `${name}, ${printable(what)}${orderId === null ? '' : ` [${orderId}]`}, ${showInstant(at)}`;
}
