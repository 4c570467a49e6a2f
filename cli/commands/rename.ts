import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { ExplainedError } from '../../model/config/explained-error.js';
import type { PackageRow } from '../../model/row.js';
import { unknownPackage } from '../../workers/client/names.js';
import { type Packages, requireLooked } from '../client/packages.js';
import { withPackages } from '../client/session.js';
import { printJson, printLine } from '../support/output.js';
import { globalsOf } from './options.js';
import { type SaidOptions, said } from './saying.js';

const POLL_MS = 300;
const DONE_WITHIN_MS = 60_000;

export function registerRename(program: Command): void {
  program
    .command('rename')
    .description('give a package another name; the line, its order and its history go on, and nothing is bought')
    .argument('<old>', 'its name now')
    .argument('<new>', 'its name from now on')
    .option('--comment <text>', 'kept in the timeline')
    .option('--operation-id <id>', 'names this act: repeated with the same id, it is answered and not done again')
    .addHelpText(
      'after',
      `
Only a package that is Active and waits for nothing can be renamed. Write the new name into its file as well: leaseline apply
then finds nothing to do. If this is stopped in between, run it again.

Example:
  $ leaseline rename cenbwp-0123456789abcdef0 china-europe-plan`,
    )
    .action(async (from: string, to: string, options: SaidOptions, command: Command) => {
      const { config, json } = globalsOf(command);
      const row = await withPackages(config, ({ packages }) => rename(packages, from, to, options));
      if (json === true) printJson({ from, package: row });
      else printLine(`${from} is ${to} from now on. Write name: ${to} in its file, too.`);
    });
}

async function rename(packages: Packages, from: string, to: string, options: SaidOptions): Promise<PackageRow> {
  const before = await packages.look(from, false);
  if (before === null) {
    const known = (await packages.list()).map(({ row }) => row.name);
    throw unknownPackage(from, known);
  }
  if (!isRenamed(before.row, to)) {
    await refuseTakenName(packages, from, to);
    await packages.tell(from, 'rename', { ...said(options), to });
  }
  return untilRenamed(packages, from, to);
}

const isRenamed = ({ status, reason }: PackageRow, to: string): boolean =>
  status === 'Renamed' && reason?.startsWith(`Renamed to ${to}:`) === true;

/** A name is a package's for life, also that of one which has ended. The heir of this very package is no stranger. */
async function refuseTakenName(packages: Packages, from: string, to: string): Promise<void> {
  const taken = await packages.look(to);
  if (taken === null || taken.state?.timeline.some(({ what }) => what === `renamed: it was ${from} before`)) return;
  throw new ExplainedError(`There is a package named ${to} already (${taken.row.status})`, 'Choose another name');
}

async function untilRenamed(packages: Packages, from: string, to: string): Promise<PackageRow> {
  const deadlineMs = performance.now() + DONE_WITHIN_MS;
  for (;;) {
    const { row } = await requireLooked(packages, from);
    if (isRenamed(row, to)) return (await requireLooked(packages, to)).row;
    if (performance.now() > deadlineMs) {
      throw new ExplainedError(
        `${from} has not become ${to} within ${DONE_WITHIN_MS / 1000} s`,
        `It goes on by itself when a worker runs; run the same command again, or see leaseline timeline ${from}`,
      );
    }
    await sleep(POLL_MS);
  }
}
