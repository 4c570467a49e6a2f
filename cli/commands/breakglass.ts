import type { Command } from 'commander';
import { listPackages } from '../../activities/listing/rows.js';
import { type BreakGlassSheet, breakGlassSheet } from '../../model/breakglass/sheet.js';
import { formatDuration } from '../../model/format-duration.js';
import { TemporalUnreachableError } from '../../workers/connection.js';
import { sheetHtml } from '../breakglass/html.js';
import { keepSheet, keptFile, keptSheet, readSheet } from '../breakglass/kept.js';
import { sheetText } from '../breakglass/text.js';
import { withSession } from '../client/session.js';
import { EXIT } from '../support/exit-codes.js';
import { note, printJson, printLine } from '../support/output.js';
import { saveText } from '../support/save-text.js';
import { globalsOf, refuseBoth } from './options.js';

interface BreakGlassOptions {
  readonly html?: string;
  readonly from?: string;
}

export function registerBreakGlass(program: Command): void {
  program
    .command('breakglass')
    .description('a printable sheet of every line: ids, ends, consoles, and what to do by hand when Leaseline is gone')
    .option('--html <file>', 'as a page for a browser and its printer; - prints it')
    .option('--from <file>', 'from what --json has written before, without asking anybody')
    .addHelpText(
      'after',
      `
Each run keeps its sheet in .leaseline/breakglass.json. When Temporal cannot be reached the last one is printed, says how
old it is, and the command ends with 4. Let a schedule write one a day to where it can be read without this machine.

Examples:
  $ leaseline breakglass | lpr
  $ leaseline breakglass --html /mnt/shared/breakglass.html
  $ leaseline breakglass --from breakglass.json`,
    )
    .action(async ({ html, from }: BreakGlassOptions, command: Command) => {
      const { config, json } = globalsOf(command);
      refuseBoth('--html', html !== undefined, json);
      const sheet = from === undefined ? await sheetOfNow(config) : readSheet(from);
      if (json === true) printJson(sheet);
      else if (html === undefined) printLine(sheetText(sheet));
      else {
        await saveText(html, sheetHtml(sheet));
        if (html !== '-') note(`Written to ${html}.`);
      }
    });
}

async function sheetOfNow(configFile: string | undefined): Promise<BreakGlassSheet> {
  try {
    const sheet = await withSession(configFile, async ({ client, config }) => {
      const rows = (await listPackages(client)).map(({ row }) => row);
      return breakGlassSheet(rows, config, new Date().toISOString());
    });
    keepSheet(sheet);
    return sheet;
  } catch (error) {
    const kept = error instanceof TemporalUnreachableError ? keptSheet() : null;
    if (kept === null) throw error;
    const age = formatDuration(Math.max(0, Date.now() - Date.parse(kept.madeAt)));
    note(`${(error as Error).message}. This is the last sheet that was made, ${age} ago (${keptFile()}).`);
    process.exitCode = EXIT.unreachable;
    return kept;
  }
}
