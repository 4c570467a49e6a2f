import { plainTable } from '../../cli/view/plain-table.js';
import type { Judged } from '../sweep/summary.js';
import { type MonthSummary, PACKAGES_OF_A_DESK } from './summary.js';

/** The figures as a person reads them. */
export function monthText({ naive, products }: MonthSummary): string {
  const table = plainTable([
    'PRODUCT',
    'RENEWALS',
    'ACTIONS PER MONTH',
    'EVENTS PER RENEWAL',
    'MOST',
    'NAIVE LOOP: ACTIONS',
    'EVENTS',
  ]);
  for (const { product, renewals, actionsPerMonth, eventsPerRenewal, mostEvents } of products) {
    table.push([
      product,
      String(renewals),
      judgedText(actionsPerMonth),
      judgedText(eventsPerRenewal),
      String(mostEvents),
      String(naive.actions),
      String(naive.events),
    ]);
  }
  return [
    `One month of a package, renewed by itself; a figure in brackets misses its goal\n${table}`,
    ...products.map(whereTheyGo),
    ...products.map(
      ({ product, charged, renewals }) =>
        `Ledger, ${product}: ${charged.orders} orders, ${charged.paid} paid, ${renewals} renewals measured`,
    ),
  ].join('\n\n');
}

function whereTheyGo({
  product,
  own,
  desk,
  sweepShare,
  deskActionsPerMonth,
}: MonthSummary['products'][number]): string {
  const table = plainTable(['ACTION', 'BY', 'PER MONTH']);
  for (const { what, perMonth } of own) table.push([what, 'package', String(perMonth)]);
  for (const { what, perMonth } of desk) table.push([what, 'desk, for it', String(perMonth)]);
  table.push([
    `idle sweeps: ${deskActionsPerMonth} for ${PACKAGES_OF_A_DESK} packages`,
    'desk, shared',
    String(sweepShare),
  ]);
  return `${product}: where they go\n${table}`;
}

const judgedText = ({ measured, goal, met }: Judged): string =>
  met ? `${measured} (goal ${goal})` : `[${measured}] (goal ${goal})`;
