import { showInstant } from '../../model/format-instant.js';
import { formatMoney, type Money } from '../../model/money.js';
import { isSerious, type Problem, type Rehearsal, type RehearsalEvent } from '../rehearse/report.js';
import { colour } from './colour.js';
import { plainTable } from './plain-table.js';
import { printable } from './text.js';

const NOTHING = '–';

/** What a person reads: the timeline, then money, then what is wrong. */
export function rehearsalText({ from, until, events, packages, totals, problems }: Rehearsal): string {
  const atOnce = paidAtOnce(events);
  const shown = events.filter(
    (event) => event.kind !== 'seen' && !(event.kind === 'ordered' && atOnce.has(event.orderId)),
  );
  const parts = [
    `From ${showInstant(from)} to ${showInstant(until)} UTC, on simulated clouds: nothing was ordered anywhere.`,
    timeline(shown),
    packageTable(packages),
    moneyTable(
      'PAYER',
      totals.perPayer.map(({ payer, ...money }) => [payer, money]),
    ),
    moneyTable(
      'MONTH',
      totals.perMonth.map(({ month, ...money }) => [month, money]),
    ),
    "Amounts are from the simulator's price list, not the vendors' offers.",
    problemText(problems),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Ordered and paid in the same moment: one line says both. */
function paidAtOnce(events: readonly RehearsalEvent[]): ReadonlySet<string | null> {
  return new Set(
    events.filter(({ kind, who }) => kind === 'paid' && who !== 'the person').map(({ orderId }) => orderId),
  );
}

function timeline(events: readonly RehearsalEvent[]): string {
  return events.map(line).join('\n');
}

function line(event: RehearsalEvent): string {
  const { at, package: name, who, what } = event;
  const text = `${showInstant(at)}  ${name ?? NOTHING}  ${words(event)}: ${printable(what)}${amount(event)} (${who})`;
  return event.kind === 'dark' ? colour.red(text) : event.kind === 'asked' ? colour.yellow(text) : text;
}

function words({ kind, orderKind }: RehearsalEvent): string {
  if (kind === 'ordered' && orderKind === 'Renew') return 'renewal ordered';
  if (kind === 'paid') return orderKind === 'Renew' ? 'renewed, paid' : orderKind === 'New' ? 'bought, paid' : 'paid';
  const plain = { orderCancelled: 'order cancelled', dark: 'DARK', back: 'back again', told: 'says' };
  return Object.hasOwn(plain, kind) ? plain[kind as keyof typeof plain] : kind;
}

function amount({ amountMinor, currency }: RehearsalEvent): string {
  // What is billed by use is bought for nothing.
  return amountMinor === null || amountMinor === 0 || currency === null
    ? ''
    : `, ${formatMoney({ amountMinor, currency })}`;
}

function packageTable(packages: Rehearsal['packages']): string {
  const table = plainTable(['PACKAGE', 'PRODUCT', 'ACCOUNT', 'STATUS', 'RENEWALS', 'EXPIRES', 'SPENT']);
  for (const one of packages) {
    table.push([
      one.name,
      one.product,
      one.account,
      one.status,
      { content: String(one.renewals), hAlign: 'right' },
      one.expiresAt === null ? NOTHING : one.expiresAt.slice(0, 10),
      one.spent.length === 0 ? NOTHING : one.spent.map(formatMoney).join(', '),
    ]);
  }
  return table.toString();
}

function moneyTable(title: string, rows: readonly (readonly [string, Money])[]): string {
  if (rows.length === 0) return '';
  const table = plainTable([title, 'AMOUNT']);
  for (const [name, money] of rows) table.push([name, { content: formatMoney(money), hAlign: 'right' }]);
  return table.toString();
}

function problemText(problems: readonly Problem[]): string {
  if (problems.length === 0) return 'No problems: nothing goes dark unasked.';
  return problems.map(problemLine).join('\n');
}

function problemLine(problem: Problem): string {
  const { package: name, what, suggestion } = problem;
  const mark = isSerious(problem) ? colour.red('!') : '·';
  const first = `${mark} ${name === null ? '' : `${name}: `}${printable(what)}`;
  return suggestion === null ? first : `${first}\n    → ${printable(suggestion)}`;
}
