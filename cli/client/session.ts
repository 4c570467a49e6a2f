import { existsSync } from 'node:fs';
import type { Client, Connection } from '@temporalio/client';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import type { TemporalConfig } from '../../model/config/temporal-config.js';
import { explainServerError } from '../../workers/client/explain.js';
import { loadConfig } from '../../workers/config/load.js';
import { connectClient } from '../../workers/connection.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { apiAddress } from './http/api-address.js';
import type { Packages } from './packages.js';
import { TemporalPackages } from './temporal-packages.js';

/** What a command that talks to Temporal works with. */
export interface Session {
  readonly client: Client;
  readonly connection: Connection;
  readonly config: LeaselineConfig;
  readonly temporal: TemporalConfig;
}

/** What a command about packages works with, whoever answers. */
export interface Office {
  readonly packages: Packages;
  /** Null: over the API, on a machine that has no leaseline.yaml and needs none. */
  readonly config: LeaselineConfig | null;
  /** Null: over the API. */
  readonly session: Session | null;
}

/**
 * Asks about packages and tells them: over the HTTP API where `LEASELINE_API_URL` names one, else in a session.
 * @throws what `withSession` throws; ApiUnreachableError when the API does not answer
 */
export async function withPackages<Result>(
  configFile: string | undefined,
  work: (office: Office) => Promise<Result>,
): Promise<Result> {
  const address = apiAddress();
  if (address !== null) {
    // An HTTP client of its own, which takes a while to load and which few commands need.
    const [{ ApiClient }, { ApiPackages }] = await Promise.all([
      import('./http/api-client.js'),
      import('./http/api-packages.js'),
    ]);
    const packages = new ApiPackages(new ApiClient(address));
    return work({ packages, config: configIfThere(configFile), session: null });
  }
  return withSession(configFile, (session) => {
    const packages = new TemporalPackages(session.client, session.config);
    return work({ packages, config: session.config, session });
  });
}

/**
 * The configuration a command checks files against. Over the API this machine need have none: the API knows its own.
 * @throws ConfigError when it is wrong, or missing where it is needed
 */
export function configIfThere(configFile: string | undefined): LeaselineConfig | null {
  const mayLack = configFile === undefined && apiAddress() !== null && !existsSync('leaseline.yaml');
  return mayLack ? null : loadConfig({ file: configFile }).leaseline;
}

/**
 * Opens a session, does the work and closes it, whatever happens.
 * @throws ConfigError for configuration that is missing or wrong, TemporalUnreachableError when nobody answers
 */
export async function withSession<Result>(
  configFile: string | undefined,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  if (apiAddress() !== null) throw needsTemporal();
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

function needsTemporal(): CliError {
  return new CliError({
    what: 'This needs Temporal itself, and LEASELINE_API_URL says to use the API',
    remedy:
      'Run it where Temporal can be reached, with LEASELINE_API_URL unset; over the API work list, show, timeline, calendar, order, apply and all that is told to a package',
    exitCode: EXIT.usage,
  });
}
