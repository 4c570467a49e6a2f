import type { Command } from 'commander';
import { shownOf } from '../../workers/client/state.js';
import { requireLooked } from '../client/packages.js';
import { withPackages } from '../client/session.js';
import { note, printJson, printLine } from '../support/output.js';
import { packageCard } from '../view/package-card.js';
import { globalsOf } from './options.js';

export function registerShow(program: Command): void {
  program
    .command('show')
    .description('show everything about one package')
    .argument('<name>', 'name of the package')
    .addHelpText('after', '\nExample:\n  $ leaseline show tokyo-desktops')
    .action(async (name: string, _options: unknown, command: Command) => {
      const { config, json } = globalsOf(command);
      const { row, state } = await withPackages(config, ({ packages }) => requireLooked(packages, name));
      if (state === null) note('No worker answers: this is what was last written down, without the timeline.');
      const shown = shownOf(row, state);
      if (json === true) printJson(shown);
      else printLine(packageCard(shown, state, new Date()));
    });
}
