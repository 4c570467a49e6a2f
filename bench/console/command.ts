import type { Command } from 'commander';
import { CliError } from '../../cli/support/errors.js';
import { EXIT } from '../../cli/support/exit-codes.js';
import { note, printJson, printLine } from '../../cli/support/output.js';
import { count } from '../flags.js';
import { machineNow } from '../machine.js';
import { onStage, PLAIN } from '../stage.js';
import { untilStopped } from '../until-stopped.js';
import { launch, systemBrowser } from './browser.js';
import { measureEvents } from './events.js';
import { measureFirstPage } from './first-page.js';
import { type ConsoleFigures, consoleText } from './report.js';

interface Flags {
  readonly packages: number;
  readonly loads: number;
  readonly events: number;
  readonly json?: boolean;
}

export function registerConsole(program: Command): void {
  program
    .command('console')
    .description('Measures the web console in headless Chromium: the first page, and how soon an event is seen')
    .option('--packages <n>', 'packages in the list of the first page', count, 10_000)
    .option('--loads <n>', 'how often the page is opened by a browser that has nothing of it yet', count, 15)
    .option('--events <n>', 'changes that are waited for on the page', count, 200)
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  $ npm run bench -- console --loads 5 --events 50')
    .action(async (flags: Flags) => {
      process.exitCode = await measure(flags);
    });
}

async function measure({ packages, loads, events, json = false }: Flags): Promise<number> {
  const executablePath = await systemBrowser();
  if (executablePath === null) {
    throw new CliError({
      what: 'No Chromium or Chrome was found',
      remedy: 'Install one (apt-get install chromium), or name it in LEASELINE_BROWSER',
    });
  }
  return untilStopped(async (signal) => {
    const browser = await launch(executablePath);
    try {
      note(`Opening the page ${loads} times with ${packages} packages`);
      const firstPage = await measureFirstPage(browser, { packages, loads });
      note(`Waiting for ${events} changes on the page`);
      const seen = await onStage(signal, PLAIN, (stage) => measureEvents(browser, stage, events));
      const machine = machineNow();
      const figures: ConsoleFigures = {
        startedAt: new Date().toISOString(),
        machine,
        packages,
        firstPage,
        events: seen,
      };
      if (json) printJson(figures);
      else printLine(consoleText(figures));
      return EXIT.done;
    } finally {
      await browser.close();
    }
  });
}
