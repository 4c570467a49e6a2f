import type { Command } from 'commander';
import { composeDigest } from '../../activities/listing/compose-digest.js';
import { withSession } from '../client/session.js';
import { printJson, printLine } from '../support/output.js';
import { digestText } from '../view/digest-view.js';
import { globalsOf } from './options.js';

export function registerDigest(program: Command): void {
  program
    .command('digest')
    .description('show how all packages stand, as the daily digest would tell it now; sends nothing')
    .addHelpText('after', '\nExample:\n  $ leaseline digest --json')
    .action(async (_options: object, command: Command) => {
      const { config, json } = globalsOf(command);
      const now = new Date();
      const digest = await withSession(config, ({ client }) => composeDigest(client, now));
      if (json === true) printJson(digest);
      else printLine(digestText(digest, now));
    });
}
