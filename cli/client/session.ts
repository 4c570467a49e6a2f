import type { Client, Connection } from '@temporalio/client';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import type { TemporalConfig } from '../../model/config/temporal-config.js';
import { explainServerError } from '../../workers/client/explain.js';
import { loadConfig } from '../../workers/config/load.js';
import { connectClient } from '../../workers/connection.js';

/** What a command that talks to Temporal works with. */
export interface Session {
  readonly client: Client;
  readonly connection: Connection;
  readonly config: LeaselineConfig;
  readonly temporal: TemporalConfig;
}

/**
 * Opens a session, does the work and closes it, whatever happens.
 * @throws ConfigError for configuration that is missing or wrong, TemporalUnreachableError when nobody answers
 */
export async function withSession<Result>(
  configFile: string | undefined,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const { leaseline, temporal } = loadConfig({ file: configFile });
  const { client, connection } = await connectClient(temporal);
  try {
    return await work({ client, connection, config: leaseline, temporal });
  } catch (error) {
    throw explainServerError(error, temporal);
  } finally {
    await connection.close();
  }
}
