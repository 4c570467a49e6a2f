import { plainTable } from '../../cli/view/plain-table.js';
import { formatDuration } from '../../model/format-duration.js';
import type { SweepConfiguration } from './configuration.js';
import { type Judged, type RoundSummary, type SweepSummary, TERRAFORM_CALLS_PER_PACKAGE } from './summary.js';

/** One system's figures as a person reads them. */
export function sweepText({ configuration, startedAt, rounds, desks, ledger }: SweepSummary): string {
  const verdict = ledger.ok ? 'each package was bought once' : 'NOT every package was bought exactly once';
  return [
    `${configurationText(configuration)}; ${desks.length} desks, ${startedAt}`,
    ...rounds.flatMap((round) => [figures(round), reads(round), activities(round)]),
    deskTable(desks),
    `Ledger of the vendors: ${ledger.ordered} packages ordered, ${ledger.orders} orders, ${ledger.paid} paid, ${ledger.resources} resources: ${verdict}`,
  ].join('\n\n');
}

export function configurationText(configuration: SweepConfiguration): string {
  const { packages, workers, busyMs, deliveryMs, rounds, hasShippedQuotas } = configuration;
  const workersText = `${workers} ${workers === 1 ? 'worker' : 'workers'}`;
  const roundsText = rounds === 1 ? '' : `, ${rounds} rounds`;
  return `${packages} packages at once, ${workersText}, busy tick ${formatDuration(busyMs)}, delivery ${formatDuration(deliveryMs)}${roundsText}${hasShippedQuotas ? ', quotas as shipped' : ''}`;
}

/** A line for each round of each system, to compare them. */
export function overview(summaries: readonly SweepSummary[]): string {
  const table = plainTable([
    ...['PACKAGES', 'WORKERS', 'BUSY', 'ROUND', 'READS', 'PER PACKAGE', 'IDEAL', 'RATIO', 'TERRAFORM'],
    ...['EVENTS', 'DELAY P50', 'P99', 'DESK EVENTS'],
  ]);
  for (const { configuration, rounds, desks } of summaries) {
    const deskEvents = desks.flatMap(({ eventsOfEachRun }) => eventsOfEachRun);
    for (const { round, reads: counted, eventsPerPackage, delaySeconds } of rounds) {
      table.push([
        String(configuration.packages),
        String(configuration.workers),
        formatDuration(configuration.busyMs),
        String(round),
        String(counted.total),
        String(counted.perPackage),
        String(counted.ideal),
        judgedText(counted.ratioToIdeal),
        String(counted.terraform),
        judgedText(eventsPerPackage.mean),
        `${delaySeconds.p50} s`,
        judgedText(delaySeconds.p99, ' s'),
        `${deskEvents.length} runs, at most ${Math.max(0, ...deskEvents)}`,
      ]);
    }
  }
  return `All systems; a figure in brackets misses its goal\n${table}`;
}

function judgedText({ measured, met }: Judged, unit = ''): string {
  return met ? `${measured}${unit}` : `(${measured}${unit})`;
}

function figures(summary: RoundSummary): string {
  const { round, reads: counted, delaySeconds, eventsPerPackage, secondsFromFirstOrder, othersCores } = summary;
  const { lastOrder, lastDelivery, lastActive } = secondsFromFirstOrder;
  const table = plainTable([`ROUND ${round}`, 'MEASURED', 'GOAL', '']);
  const plain = (name: string, value: string) => table.push([name, value, '', '']);
  const withGoal = (name: string, { measured, goal, met }: Judged, unit = '') =>
    table.push([name, `${measured}${unit}`, `at most ${goal}${unit}`, met ? 'met' : 'NOT met']);
  plain('vendor reads', String(counted.total));
  plain('ideal: pages x ticks', String(counted.ideal));
  withGoal('ratio to ideal', counted.ratioToIdeal);
  plain('reads per package', String(counted.perPackage));
  plain(
    `Terraform provider, ${TERRAFORM_CALLS_PER_PACKAGE} per package`,
    `${counted.terraform}, ${(counted.terraform / counted.total).toFixed(1)} times ours`,
  );
  plain('reads after the last Active', String(counted.afterLastActive));
  withGoal('history events to Active, mean', eventsPerPackage.mean);
  plain('history events to Active, most', String(eventsPerPackage.max));
  plain('delay from delivery to Active, p50', `${delaySeconds.p50} s`);
  withGoal('delay from delivery to Active, p99', delaySeconds.p99, ' s');
  const { untilTold } = delaySeconds;
  plain('  until its desk told it: p50, p99', `${untilTold.p50} s, ${untilTold.p99} s`);
  for (const { product, p50, p99, untilTold: told } of delaySeconds.byProduct) {
    plain(`  ${product}: p50, p99; until told`, `${p50} s, ${p99} s; ${told.p50} s, ${told.p99} s`);
  }
  const course = `Last order ${lastOrder} s, last delivery ${lastDelivery} s, last Active ${lastActive} s after the first order`;
  return `${table}\n${course}\nCores taken by others: ${othersCores}`;
}

function reads({ reads: { byAction } }: RoundSummary): string {
  const table = plainTable(['VENDOR READ', 'COUNT', 'PER PACKAGE', 'IDEAL']);
  for (const { action, count, perPackage, ideal } of byAction) {
    table.push([action, String(count), String(perPackage), String(ideal)]);
  }
  return String(table);
}

/** The same vendor call may come from a sweep or from a package that looks for itself: this tells them apart. */
function activities({ activities: { desks, packages } }: RoundSummary): string {
  const table = plainTable(['ACTIVITY', 'SCHEDULED BY', 'COUNT']);
  for (const [name, count] of Object.entries(desks)) table.push([name, 'desks', String(count)]);
  for (const [name, count] of Object.entries(packages)) table.push([name, 'packages', String(count)]);
  return String(table);
}

function deskTable(desks: SweepSummary['desks']): string {
  const table = plainTable(['DESK', 'RUNS', 'EVENTS OF EACH RUN', 'SWEEPS APART', 'UNTIL TAKEN', 'TAKING']);
  for (const { desk, runs, eventsOfEachRun, sweepSeconds } of desks) {
    const { apart, untilTaken, taking } = sweepSeconds;
    table.push([desk, String(runs), eventsOfEachRun.join(', '), ...[apart, untilTaken, taking].map(spreadText)]);
  }
  return `${table}\nOf sweeps: p50 and most`;
}

const spreadText = ({ p50, max }: { readonly p50: number; readonly max: number }): string => `${p50} s, ${max} s`;
