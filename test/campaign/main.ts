import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { INTERRUPTED } from '../../cli/client/interrupt.js';
import { toCliError } from '../../cli/support/errors.js';
import { EXIT } from '../../cli/support/exit-codes.js';
import { note, printJson, printLine } from '../../cli/support/output.js';
import { leaselineHome } from '../../workers/embedded/home.js';
import { findTestServer } from '../../workers/embedded/temporal-binary.js';
import { runCampaign } from './campaign.js';
import { runKills } from './kill/run-kills.js';
import { tryWithout } from './mutants.js';
import { builtBundle, GUARDS } from './mutation.js';
import { failureText, summaryText } from './report.js';
import type { Schedule } from './schedule.js';
import { LISTED, PARTS } from './schedules.js';
import { Theatre } from './verdict.js';

interface Flags {
  readonly schedules: number;
  readonly seed: number;
  readonly from: number;
  readonly processes: number;
  readonly journal?: string;
  readonly mutation?: (typeof GUARDS)[number] | 'all';
  readonly schedule?: string;
  readonly shrink: boolean;
  readonly failures: number;
  readonly kill?: number;
  readonly governed?: boolean;
  readonly json?: boolean;
}

async function campaign(flags: Flags, signal: AbortSignal): Promise<boolean> {
  if (flags.kill !== undefined) return kills(flags.kill, flags, signal);
  if (flags.mutation !== undefined) return mutants(flags, signal);
  if (flags.schedule !== undefined) return oneFromFile(flags.schedule, flags);
  const summary = await runCampaign(
    {
      repertoire: flags.governed === true ? 'governed' : 'all',
      seed: flags.seed,
      from: flags.from,
      schedules: flags.schedules,
      processes: flags.processes,
      journal: flags.journal ?? null,
      shrinks: flags.shrink,
      mostFailures: flags.failures,
      bundlePath: builtBundle(),
    },
    signal,
    {
      progress: (done, total, broken) => note(`${done} of ${total} schedules, ${broken} broken`),
      failure: (failure) => note(failureText(failure)),
      mishap: (what) => note(`Not played: ${what}`),
    },
  );
  if (flags.json === true) printJson(summary);
  else printLine(summaryText(summary));
  return summary.broken === 0 && summary.played === flags.schedules;
}

/** Real processes on the real server, killed -9 while customers order, renew and release. */
async function kills(points: number, { seed, journal, json }: Flags, signal: AbortSignal): Promise<boolean> {
  const report = await runKills({ points, seed, ...(journal === undefined ? {} : { journal }), say: note, signal });
  if (json === true) printJson(report);
  return report.violations.length === 0 && report.points.length === report.asked;
}

async function mutants({ mutation, json }: Flags, signal: AbortSignal): Promise<boolean> {
  const wanted = GUARDS.filter((guard) => mutation === 'all' || mutation === guard);
  const verdicts = [];
  for (const guard of wanted) {
    if (signal.aborted) break;
    note(`Without ${guard} ...`);
    const verdict = await tryWithout(guard, signal);
    verdicts.push(verdict);
    if (json === true) continue;
    const how = verdict.by === null ? '' : `: ${verdict.by.schedule.name}; ${verdict.by.violations[0]}`;
    printLine(`${guard}: ${verdict.outcome}${how}`);
  }
  if (json === true) printJson({ mutants: verdicts });
  return verdicts.length === wanted.length && verdicts.every(({ outcome }) => outcome === 'caught');
}

async function oneFromFile(file: string, { json }: Flags): Promise<boolean> {
  const schedule = JSON.parse(readFileSync(file, 'utf8')) as Schedule;
  const theatre = new Theatre(builtBundle());
  try {
    const verdict = await theatre.play(schedule, { replay: true });
    if (json === true) printJson(verdict);
    else if (verdict.violations.length === 0) printLine(`Kept every promise: ${verdict.ends.join('; ')}`);
    else printLine(failureText({ index: null, seed: 0, schedule, verdict, shrunk: null }));
    return verdict.violations.length === 0;
  } finally {
    await theatre.close();
  }
}

function whole(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least) return value;
    throw new InvalidArgumentError(`It is a whole number, ${least} or more.`);
  };
}

const program = new Command('campaign')
  .description(
    `Plays lives of packages under faults, real workflows against the simulated vendors on virtual time, and judges by
the vendors' own books. Schedules 0 to ${PARTS.exhaustive - 1} are every single fault at every operation, up to
${LISTED - 1} every two circumstances together; from ${LISTED} on they are drawn from the seed.`,
  )
  .option('--schedules <n>', 'how many to play', whole(1), 500)
  .option('--seed <n>', 'what chance is drawn from', whole(0), 1)
  .option('--from <n>', 'the first to play', whole(0), 0)
  .option('--processes <n>', 'each with a server, vendors and a worker of its own', whole(1), 2)
  .option('--journal <file>', 'append each result here; what it holds as kept is not played again')
  .option('--failures <n>', 'stop after so many broken ones', whole(1), 20)
  .option('--no-shrink', 'do not cut broken schedules down')
  .addOption(
    new Option('--mutation <guard>', 'take a guard away and show that it is missed').choices([...GUARDS, 'all']),
  )
  .option('--kill <n>', 'instead: kill -9 worker, server or simulator of a real system at so many instants', whole(1))
  .option('--governed', 'only lives by chance, under rules, budgets and approvers')
  .option('--schedule <file>', 'play the one schedule in this JSON file')
  .option('--json', 'one JSON document on stdout')
  .addHelpText(
    'after',
    `
Examples:
  $ npm run campaign -- --schedules 10000 --seed 7 --journal campaign.jsonl     again to go on after Ctrl-C
  $ npm run campaign -- --seed 7 --from 1234 --schedules 1                      one of them again
  $ npm run campaign -- --mutation all                                          is every guard missed?
  $ npm run campaign -- --kill 100 --seed 7                                     real processes, killed -9`,
  )
  .exitOverride()
  .action(async (flags: Flags) => {
    process.env.LEASELINE_TEST_SERVER_BIN ??= await findTestServer({ home: leaselineHome(), say: note });
    const stop = new AbortController();
    // They stay: npm may pass on a Ctrl-C that has reached us already, and the second one must not spoil the tidying up.
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());
    const kept = await campaign(flags, stop.signal);
    process.exitCode = stop.signal.aborted ? INTERRUPTED : kept ? EXIT.done : EXIT.failed;
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
