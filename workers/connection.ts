import { readFileSync } from 'node:fs';
import { type Client, Connection, Client as TemporalClient } from '@temporalio/client';
import { toClientOptions } from '@temporalio/envconfig';
import type { NativeConnection } from '@temporalio/worker';
import { ExplainedError } from '../model/config/explained-error.js';
import type { TemporalConfig, TlsConfig } from '../model/config/temporal-config.js';
import { readSecret } from './config/credentials.js';
import { loadProfile } from './config/load.js';
import { dataConverterOf } from './payloads/data-converter.js';

/** Temporal does not answer. Commands end with exit code 4. */
export class TemporalUnreachableError extends ExplainedError {
  override readonly name = 'TemporalUnreachableError';
  readonly address: string;

  constructor(config: TemporalConfig, cause: unknown) {
    const why = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0];
    const remedy =
      config.mode === 'embedded'
        ? 'Start it with npm start or leaseline up; if it runs elsewhere, set TEMPORAL_ADDRESS or temporal.yaml'
        : 'Check address, tls and apiKey in temporal.yaml (or TEMPORAL_ADDRESS and its fellows) and the network';
    super(`Temporal does not answer at ${config.address}: ${why}`, remedy, { cause });
    this.address = config.address;
  }
}

export interface ConnectOptions {
  readonly env?: NodeJS.ProcessEnv;
}

/** Long enough for a far cluster with TLS, short enough that a person does not think we hang. */
const CONNECT_LIMIT_MS = 5_000;
/**
 * How much a server sends before it waits to hear that it came: a page of a long list, and more. With the 64 KiB of gRPC a page
 * goes to and fro twenty times, so that a list of ten thousand takes seven seconds more where the server is 30 ms away.
 */
const FLOW_CONTROL_WINDOW_BYTES = 4 * 1024 * 1024;

/**
 * A client for commands and the API. Close `connection` when done.
 * @throws TemporalUnreachableError within seconds when nobody answers
 */
export async function connectClient(
  config: TemporalConfig,
  options: ConnectOptions = {},
): Promise<{ client: Client; connection: Connection }> {
  const { env = process.env } = options;
  const dataConverter = dataConverterOf(config, env);
  const settings = connectionSettings(config, env);
  const connection = await connectWithin(config, () =>
    Connection.connect({
      ...settings,
      connectTimeout: CONNECT_LIMIT_MS,
      channelArgs: { 'grpc-node.flow_control_window': FLOW_CONTROL_WINDOW_BYTES },
    }),
  );
  const client = new TemporalClient({ connection, namespace: config.namespace, dataConverter });
  return { client, connection };
}

/**
 * A connection for workers.
 * @throws TemporalUnreachableError within seconds when nobody answers
 */
export async function connectWorker(config: TemporalConfig, options: ConnectOptions = {}): Promise<NativeConnection> {
  const settings = connectionSettings(config, options.env ?? process.env);
  // The native part is large; commands that only ask questions need not load it.
  const worker = await import('@temporalio/worker');
  return connectWithin(config, () => worker.NativeConnection.connect(settings));
}

/** Address, TLS and key of the file, under what the standard variables and profiles say. */
function connectionSettings(config: TemporalConfig, env: NodeJS.ProcessEnv) {
  const { connectionOptions: profile } = toClientOptions(loadProfile(env));
  const apiKey = config.apiKey === null ? undefined : readSecret(config.apiKey, 'Temporal (apiKey)', env);
  const settings = {
    address: config.address,
    // A key without TLS would travel in the clear, so it switches TLS on, as the SDK's own profiles do.
    tls: toTls(config.tls) ?? (apiKey !== undefined && config.mode === 'external' ? true : null),
    ...(apiKey === undefined ? {} : { apiKey }),
  };
  const { tls, apiKey: profileKey, metadata } = profile;
  return {
    ...settings,
    ...(tls === undefined || tls === null ? {} : { tls }),
    ...(profileKey === undefined ? {} : { apiKey: profileKey }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

function toTls(config: TlsConfig | null) {
  if (config === null) return null;
  const { serverName, caFile, certFile, keyFile } = config;
  return {
    ...(serverName === null ? {} : { serverNameOverride: serverName }),
    ...(caFile === null ? {} : { serverRootCACertificate: readPem(caFile) }),
    ...(certFile === null || keyFile === null
      ? {}
      : { clientCertPair: { crt: readPem(certFile), key: readPem(keyFile) } }),
  };
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ExplainedError(`The TLS file ${path} cannot be read (${code})`, 'Correct tls in temporal.yaml');
  }
}

async function connectWithin<C extends { close(): Promise<void> }>(
  config: TemporalConfig,
  connect: () => Promise<C>,
): Promise<C> {
  const limit = new AbortController();
  const connecting = connect();
  try {
    return await Promise.race([connecting, rejectAfter(CONNECT_LIMIT_MS, limit.signal)]);
  } catch (error) {
    // Should it come about after all, nobody will use it.
    connecting.then((connection) => connection.close()).catch(() => {});
    throw new TemporalUnreachableError(config, error);
  } finally {
    limit.abort();
  }
}

function rejectAfter(limitMs: number, signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}
