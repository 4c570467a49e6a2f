import { type Command, Option } from 'commander';
import { ExplainedError } from '../../model/config/explained-error.js';
import { previewRelease } from '../../workers/client/release-preview.js';
import { requireLooked } from '../client/packages.js';
import { withPackages, withSession } from '../client/session.js';
import { note, printJson, printLine } from '../support/output.js';
import { canAsk, confirmed } from '../view/confirm.js';
import { releaseText } from '../view/release-view.js';
import { globalsOf, instantOption } from './options.js';
import { type SaidOptions, said, sayingCommand, tellAndPrint } from './saying.js';

interface ReleaseOptions extends SaidOptions {
  readonly at?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export function registerRelease(program: Command): void {
  sayingCommand(program, 'release', 'give a package back to the vendor: the line goes down')
    .option('--at <instant>', 'not now but then, ISO 8601', instantOption)
    .addOption(new Option('--dry-run', 'only say what a release now would mean; nothing is done').conflicts('at'))
    .option('--yes', 'do not ask, also when it is in use')
    .addHelpText(
      'after',
      `
A package in use asks to be confirmed; where nobody can be asked it wants --yes and otherwise ends with 2.

Examples:
  $ leaseline release tokyo-desktops --dry-run
  $ leaseline release tokyo-desktops --at 2027-06-30T00:00:00Z`,
    )
    .action((name: string, options: ReleaseOptions, command: Command) =>
      options.dryRun === true ? preview(name, command) : release(name, options, command),
    );
}

async function preview(name: string, command: Command): Promise<void> {
  const { config, json } = globalsOf(command);
  const outlook = await withSession(config, (session) => previewRelease(session, name));
  if (json === true) printJson(outlook);
  else printLine(releaseText(outlook));
}

async function release(name: string, options: ReleaseOptions, command: Command): Promise<void> {
  const { at, yes } = options;
  const isConfirmed = yes === true || (await isMeant(name, at, command));
  await tellAndPrint(command, name, 'release', {
    ...said(options),
    ...(at === undefined ? {} : { at }),
    ...(isConfirmed ? { confirm: true } : {}),
  });
}

/**
 * Asks on a terminal, with everything in sight that it means. A script that names one package means it, unless the
 * package is in use: that the package itself refuses.
 */
async function isMeant(name: string, at: string | undefined, command: Command): Promise<boolean> {
  if (!canAsk()) return false;
  const { config } = globalsOf(command);
  note(await whatItMeans(name, config));
  if (await confirmed(`Release ${name} ${at === undefined ? 'now' : `at ${at}`}? The line goes down.`)) return true;
  throw new ExplainedError('Nothing was released', 'Answer y to go on');
}

/** Over the API the vendor cannot be asked what comes back; what is cut off the package says itself. */
function whatItMeans(name: string, configFile: string | undefined): Promise<string> {
  return withPackages(configFile, async ({ packages, session }) => {
    if (session !== null) return releaseText(await previewRelease(session, name));
    const { state } = await requireLooked(packages, name);
    const cutOff = state?.cutOff ?? [];
    return cutOff.length === 0
      ? `${name} is not known to be in use.`
      : `It is in use: a release cuts off ${cutOff.join('; ')}.`;
  });
}
