import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { INTERRUPTED } from '../cli/client/interrupt.js';
import { CliError, toCliError } from '../cli/support/errors.js';
import { EXIT } from '../cli/support/exit-codes.js';
import { note, printJson, printLine } from '../cli/support/output.js';
import { type BenchSize, packagesOrdered, runBench } from './bench.js';
import { MOST_PACKAGES } from './packages.js';
import { reportText } from './report.js';
import { onStage } from './stage.js';
import { summarise } from './summary.js';

interface BenchFlags extends BenchSize {
  readonly json?: boolean;
}

const DEFAULTS: BenchSize = { packages: 300, concurrency: 100, rounds: 2, open: 1000 };

async function bench({ json, ...size }: BenchFlags): Promise<number> {
  if (packagesOrdered(size) > MOST_PACKAGES) {
    throw new CliError({
      what: `The simulated vendors have room for ${MOST_PACKAGES} packages, and this would order ${packagesOrdered(size)}`,
      remedy: 'Give less with --packages, --rounds or --open',
      exitCode: EXIT.usage,
    });
  }
  const stop = new AbortController();
  // They stay: npm may pass on a Ctrl-C that has reached us already, and the second one must not spoil the tidying up.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());
  try {
    const summary = summarise(await onStage(stop.signal, (stage) => runBench(stage, size)));
    if (json === true) printJson(summary);
    else printLine(reportText(summary));
    return summary.ledger.ok ? EXIT.done : EXIT.failed;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    note('Stopped; nothing is left behind');
    return INTERRUPTED;
  }
}

function count(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError('It is a whole number above zero.');
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
  .action(async (flags: BenchFlags) => {
    process.exitCode = await bench(flags);
  });

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
