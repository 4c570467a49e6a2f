import type { Command } from 'commander';
import { EXIT } from '../../cli/support/exit-codes.js';
import { printJson, printLine } from '../../cli/support/output.js';
import { plainTable } from '../../cli/view/plain-table.js';
import { count } from '../flags.js';
import { machineNow } from '../machine.js';
import { onStage, PLAIN } from '../stage.js';
import { untilStopped } from '../until-stopped.js';
import { type ApprovalFigures, measureApprovals } from './measure.js';

interface Flags {
  readonly packages: number;
  readonly idle: number;
  readonly json?: boolean;
}

const GOALS = { p50Ms: 700, p99Ms: 2_000 } as const;

export function registerApprovals(program: Command): void {
  program
    .command('approvals')
    .description('Measures how soon an approval becomes an order, one by one and in a burst, and that none is lost')
    .option('--packages <n>', 'packages that are approved at once', count, 1_000)
    .option('--idle <n>', 'packages that are approved one by one before that', count, 50)
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  $ npm run bench -- approvals --packages 100 --idle 10')
    .action(async ({ packages, idle, json = false }: Flags) => {
      process.exitCode = await untilStopped(async (signal) => {
        const machine = machineNow();
        const figures = await onStage(signal, PLAIN, (stage) => measureApprovals(stage, { packages, idle }));
        if (json) printJson({ machine, goals: GOALS, ...figures });
        else printLine(text(figures, machine.loadAverage));
        return figures.ledger.ok ? EXIT.done : EXIT.failed;
      });
    });
}

function text({ idle, burst, ledger }: ApprovalFigures, loadAverage: readonly number[]): string {
  const table = plainTable(['', 'TIMES', 'P50', 'P99', 'WORST', 'GOAL']);
  const goal = `p50 < ${GOALS.p50Ms} ms, p99 < ${GOALS.p99Ms} ms`;
  const ms = [idle.p50Ms, idle.p99Ms, idle.worstMs].map((one) => `${one} ms`);
  table.push(['one by one: from the click to the order at the vendor', String(idle.count), ...ms, goal]);
  const seconds = (one: number) => `${(one / 1000).toFixed(1)} s`;
  return [
    `load average ${loadAverage.map((load) => load.toFixed(1)).join(', ')}`,
    String(table),
    `${burst.packages} approved at once: all answered after ${seconds(burst.answeredMs)} (${burst.repeated} asked again), the last order at its vendor after ${seconds(burst.orderedMs)}, all active after ${seconds(burst.activeMs)}`,
    `Ledger: ${ledger.approved} approved, ${ledger.orders} orders, ${ledger.paid} paid, ${ledger.resources} resources: ${ledger.ok ? 'each ordered exactly once' : 'NOT each exactly once'}`,
  ].join('\n');
}
