import { execFile } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { listPackages } from '../activities/listing/rows.js';
import { EXIT } from '../cli/support/exit-codes.js';
import { note, printJson, printLine } from '../cli/support/output.js';
import { plainTable } from '../cli/view/package-table.js';
import { WORKFLOW_TYPES } from '../model/ids.js';
import { mapLimited } from '../model/map-limited.js';
import { projectRoot } from '../workers/embedded/home.js';
import { infoOf } from './console/long-list.js';
import { type Spread, spreadOf } from './console/spread.js';
import { count } from './flags.js';
import { onStage, type Setting } from './stage.js';
import { untilStopped } from './until-stopped.js';

const run = promisify(execFile);

interface Flags {
  readonly packages: number;
  readonly times: number;
  readonly json?: boolean;
}

const SETTING: Setting = { timing: {}, deliverySeconds: [0, 1], beside: async () => [] };
interface Figures {
  readonly packages: number;
  readonly loadAverage: readonly number[];
  readonly command: Spread;
  readonly reading: Spread;
}

const STARTS_AT_ONCE = 50;
/** Nobody polls it: what is listed need not run. */
const QUEUE = 'bench.nobody';
const MOST_BYTES = 256 * 1024 * 1024;
const GOAL_MS = 3_000;

export function registerList(program: Command): void {
  program
    .command('list')
    .description('Measures leaseline list, from the command to its end, on a real server that holds many packages')
    .option('--packages <n>', 'packages the server holds', count, 10_000)
    .option('--times <n>', 'how often they are listed', count, 10)
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  $ npm run bench -- list --packages 1000 --times 3')
    .action(async (flags: Flags) => {
      process.exitCode = await measure(flags);
    });
}

async function measure({ packages, times, json = false }: Flags): Promise<number> {
  return untilStopped((signal) =>
    onStage(signal, SETTING, async ({ client, config }) => {
      note(`Starting ${packages} workflows`);
      await fill(client, packages);
      note(`Listing them ${times} times`);
      const command: number[] = [];
      const reading: number[] = [];
      for (let time = 0; time < times; time += 1) {
        command.push(await timed(() => list(config.temporal.address, packages)));
        reading.push(await timed(() => listPackages(client)));
      }
      const figures: Figures = {
        packages,
        loadAverage: loadavg(),
        command: spreadOf(command),
        reading: spreadOf(reading),
      };
      if (json) printJson(figures);
      else printLine(text(figures));
      return EXIT.done;
    }),
  );
}

/** Rows as they are in the middle of life. Nobody runs them: a list asks no workflow. */
async function fill(client: Client, packages: number): Promise<void> {
  const indexes = Array.from({ length: packages }, (_, index) => index);
  await mapLimited(indexes, STARTS_AT_ONCE, async (index) => {
    const { workflowId, memo, typedSearchAttributes } = infoOf(index);
    const options = { workflowId, taskQueue: QUEUE, args: [], typedSearchAttributes };
    await client.workflow.start(WORKFLOW_TYPES.package, { ...options, ...(memo !== undefined && { memo }) });
  });
  // The server's list follows what it was told by a moment.
  while ((await listPackages(client)).length < packages) await delay(500);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** @throws when the command fails, or does not list all of them */
async function list(address: string, packages: number): Promise<void> {
  const command = [join(projectRoot(), 'bin', 'leaseline.mjs'), 'list', '--json'];
  const env = { ...process.env, TEMPORAL_ADDRESS: address };
  const { stdout } = await run(process.execPath, command, { cwd: projectRoot(), env, maxBuffer: MOST_BYTES });
  const found = stdout.match(/"workflowId"/g)?.length ?? 0;
  if (found !== packages) throw new Error(`${found} packages are listed, and there are ${packages}`);
}

function text({ packages, loadAverage, command, reading }: Figures): string {
  const table = plainTable(['', 'TIMES', 'P50', 'P95', 'WORST', 'GOAL']);
  const line = (what: string, { count: listed, p50Ms, p95Ms, worstMs }: Spread, goal: string) =>
    table.push([what, String(listed), ...[p50Ms, p95Ms, worstMs].map((ms) => `${ms} ms`), goal]);
  line(`leaseline list --json, ${packages.toLocaleString('en')} packages`, command, `p95 < ${GOAL_MS} ms`);
  line('the same in a process that runs already', reading, '');
  return [`load average ${loadAverage.map((load) => load.toFixed(1)).join(', ')}`, table.toString()].join('\n');
}
