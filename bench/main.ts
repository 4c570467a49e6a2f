import { Command, CommanderError } from 'commander';
import { CliError, toCliError } from '../cli/support/errors.js';
import { EXIT } from '../cli/support/exit-codes.js';
import { note, printJson, printLine } from '../cli/support/output.js';
import { registerApprovals } from './approvals/command.js';
import { type BenchSize, packagesOrdered, REGIONS, runBench } from './bench.js';
import { registerConsole } from './console/command.js';
import { emptyWorkerPlan } from './empty-worker-plan.js';
import { count } from './flags.js';
import { registerList } from './list.js';
import { registerMonth } from './month/command.js';
import { roomForPackages } from './packages.js';
import { reportText } from './report.js';
import { onStage, type Setting } from './stage.js';
import { summarise } from './summary.js';
import { registerSweep } from './sweep/command.js';
import { untilStopped } from './until-stopped.js';

interface BenchFlags extends BenchSize {
  readonly json?: boolean;
}

const DEFAULTS: BenchSize = { packages: 300, concurrency: 100, rounds: 2, open: 1000 };

/** Timing as shipped, and vendors so quick that what is measured is ours. */
const SETTING: Setting = {
  timing: {},
  deliverySeconds: [0, 2],
  beside: async (premises) => [emptyWorkerPlan(premises)],
};

async function bench({ json, ...size }: BenchFlags): Promise<number> {
  const room = roomForPackages(REGIONS);
  if (packagesOrdered(size) > room) {
    throw new CliError({
      what: `The simulated vendors have room for ${room} packages, and this would order ${packagesOrdered(size)}`,
      remedy: 'Give less with --packages, --rounds or --open',
      exitCode: EXIT.usage,
    });
  }
  return untilStopped(async (signal) => {
    const summary = summarise(await onStage(signal, SETTING, (stage) => runBench(stage, size)));
    if (json === true) printJson(summary);
    else printLine(reportText(summary));
    return summary.ledger.ok ? EXIT.done : EXIT.failed;
  });
}

const program = new Command('bench')
  .description('Measures one worker on the embedded server: lifecycles, history, vendor calls, memory')
  .option('--packages <n>', 'packages in each measured run', count, DEFAULTS.packages)
  .option('--concurrency <n>', 'how many are under way at the same time', count, DEFAULTS.concurrency)
  .option('--rounds <n>', 'runs, each followed by one of empty activities', count, DEFAULTS.rounds)
  .option('--open <n>', "open packages at which the worker's memory is taken", count, DEFAULTS.open)
  .option('--json', 'one JSON document on stdout')
  .addHelpText('after', '\nExample:\n  $ npm run --silent bench -- --packages 50 --open 100 --json')
  .exitOverride()
  // What stands behind `sweep` is its own, also where both have an option of that name.
  .enablePositionalOptions()
  .action(async (flags: BenchFlags) => {
    process.exitCode = await bench(flags);
  });
registerSweep(program);
registerMonth(program);
registerConsole(program);
registerList(program);
registerApprovals(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  } else {
    const { message, remedy, exitCode } = toCliError(error);
    note(`${message}\n${remedy}`);
    process.exitCode = exitCode;
  }
}
