import { execFile } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Client, WorkflowIdConflictPolicy } from '@temporalio/client';
import type { Command } from 'commander';
import { listPackages } from '../activities/listing/rows.js';
import { EXIT } from '../cli/support/exit-codes.js';
import { note, printJson, printLine } from '../cli/support/output.js';
import { plainTable } from '../cli/view/plain-table.js';
import { WORKFLOW_TYPES } from '../model/ids.js';
import { mapLimited } from '../model/map-limited.js';
import { projectRoot } from '../workers/embedded/home.js';
import { type BareServer, onBareServer } from './bare-server.js';
import { startedPackage } from './console/long-list.js';
import { type Spread, spreadOf } from './console/spread.js';
import { count } from './flags.js';
import { untilStopped } from './until-stopped.js';
import { measured } from './usage.js';

const run = promisify(execFile);

interface Flags {
  readonly packages: number;
  readonly times: number;
  readonly json?: boolean;
}

/** One way to list them, several times over. */
interface Listing {
  readonly what: string;
  readonly elapsed: Spread;
  /** Processor time of one listing: hardly depends on what else the machine does. */
  readonly cpuMs: { readonly server: number; readonly command: number };
}

interface Figures {
  readonly packages: number;
  readonly loadAverage: readonly number[];
  readonly goalMs: number;
  readonly listings: readonly Listing[];
}

/** More at once only wait in the server, and some of them for too long. */
const STARTS_AT_ONCE = 8;
const START_LIMIT_MS = 120_000;
const TELL_EVERY = 1_000;
/** Nobody polls it: what is listed need not run. */
const QUEUE = 'bench.nobody';
const MOST_BYTES = 256 * 1024 * 1024;
const GOAL_MS = 3_000;

export function registerList(program: Command): void {
  program
    .command('list')
    .description('Measures leaseline list, from the command to its end, on a server that holds many packages')
    .option('--packages <n>', 'packages the server holds', count, 10_000)
    .option('--times <n>', 'how often they are listed in each way', count, 5)
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  $ npm run bench -- list --packages 1000 --times 3')
    .action(async (flags: Flags) => {
      process.exitCode = await measure(flags);
    });
}

async function measure({ packages, times, json = false }: Flags): Promise<number> {
  return untilStopped((signal) =>
    onBareServer(signal, async (server) => {
      note(`Starting ${packages} workflows`);
      await fill(server.client, packages);
      note(`Listing them ${times} times in each way`);
      const listings = [
        await listing(server, times, 'leaseline list', () => list(server, packages, [])),
        await listing(server, times, 'leaseline list --json', () => list(server, packages, ['--json'])),
        await listing(server, times, 'in a process that runs', () => listHere(server.client)),
      ];
      const figures: Figures = { packages, loadAverage: loadavg(), goalMs: GOAL_MS, listings };
      if (json) printJson(figures);
      else printLine(text(figures));
      return EXIT.done;
    }),
  );
}

/** Rows as they are in the middle of life. Nobody runs them: a list asks no workflow. */
async function fill(client: Client, packages: number): Promise<void> {
  const indexes = Array.from({ length: packages }, (_, index) => index);
  let started = 0;
  await mapLimited(indexes, STARTS_AT_ONCE, async (index) => {
    // One whose answer comes too late on a busy machine is there all the same, and is taken as it is.
    const workflowIdConflictPolicy = WorkflowIdConflictPolicy.USE_EXISTING;
    const options = { ...startedPackage(index), taskQueue: QUEUE, args: [], workflowIdConflictPolicy };
    await client.withDeadline(Date.now() + START_LIMIT_MS, () =>
      client.workflow.start(WORKFLOW_TYPES.package, options),
    );
    started += 1;
    if (started % TELL_EVERY === 0) note(`  ${started} of ${packages} started`);
  });
  // The server's list follows what it was told by a moment.
  while ((await listPackages(client)).length < packages) await delay(500);
}

/** @param work gives the processor time of the process that lists, in milliseconds */
async function listing(
  { pid }: BareServer,
  times: number,
  what: string,
  work: () => Promise<number>,
): Promise<Listing> {
  const elapsed: number[] = [];
  let commandMs = 0;
  const { cpuMs } = await measured({ server: pid }, async () => {
    for (let time = 0; time < times; time += 1) {
      const begun = performance.now();
      commandMs += await work();
      elapsed.push(performance.now() - begun);
    }
  });
  const each = (ms: number) => Math.round(ms / times);
  return { what, elapsed: spreadOf(elapsed), cpuMs: { server: each(cpuMs.server ?? 0), command: each(commandMs) } };
}

/**
 * Lists them as a person does, in a process of its own.
 * @throws when the command fails, or does not list all of them
 */
async function list({ address }: BareServer, packages: number, more: readonly string[]): Promise<number> {
  const command = [join(projectRoot(), 'bin', 'leaseline.mjs'), 'list', ...more];
  const env = { ...process.env, TEMPORAL_ADDRESS: address, NODE_OPTIONS: `--import=${TELLS_ITS_TIME}` };
  const { stdout, stderr } = await run(process.execPath, command, { cwd: projectRoot(), env, maxBuffer: MOST_BYTES });
  const found = stdout.match(more.includes('--json') ? /"workflowId"/g : /^line-\d{5} /gm)?.length ?? 0;
  if (found !== packages) throw new Error(`${found} packages are listed, and there are ${packages}`);
  return Number(/^cpu (\d+)$/m.exec(stderr)?.[1]);
}

/** A process knows its own processor time best, and only it knows all of it. */
const TELLS_ITS_TIME = `data:text/javascript,${encodeURIComponent(`process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write('cpu ' + Math.round((user + system) / 1000) + '\\n');
})`)}`;

async function listHere(client: Client): Promise<number> {
  const before = process.cpuUsage();
  await listPackages(client);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function text({ packages, loadAverage, goalMs, listings }: Figures): string {
  const table = plainTable(['', 'TIMES', 'P50', 'WORST', 'CPU: COMMAND', 'SERVER']);
  for (const { what, elapsed, cpuMs } of listings) {
    const ms = [elapsed.p50Ms, elapsed.worstMs, cpuMs.command, cpuMs.server].map((one) => `${one} ms`);
    table.push([what, String(elapsed.count), ...ms]);
  }
  return [
    `${packages.toLocaleString('en')} packages, load average ${loadAverage.map((load) => load.toFixed(1)).join(', ')}`,
    String(table),
    `Goal: leaseline list under ${goalMs} ms`,
  ].join('\n');
}
