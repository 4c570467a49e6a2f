import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { CliError } from '../../cli/support/errors.js';
import { EXIT } from '../../cli/support/exit-codes.js';
import { note, printJson, printLine } from '../../cli/support/output.js';
import { count, durationMs, listOf } from '../flags.js';
import { MOST_REGIONS, roomForPackages } from '../packages.js';
import { onStage } from '../stage.js';
import { untilStopped } from '../until-stopped.js';
import { configurationsOf, type SweepConfiguration, type SweepFlags } from './configuration.js';
import { measureSweep } from './measure.js';
import { configurationText, overview, sweepText } from './report.js';
import { settingOf } from './setting.js';
import { type SweepSummary, summariseSweep, TERRAFORM_CALLS_PER_PACKAGE } from './summary.js';

interface Flags extends SweepFlags {
  readonly json?: boolean;
}

export function registerSweep(program: Command): void {
  program
    .command('sweep')
    .description('Counts what the vendors are asked while many packages are provisioned at once')
    .addOption(several('--packages', 'packages ordered at once', count, '200,2000'))
    .addOption(several('--workers', 'worker processes', count, '1,4'))
    .addOption(several('--busy', 'busy ticks: pause between two looks', durationMs, '5s,10s'))
    .addOption(one('--delivery <duration>', 'how long the vendors take to deliver', durationMs, '60s'))
    .addOption(one('--regions <n>', 'regions of the WUYING packages, each with its desk', count, '1'))
    .addOption(one('--rounds <n>', 'rounds in the same system, each as large', count, '1'))
    .option('--shipped-quotas', 'accounts send what one sends by default, 5 orders a second, instead of all they can')
    .option('--json', 'one JSON document on stdout, when all is done')
    .addHelpText('after', '\nExample:\n  $ npm run bench -- sweep --packages 200 --workers 1 --busy 5s --rounds 2')
    .action(async (flags: Flags) => {
      process.exitCode = await sweep(flags);
    });
}

/** An option whose default is shown as a person would write it. */
function one<Value>(flags: string, what: string, parse: (text: string) => Value, text: string): Option {
  return new Option(flags, what).argParser(parse).default(parse(text), text);
}

function several<Value>(flag: string, what: string, parse: (text: string) => Value, text: string): Option {
  return one(`${flag} <list>`, what, listOf(parse), text);
}

async function sweep({ json = false, ...flags }: Flags): Promise<number> {
  refuseTooMany(flags);
  return untilStopped(async (signal) => {
    const configurations = configurationsOf(flags);
    const summaries: SweepSummary[] = [];
    for (const [index, configuration] of configurations.entries()) {
      note(`System ${index + 1} of ${configurations.length}: ${configurationText(configuration)}`);
      const summary = await summaryOf(configuration, signal);
      if (summary === null) continue;
      summaries.push(summary);
      // All of them take half an hour: what is known is shown.
      if (!json) printLine(`${sweepText(summary)}\n`);
    }
    const machine = { cores: availableParallelism(), node: process.version };
    if (json) printJson({ machine, terraformCallsPerPackage: TERRAFORM_CALLS_PER_PACKAGE, systems: summaries });
    else printLine(overview(summaries));
    const isSound = summaries.length === configurations.length && summaries.every(({ ledger }) => ledger.ok);
    return isSound ? EXIT.done : EXIT.failed;
  });
}

/** Null when it could not be measured to its end: the others still can. */
async function summaryOf(configuration: SweepConfiguration, signal: AbortSignal): Promise<SweepSummary | null> {
  try {
    return summariseSweep(
      await onStage(signal, settingOf(configuration), (stage) => measureSweep(stage, configuration)),
    );
  } catch (error) {
    if (signal.aborted) throw error;
    note(`No figures of this system: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

function refuseTooMany({ packages, rounds, regions }: SweepFlags): void {
  const most = Math.max(...packages) * rounds;
  const room = roomForPackages(Math.min(regions, MOST_REGIONS));
  if (regions <= MOST_REGIONS && most <= room) return;
  throw new CliError({
    what:
      regions > MOST_REGIONS
        ? `The simulated vendors have ${MOST_REGIONS} regions, and this names ${regions}`
        : `The simulated vendors have room for ${room} packages, and this would order ${most}`,
    remedy: 'Give less with --packages, --rounds or --regions',
    exitCode: EXIT.usage,
  });
}
