import type { Command } from 'commander';
import { listPackages } from '../../activities/listing/rows.js';
import { deskOfWorkflowId, deskWorkflowId, packageWorkflowId } from '../../model/ids.js';
import { requirePackage } from '../../workers/client/names.js';
import { findDesks } from '../client/desks.js';
import { type Session, withSession } from '../client/session.js';
import { type Woken, wakeAll } from '../client/wake.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { printJson, printLine } from '../support/output.js';
import { printable } from '../view/text.js';
import { globalsOf } from './options.js';

export function registerWake(program: Command): void {
  program
    .command('wake')
    .description('after a rollout: have packages and desks begin a new run on the current build; spends nothing')
    .argument('[name...]', 'packages, or desks by their workflow ids (desk/ACCOUNT/PRODUCT/REGION)')
    .option('--all', 'every package and every desk that runs')
    .addHelpText(
      'after',
      `
Each begins its new run at its next quiet moment instead of at its next term; what is busy says with what, and does it
later by itself. Ends with 1 when one did not answer. docs/upgrades.md tells the whole way of a rollout.

Examples:
  $ leaseline wake --all
  $ leaseline wake tokyo-desktops desk/demo-alibaba/wuying/cn-hangzhou --json`,
    )
    .action(async (names: string[], { all = false }: { all?: boolean }, command: Command) => {
      const { config, json } = globalsOf(command);
      if (all === names.length > 0) throw whichOnes();
      const woken = await withSession(config, async (session) => {
        const { desks, packages } = all ? await everything(session) : await named(session, names);
        // Desks first: a package of the newer build may ask its desk what an older one does not know.
        return [...(await wakeAll(session.client, desks)), ...(await wakeAll(session.client, packages))];
      });
      if (json === true) printJson({ woken });
      else printLine(woken.length === 0 ? 'Nothing runs, so there is nothing to wake.' : wokenText(woken));
      if (woken.some(({ result }) => result === 'unanswered')) process.exitCode = EXIT.failed;
    });
}

interface Wanted {
  readonly desks: readonly string[];
  readonly packages: readonly string[];
}

async function everything({ client, config }: Session): Promise<Wanted> {
  const running = (await listPackages(client)).filter(({ closed }) => !closed);
  const desks = await findDesks(client, { ...config, accounts: {} }, {});
  return { desks: desks.map(deskWorkflowId), packages: running.map(({ row }) => row.workflowId) };
}

async function named({ client }: Session, names: readonly string[]): Promise<Wanted> {
  const desks = names.filter((name) => deskOfWorkflowId(name) !== null);
  const packages = names.filter((name) => !desks.includes(name));
  for (const name of packages) await requirePackage(client, name);
  return { desks, packages: packages.map(packageWorkflowId) };
}

function wokenText(woken: readonly Woken[]): string {
  const lines = woken.map(({ workflowId, result, reason, from, to }) => {
    const name = workflowId.replace(/^package\//, '');
    if (result !== 'begun')
      return `${name}: ${result === 'later' ? 'later, it is busy' : result}. ${printable(reason ?? '')}`;
    return `${name}: in a new run${to === null ? '' : from === to ? `, still on ${to}` : `, on ${to} (before: ${from})`}`;
  });
  const counted = (['begun', 'later', 'unanswered', 'ended'] as const)
    .map((result) => [result, woken.filter((one) => one.result === result).length] as const)
    .filter(([result, count]) => count > 0 || result === 'begun');
  return `${lines.join('\n')}\n\nWoken: ${counted.map(([result, count]) => `${count} ${result}`).join(', ')}.`;
}

function whichOnes(): CliError {
  return new CliError({
    what: 'wake needs the names of packages or desks, or --all, and not both',
    remedy: 'leaseline wake --all wakes every package and desk that runs; leaseline list shows the names',
    exitCode: EXIT.usage,
  });
}
