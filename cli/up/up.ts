import { join } from 'node:path';
import { ensureLocalToken } from '../../api/local-token.js';
import { type LoadedConfig, loadConfig } from '../../workers/config/load.js';
import { connectClient } from '../../workers/connection.js';
import { leaselineHome } from '../../workers/embedded/home.js';
import type { RunFile } from '../../workers/embedded/run-file.js';
import { findTemporalCli } from '../../workers/embedded/temporal-binary.js';
import { loginLink } from '../client/login-link.js';
import { speaker } from '../client/speaker.js';
import { CliError } from '../support/errors.js';
import { EXIT, type ExitCode } from '../support/exit-codes.js';
import { note, printJson } from '../support/output.js';
import { choosePort, claimPort, freePort, PORTS } from '../support/ports.js';
import { claimHome } from './claim-home.js';
import { RunningSystem } from './local-system.js';

export interface UpOptions {
  readonly configFile?: string | undefined;
  /** The addresses as one JSON document on stdout instead of lines on stderr. */
  readonly announceAsJson: boolean;
  readonly simulator: boolean;
  readonly console: boolean;
  readonly temporalPort?: string | undefined;
  readonly uiPort?: string | undefined;
  readonly simulatorPort?: string | undefined;
  readonly apiPort?: string | undefined;
}

/** Something to do once the system runs. A number ends the system with that exit code; null lets it run on. */
export type Work = (running: {
  readonly config: LoadedConfig;
  readonly addresses: RunFile['addresses'];
  /** Aborted when a person asked for the end. */
  readonly signal: AbortSignal;
}) => Promise<ExitCode | null>;

/**
 * Runs the whole system on this machine until it is asked to end (Ctrl-C, SIGTERM), then ends it in order.
 * @throws CliError and ExplainedError for what a person can mend: a taken port, a second `up`, a missing program
 */
export async function up(options: UpOptions, work: Work, env: NodeJS.ProcessEnv = process.env): Promise<ExitCode> {
  const home = leaselineHome(env);
  const config = loadConfig({ file: options.configFile, env });
  const release = claimHome(home);
  try {
    const isEmbedded = config.temporal.mode === 'embedded';
    const ports = await claimPorts(options, config, env);
    ensureLocalToken(home);
    if (!isEmbedded) await checkReachable(config, env);
    const temporalBinary = isEmbedded ? await findTemporalCli({ home, env, say: note }) : null;
    const parts = { temporalBinary, simulator: options.simulator, console: options.console };
    return await runUntilEnd(new RunningSystem({ home, config, env, ports }, parts), options, work, home, env);
  } finally {
    release();
  }
}

async function runUntilEnd(
  system: RunningSystem,
  options: UpOptions,
  work: Work,
  home: string,
  env: NodeJS.ProcessEnv,
): Promise<ExitCode> {
  const end = listenForEnd(() => system.kill());
  try {
    await Promise.race([system.start(), system.failed, end.asked]);
    if (end.signal.aborted) return EXIT.done;
    announce(system.addresses, home, options.announceAsJson);
    if (options.console && !options.announceAsJson) await announceConsole(system.addresses, home);
    if (!options.announceAsJson) note('  Ctrl-C ends it');
    // Read again: now the real addresses of server and simulator are known.
    const config = loadConfig({ file: options.configFile, env });
    const { addresses } = system;
    const worked = work({ config, addresses, signal: end.signal }).then((code) => code ?? end.asked);
    return (await Promise.race([worked, end.asked, system.failed])) ?? EXIT.done;
  } finally {
    note('Stopping API, worker, simulator and server (Ctrl-C again ends them at once)');
    await system.stop();
    end.forget();
  }
}

/** The first request asks for an orderly end, the second one hurries it. */
function listenForEnd(hurry: () => void) {
  const controller = new AbortController();
  const onSignal = () => (controller.signal.aborted ? hurry() : controller.abort());
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, onSignal);
  const asked = new Promise<null>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve(null));
  });
  const forget = () => {
    for (const name of signals) process.off(name, onSignal);
  };
  return { signal: controller.signal, asked, forget };
}

async function claimPorts(options: UpOptions, config: LoadedConfig, env: NodeJS.ProcessEnv) {
  const written = Number(config.temporal.address.split(':').at(-1));
  const isEmbedded = config.temporal.mode === 'embedded';
  const temporal = choosePort({ ...PORTS.temporal, fallback: written }, options.temporalPort, env);
  const temporalUi = choosePort(PORTS.temporalUi, options.uiPort, env);
  const simulator = choosePort(PORTS.simulator, options.simulatorPort, env);
  const api = choosePort(PORTS.api, options.apiPort, env);
  return {
    temporal: isEmbedded ? await claimPort(PORTS.temporal, temporal) : temporal,
    temporalUi: isEmbedded ? await claimPort(PORTS.temporalUi, temporalUi) : temporalUi,
    simulator: options.simulator ? await claimPort(PORTS.simulator, simulator) : simulator,
    api: await claimPort(PORTS.api, api),
    // Only the supervisor asks there, so nobody needs to choose it.
    workerHealth: await freePort(),
  };
}

async function checkReachable(config: LoadedConfig, env: NodeJS.ProcessEnv): Promise<void> {
  const { connection } = await connectClient(config.temporal, { env });
  await connection.close();
}

/** A link at hand beats a token to be copied. Without it the system runs as well. */
async function announceConsole({ api }: RunFile['addresses'], home: string): Promise<void> {
  if (api === null) return;
  try {
    const { url } = await loginLink(api, home, { name: speaker(), role: 'admin' });
    note(`  console     ${url}   (once, for ten minutes; leaseline console prints another)`);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    note(`  console     ${api}   (${error.message})`);
  }
}

function announce(addresses: RunFile['addresses'], home: string, asJson: boolean): void {
  if (asJson) {
    printJson({ home, addresses });
    return;
  }
  note('Leaseline runs');
  note(`  Temporal    ${addresses.temporal}${addresses.temporalUi === null ? '' : `   ${addresses.temporalUi}`}`);
  if (addresses.simulator !== null)
    note(`  simulator   ${addresses.simulator}   unpaid orders: ${addresses.simulator}/_sim/billing`);
  note(`  API         ${addresses.api}   token: ${join(home, 'token')}`);
  note(`  logs        ${join(home, 'logs')}`);
}
