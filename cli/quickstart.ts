import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { listPackages } from '../activities/listing/rows.js';
import { isSimulated } from '../model/config/endpoints.js';
import { accountNamed } from '../model/config/leaseline-config.js';
import type { PackageSpec } from '../model/package-spec.js';
import { type PackageRow, plannedRow } from '../model/row.js';
import { startPackage } from '../workers/client/start.js';
import { findPackage } from '../workers/client/state.js';
import { connectClient } from '../workers/connection.js';
import { projectRoot } from '../workers/embedded/home.js';
import { isSettled, waitForPackages } from './client/wait.js';
import { InvalidPackagesError, loadPackages } from './plan/build-plan.js';
import { payOrders } from './quickstart/payer.js';
import { isAsExpected, shortfall } from './quickstart/verdict.js';
import { CliError } from './support/errors.js';
import { EXIT, type ExitCode } from './support/exit-codes.js';
import { note, printJson } from './support/output.js';
import type { Work } from './up/up.js';
import { createProgress, type Progress } from './view/progress.js';

export interface QuickstartOptions {
  /** Play the paying human, end when all eight packages are where they belong. */
  readonly once: boolean;
  readonly json: boolean;
}

type Running = Parameters<Work>[0];

const ONCE_LIMIT_MS = 3 * 60_000;
const PAY_EVERY_MS = 1_000;

/**
 * Orders the packages of `examples/quickstart/` that do not exist yet and shows how they get on. Only ever against
 * simulated clouds: when an account it would use speaks to a real one, it orders nothing.
 * @returns with `once` the exit code of the whole; else null once each package is Active or waits for a person
 */
export async function runQuickstart(running: Running, options: QuickstartOptions): Promise<ExitCode | null> {
  const specs = await loadQuickstart(running, options);
  if (specs === null) return null;
  const { client, connection } = await connectClient(running.config.temporal);
  try {
    const initial = await orderMissing(client, specs, running);
    const rows = await follow(client, initial, specs, running, options);
    if (running.signal.aborted) return EXIT.done;
    if (!options.once) {
      announceNext(rows, running);
      return null;
    }
    const missing = shortfall(rows, specs);
    for (const line of missing) note(line);
    if (options.json) printJson({ packages: (await listPackages(client)).map(({ row }) => row) });
    return missing.length === 0 ? EXIT.done : EXIT.failed;
  } finally {
    await connection.close();
  }
}

async function loadQuickstart(
  { config, addresses }: Running,
  { once }: QuickstartOptions,
): Promise<readonly PackageSpec[] | null> {
  try {
    const { specs } = await loadPackages([join(projectRoot(), 'examples', 'quickstart')], config.leaseline);
    const real = specs
      .map((spec) => accountNamed(config.leaseline, spec.account))
      .find((account) => account !== undefined && !isSimulated(account));
    if (real === undefined && addresses.simulator !== null) return specs;
    throw new CliError({
      what:
        real === undefined
          ? 'The quick start needs the cloud simulator, which was left out'
          : `Account ${real.name} speaks to a real cloud, so the quick start ordered nothing`,
      remedy: 'Use leaseline up and leaseline apply for real accounts, or keep the endpoints of the demo accounts',
    });
  } catch (error) {
    const isExpected = error instanceof CliError || error instanceof InvalidPackagesError;
    if (once || !isExpected) throw error;
    note(`${error.message}\n${error.remedy}`);
    return null;
  }
}

/** Only looks whether the names exist: asking workflows would cost seconds after a restart, and change nothing here. */
async function orderMissing(
  client: Client,
  specs: readonly PackageSpec[],
  { config }: Running,
): Promise<readonly PackageRow[]> {
  const known = await Promise.all(specs.map((spec) => findPackage(client, spec.name)));
  const missing = specs.filter((_, index) => known[index] === null);
  if (missing.length > 0) note(`Ordering ${missing.length} package(s) of examples/quickstart/`);
  await Promise.all(
    missing.map(async (spec) => {
      const account = accountNamed(config.leaseline, spec.account);
      if (account === undefined) throw new Error(`account ${spec.account} was checked and is gone`);
      await startPackage(client, spec, { config: config.leaseline, account, again: false });
    }),
  );
  return specs.map((spec, index) => known[index]?.row ?? plannedRow(spec));
}

async function follow(
  client: Client,
  initial: readonly PackageRow[],
  specs: readonly PackageSpec[],
  { addresses, signal }: Running,
  { once, json }: QuickstartOptions,
): Promise<readonly PackageRow[]> {
  const progress = createProgress(json ? process.stderr : process.stdout);
  let rows = initial;
  const simulatorUrl = addresses.simulator;
  const payer = once && simulatorUrl !== null ? payRegularly(simulatorUrl, () => rows, progress) : null;
  try {
    return await waitForPackages(
      { list: (filter) => listPackages(client, filter) },
      {
        initial,
        formerRunIds: new Set(),
        onRows: (reading) => {
          rows = reading;
          progress.update(reading);
        },
        signal: once ? AbortSignal.any([signal, AbortSignal.timeout(ONCE_LIMIT_MS)]) : signal,
        isDone: once ? (reading) => isAsExpected(reading, specs) : (reading) => reading.every((row) => isSettled(row)),
      },
    );
  } finally {
    if (payer !== null) clearInterval(payer);
    progress.done();
  }
}

function payRegularly(
  simulatorUrl: string,
  currentRows: () => readonly PackageRow[],
  progress: Progress,
): NodeJS.Timeout {
  return setInterval(() => {
    const waiting = currentRows().filter((row) => row.waitingFor === 'payment' && row.orderId !== null);
    const orderIds = new Set(waiting.flatMap((row) => row.orderId ?? []));
    payOrders(simulatorUrl, orderIds).then(
      (paid) => {
        for (const orderId of paid) progress.say(`Paid order ${orderId} on the simulator's billing page`);
      },
      (error: unknown) => progress.say(`The billing page does not take a payment: ${String(error)}; trying again`),
    );
  }, PAY_EVERY_MS);
}

function announceNext(rows: readonly PackageRow[], { addresses }: Running): void {
  const unpaid = rows.filter((row) => row.waitingFor === 'payment').map((row) => row.name);
  const unsettled = rows.filter((row) => row.nextStep?.what === 'resolve').map((row) => row.name);
  const lines = [
    ...(unpaid.length === 0 ? [] : [`Pay ${unpaid.join(' and ')}:  ${addresses.simulator}/_sim/billing`]),
    ...unsettled.map((name) => `See what ${name} needs:  npx leaseline show ${name}`),
    'Decide in the browser:  npx leaseline console',
    'See them all:  npx leaseline list',
    `Follow one:  npx leaseline timeline ${rows[0]?.name ?? 'NAME'} --follow`,
    ...(addresses.temporalUi === null ? [] : [`Watch the workflows:  ${addresses.temporalUi}`]),
  ];
  note(['', 'Each package is Active or waits for a person. What to do next:', ...lines].join('\n  '));
}
