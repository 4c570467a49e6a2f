import { showInstant } from '../../model/format-instant.js';
import type { Funding } from '../../model/funding/forecast.js';
import type { Payment } from '../../model/funding/payments.js';
import { formatMoney } from '../../model/money.js';
import type { FundingReport } from '../../workers/client/funding-report.js';
import { colour } from './colour.js';
import { plainTable } from './plain-table.js';
import { printable } from './text.js';

export function fundingText({ until, payers, notForecast }: FundingReport): string {
  const parts = payers.map((funding) => fundingPart(funding, until));
  if (payers.length === 0) parts.push(`Nothing is to be paid until ${showInstant(until)} UTC.`);
  if (notForecast.length > 0) {
    parts.push(
      ['Not in these sums:', ...notForecast.map(({ name, why }) => `  ${name}: ${printable(why)}`)].join('\n'),
    );
  }
  return parts.join('\n\n');
}

function fundingPart(funding: Funding, until: string): string {
  const { payer, vendor, accounts, timeZone, balanceMinor, balanceUnknown } = funding;
  const balance =
    balanceMinor === null
      ? `balance not known: ${printable(balanceUnknown ?? '')}`
      : `balance ${money(funding, balanceMinor)}`;
  const head = `${colour.bold(printable(payer))} (${vendor}: ${accounts.join(', ')}), ${balance}; days in ${timeZone}`;
  const table = plainTable(['DATE', 'NEEDED', 'LEFT', 'FOR']);
  for (const { date, payments, neededMinor, leftMinor } of funding.days) {
    table.push([
      date,
      { content: money(funding, neededMinor), hAlign: 'right' },
      { content: leftMinor === null ? '–' : money(funding, leftMinor), hAlign: 'right' },
      payments.map(paymentWords).join('; '),
    ]);
  }
  return [head, table.toString(), totalLine(funding, until), ...shortLines(funding)].join('\n');
}

const WHAT: Readonly<Record<Payment['what'], string>> = {
  order: 'order of',
  unpaidOrder: 'unpaid order of',
  renewal: 'renewal of',
  vendorRenewal: "vendor's renewal of",
};

function paymentWords({ what, name, price }: Payment): string {
  const unknown = price.kind === 'unknown' ? ` (price unknown: ${printable(price.reason)})` : '';
  return `${WHAT[what]} ${name}${unknown}`;
}

function totalLine(funding: Funding, until: string): string {
  const { totalMinor, isAtLeast, isCovered } = funding;
  const need = `${isAtLeast ? 'At least ' : ''}${money(funding, totalMinor)} needed until ${showInstant(until)} UTC`;
  if (isCovered === null) return `${need}; whether it is covered is not known.`;
  if (!isCovered) return colour.red(`${need}: NOT COVERED.`);
  return isAtLeast ? `${need}: covered as far as prices are known.` : `${need}: covered.`;
}

function shortLines(funding: Funding): string[] {
  const { short, dark } = funding;
  if (short === null) return [];
  const lines = dark.map(({ name, priority, at }, index) => {
    const when = at === null ? 'never comes up' : `dark from ${showInstant(at)} UTC`;
    return `  ${index + 1}. ${name} (priority ${priority}), ${when}`;
  });
  return [
    `Short from ${short.date} on: ${money(funding, short.missingMinor)} must be added. Without it the least important go dark first:`,
    ...lines,
  ];
}

function money({ currency }: Funding, amountMinor: number): string {
  return currency === null ? '–' : formatMoney({ amountMinor, currency });
}
