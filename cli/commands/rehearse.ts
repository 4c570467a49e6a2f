import { type Command, InvalidArgumentError, Option } from 'commander';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import { parseDurationMs } from '../../model/duration.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { loadConfig } from '../../workers/config/load.js';
import { leaselineHome } from '../../workers/embedded/home.js';
import { findTestServer } from '../../workers/embedded/temporal-binary.js';
import { INTERRUPTED, interruptible } from '../client/interrupt.js';
import { type Horizon, parseHorizon, parseInstantMs } from '../rehearse/horizon.js';
import { isSerious } from '../rehearse/report.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { note, printJson, printLine } from '../support/output.js';
import { progressOnStderr } from '../view/rehearsal-progress.js';
import { rehearsalText } from '../view/rehearsal-view.js';
import { loadOrReport } from './load-or-report.js';
import { globalsOf } from './options.js';

interface RehearseFlags {
  readonly until: Horizon;
  readonly from?: number;
  readonly approveAfter: Pace;
  readonly payAfter: Pace;
  readonly withFaults?: boolean;
  readonly seed: number;
}

/** How long somebody takes, in milliseconds; null: for ever. An object, because the parser makes '' of a bare null. */
interface Pace {
  readonly afterMs: number | null;
}

/** The vendors' "never" begins here, so that no date beyond it means anything. */
const LATEST_MS = Date.UTC(2099, 0, 1);

export function registerRehearse(program: Command): void {
  program
    .command('rehearse')
    .description('play the lives of packages on a virtual clock and simulated clouds; touches nothing real')
    .argument('<file|dir...>', 'package files, or folders of them')
    .addOption(
      new Option('--until <when>', 'how far: 3y, 18mo, 90d, or a date')
        .argParser(horizonOption)
        .default(horizonOption('1y'), '1y'),
    )
    .option('--from <date>', 'when they are ordered; a date to come (default: now)', dateOption)
    .addOption(paceOption('--approve-after <duration>', 'how long people take to approve, or never', '2h'))
    .addOption(paceOption('--pay-after <duration>', 'how long people take to pay, or never', '1d'))
    .option('--with-faults', 'with trouble at the vendors: lost answers, late deliveries, a refused renewal')
    .option('--seed <number>', 'which trouble: the same seed, the same trouble', seedOption, 1)
    .addHelpText('after', '\nExample:\n  $ leaseline rehearse packages/ --until 3y --approve-after 10d')
    .action(async (paths: string[], flags: RehearseFlags, command: Command) => {
      // A worker and the vendors' clients take seconds to load, which no other command should pay for.
      const { rehearse } = await import('../rehearse/rehearse.js');
      const { config: configFile, json = false } = globalsOf(command);
      const { leaseline: config } = loadConfig({ file: configFile });
      const { specs, warnings } = await loadOrReport(paths, config, json);
      const { fromMs, untilMs } = spanOf(flags);
      const testServer = await findTestServer({ home: leaselineHome(), say: note });
      const progress = progressOnStderr(fromMs, untilMs);
      const { result, interrupted } = await interruptible(async (signal) => {
        try {
          return await rehearse(specs, {
            config,
            people: { approveAfterMs: flags.approveAfter.afterMs, payAfterMs: flags.payAfter.afterMs },
            fromMs,
            untilMs,
            faultSeed: flags.withFaults === true ? flags.seed : null,
            warnings: [...warnings, ...observeOnlyWarnings(specs, config)],
            testServer,
            signal,
            onTime: progress.reached,
          });
        } catch (error) {
          if (signal.aborted) return null;
          throw error;
        } finally {
          progress.end();
        }
      });
      if (interrupted || result === null) {
        note('Stopped. Nothing was ordered anywhere.');
        process.exitCode = INTERRUPTED;
        return;
      }
      if (json) printJson(result);
      else printLine(rehearsalText(result));
      process.exitCode = result.problems.some(isSerious) ? EXIT.failed : EXIT.done;
    });
}

function spanOf({ from, until }: RehearseFlags): { fromMs: number; untilMs: number } {
  const nowMs = Date.now();
  const fromMs = from ?? nowMs;
  const untilMs = until(fromMs);
  if (fromMs < nowMs) throw badTime('--from lies in the past', 'Name a date to come, or leave it out to begin now');
  if (untilMs <= fromMs)
    throw badTime('--until lies before the beginning', 'Name a later date, or a duration such as 3y');
  if (untilMs > LATEST_MS) throw badTime('--until lies too far ahead', 'Name a date before 2099');
  return { fromMs, untilMs };
}

function badTime(what: string, remedy: string): CliError {
  return new CliError({ what, remedy, exitCode: EXIT.usage });
}

function observeOnlyWarnings(specs: readonly PackageSpec[], { accounts }: LeaselineConfig): string[] {
  const used = new Set(specs.map(({ account }) => account));
  return Object.values(accounts)
    .filter(({ name, observeOnly }) => observeOnly && used.has(name))
    .map(({ name }) => `account ${name} is observeOnly: here it is rehearsed as if it might order, apply would refuse`);
}

function horizonOption(text: string): Horizon {
  const horizon = parseHorizon(text);
  if (horizon !== null) return horizon;
  throw new InvalidArgumentError('It is a duration such as 3y, 18mo or 90d, or a date such as 2029-12-31.');
}

function dateOption(text: string): number {
  const instantMs = parseInstantMs(text);
  if (instantMs !== null) return instantMs;
  throw new InvalidArgumentError('It is a date such as 2027-01-31, or an instant such as 2027-01-31T08:00:00Z.');
}

function paceOption(flags: string, description: string, usual: string): Option {
  return new Option(flags, description).argParser(personOption).default(personOption(usual), usual);
}

function personOption(text: string): Pace {
  if (text === 'never') return { afterMs: null };
  const valueMs = parseDurationMs(text);
  if (valueMs === null) throw new InvalidArgumentError('It is a duration such as 2h or 10d, or never.');
  return { afterMs: valueMs };
}

function seedOption(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a whole number.');
  return Number(text);
}
