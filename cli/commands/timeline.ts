import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { ExplainedError } from '../../model/config/explained-error.js';
import type { PackageState, TimelineEntry } from '../../model/messages.js';
import { isEnded } from '../../model/status.js';
import { INTERRUPTED, interruptible } from '../client/interrupt.js';
import { type Packages, requireLooked } from '../client/packages.js';
import { withPackages } from '../client/session.js';
import { note, printJson, printLine } from '../support/output.js';
import { timelineLine } from '../view/package-card.js';
import { globalsOf } from './options.js';

const FOLLOW_EVERY_MS = 1_000;

export function registerTimeline(program: Command): void {
  program
    .command('timeline')
    .description('show what happened to a package, oldest first')
    .argument('<name>', 'name of the package')
    .option('--follow', 'go on printing what happens until the package ends')
    .addHelpText('after', '\nExample:\n  $ leaseline timeline tokyo-desktops --follow')
    .action(async (name: string, options: { follow?: boolean }, command: Command) => {
      const { config, json } = globalsOf(command);
      await withPackages(config, async ({ packages }) => {
        const isFollowing = options.follow === true;
        if (!isFollowing) {
          const { timeline } = await requireState(packages, name);
          if (json === true) printJson({ name, timeline });
          else printLine(timeline.length === 0 ? 'Nothing has happened yet.' : timeline.map(timelineLine).join('\n'));
          return;
        }
        const show = (entry: TimelineEntry) => {
          if (json === true) process.stdout.write(`${JSON.stringify(entry)}\n`);
          else printLine(timelineLine(entry));
        };
        const { interrupted } = await interruptible((signal) => follow(packages, name, show, signal));
        if (!interrupted) return;
        note('Stopped following. The package goes on.');
        process.exitCode = INTERRUPTED;
      });
    });
}

async function requireState(packages: Packages, name: string): Promise<PackageState> {
  const { state } = await requireLooked(packages, name);
  if (state !== null) return state;
  throw new ExplainedError(
    `The timeline of ${name} cannot be read: no worker answers`,
    `Start one (leaseline up); leaseline list shows what was last written down`,
  );
}

async function follow(
  packages: Packages,
  name: string,
  show: (entry: TimelineEntry) => void,
  signal: AbortSignal,
): Promise<void> {
  const shown = new Set<string>();
  let isFirst = true;
  while (!signal.aborted) {
    const state = isFirst ? await requireState(packages, name) : await readLater(packages, name);
    isFirst = false;
    for (const entry of state?.timeline ?? []) {
      const key = `${entry.at} ${entry.who} ${entry.what}`;
      if (shown.has(key)) continue;
      shown.add(key);
      show(entry);
    }
    if (state !== null && isEnded(state.status)) return;
    await sleep(FOLLOW_EVERY_MS, undefined, { signal }).catch(() => {});
  }
}

/** While following, a worker that is away for a moment is waited for; a workflow stopped from outside is an end. */
async function readLater(packages: Packages, name: string): Promise<PackageState | null> {
  const { row, closed, state } = await requireLooked(packages, name);
  if (!closed || (state !== null && isEnded(state.status))) return state;
  throw new ExplainedError(`${name}: ${row.reason ?? 'it has ended'}`, `Run leaseline show ${name}`);
}
