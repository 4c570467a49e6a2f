import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { note } from '../cli/support/output.js';
import { freePort } from '../cli/support/ports.js';
import { temporalPlan } from '../cli/up/plans.js';
import { loadConfig } from '../workers/config/load.js';
import { connectClient } from '../workers/connection.js';
import { leaselineHome } from '../workers/embedded/home.js';
import { findTemporalCli } from '../workers/embedded/temporal-binary.js';
import { benchEnvironment, writeBenchConfig } from './bench-config.js';
import { keepProcess } from './kept-process.js';

/** The embedded server as shipped, and nothing beside it. */
export interface BareServer {
  readonly client: Client;
  readonly address: string;
  readonly pid: number;
}

/**
 * Puts a server up in a home of its own, does the work, and leaves nothing behind, whatever happens.
 * @throws the signal's reason when it is aborted, and what keeps the server from running
 */
export async function onBareServer<Result>(
  signal: AbortSignal,
  work: (server: BareServer) => Promise<Result>,
): Promise<Result> {
  const home = await mkdtemp(join(tmpdir(), 'leaseline-bench-'));
  const env = benchEnvironment(home, process.env);
  const binary = await findTemporalCli({ home: leaselineHome(), say: note });
  const [temporal, temporalUi] = await Promise.all([freePort(), freePort()]);
  const config = loadConfig({ file: writeBenchConfig(home, {}), env });
  const ports = { temporal, temporalUi, simulator: 0, workerHealth: 0, api: 0 };
  const kept = keepProcess(temporalPlan({ home, config, env, ports }, binary));
  const stopped = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  try {
    const pid = await Promise.race([kept.ready, kept.failed, stopped]);
    const address = `127.0.0.1:${temporal}`;
    const { client, connection } = await connectClient({ ...config.temporal, address }, { env });
    try {
      return await Promise.race([work({ client, address, pid }), kept.failed, stopped]);
    } finally {
      await connection.close();
    }
  } finally {
    kept.process.kill();
    await kept.process.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}
