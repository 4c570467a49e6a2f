import './support/node-version.mjs';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleCommandLine, cliBundle } from './support/cli-bundle.mjs';
import { buildConsole, consoleFolder } from './support/console-build.mjs';
import { installDependencies } from './support/dependencies.mjs';
import { filesUnder, fingerprint, readStamp, writeWhole } from './support/fingerprint.mjs';
import { withLock } from './support/lock.mjs';
import { dist, root } from './support/paths.mjs';
import { run } from './support/run.mjs';
import { reportFailure, SetupError, step } from './support/tell.mjs';

const SOURCES = ['cli', 'api', 'workers', 'workflows', 'activities', 'clouds', 'model', 'simulator', 'test', 'bench'];
const SETTINGS = ['tsconfig.json', 'package-lock.json', 'vitest.config.ts'];
const BUNDLED = ['workflows', 'model'];
// What the command line is made of: everything that is compiled, but tests and benchmarks.
const COMMANDS = ['cli', 'api', 'workers', 'activities', 'clouds', 'model', 'simulator'];
const CONSOLE = ['console', 'model', 'package-lock.json', 'scripts/support/console-build.mjs'];

const compiledStamp = join(dist, '.compiled');
const bundledStamp = join(dist, '.bundled');
const consoleStamp = join(dist, '.console');
const commandsStamp = join(dist, '.commands');
const bundleFile = join(dist, 'workflow-bundle.js');

/** It lies beside what it guards, not in LEASELINE_HOME, which two runs in this folder need not share. */
export const lockFile = join(dist, '.setup.lock');

const isSource = (file) => file.endsWith('.ts');
const isOutput = (file) => file.endsWith('.js');

function sources() {
  return `${fingerprint(root, SOURCES, isSource)} ${fingerprint(root, SETTINGS)}`;
}

function bundled() {
  return `${fingerprint(dist, BUNDLED, isOutput)} ${fingerprint(root, ['package-lock.json'])}`;
}

function consoleSources() {
  return fingerprint(root, CONSOLE);
}

function consoleIsReady() {
  return existsSync(join(consoleFolder, 'index.html')) && readStamp(consoleStamp) === consoleSources();
}

function commands() {
  return `${fingerprint(dist, COMMANDS, isOutput)} ${fingerprint(root, ['package-lock.json', 'scripts/support/cli-bundle.mjs'])}`;
}

function commandsAreBundled() {
  return existsSync(join(cliBundle, 'main.js')) && readStamp(commandsStamp) === commands();
}

export function buildIsReady() {
  const isBundled = existsSync(bundleFile) && readStamp(bundledStamp) === bundled();
  return isBundled && readStamp(compiledStamp) === sources() && commandsAreBundled() && consoleIsReady();
}

/**
 * Compiles and bundles what changed. With `tolerant`, type errors are left to `npm run verify` and a tree that has no
 * workflows yet is not bundled: tests of one part can run while another is being written.
 */
export async function build({ tolerant = false } = {}) {
  const wanted = sources();
  if (readStamp(compiledStamp) !== wanted) await step('Compiling', () => compile(wanted, tolerant));
  if (!consoleIsReady()) await step('Building the console', packConsole);
  if (tolerant && !existsSync(join(dist, 'workflows', 'index.js'))) return;
  if (!commandsAreBundled()) await step('Bundling the command line', packCommands);
  if (!existsSync(bundleFile) || readStamp(bundledStamp) !== bundled()) await step('Bundling workflows', bundle);
}

async function compile(wanted, tolerant) {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // Its incremental record is only worth something while the files it speaks of are there.
  if (readStamp(compiledStamp) === null) rmSync(join(dist, '.tsbuildinfo'), { force: true });
  const output = tolerant ? 'ignore' : 2;
  const code = await run(process.execPath, [compiler, '--project', root], { stdout: output });
  if (code !== 0 && !tolerant) throw new SetupError('The sources do not compile', 'See the messages above');
  removeOrphans();
  if (code === 0) writeWhole(compiledStamp, wanted);
}

/** Output of sources that are gone would still be found by imports and by the bundler. */
function removeOrphans() {
  for (const file of SOURCES.flatMap((folder) => filesUnder(join(dist, folder)))) {
    const source = join(root, file.slice(dist.length + 1).replace(/\.js(\.map)?$/, '.ts'));
    if (!existsSync(source)) rmSync(file, { force: true });
  }
}

async function packConsole() {
  const wanted = consoleSources();
  rmSync(consoleStamp, { force: true });
  await buildConsole();
  writeWhole(consoleStamp, wanted);
}

async function packCommands() {
  const wanted = commands();
  rmSync(commandsStamp, { force: true });
  await bundleCommandLine();
  writeWhole(commandsStamp, wanted);
}

async function bundle() {
  const wanted = bundled();
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const workflowsPath = join(dist, 'workflows', 'index.js');
  const failureConverterPath = join(dist, 'workflows', 'failure-converter.js');
  const { code } = await bundleWorkflowCode({ workflowsPath, failureConverterPath, logger: new DefaultLogger('WARN') });
  rmSync(bundledStamp, { force: true });
  writeWhole(bundleFile, code);
  writeWhole(bundledStamp, wanted);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const tolerant = process.argv.includes('--tolerant');
    await withLock(lockFile, async () => {
      if (!tolerant) await installDependencies();
      await build({ tolerant });
    });
  } catch (error) {
    reportFailure(error);
    process.exitCode = 1;
  }
}
