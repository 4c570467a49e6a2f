import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msNumberToTs } from '@temporalio/common/lib/time.js';
import { SEARCH_ATTRIBUTES } from '../../model/search-attributes.js';

export interface DevServerOptions {
  /** The SQLite file; it survives restarts and is only ever used by one server. */
  readonly databaseFile: string;
  readonly namespace: string;
  readonly port: number;
  readonly uiPort: number;
}

const RETRY_MS = 50;
const PROBE_LIMIT_MS = 2_000;
const PATIENCE_MS = 60_000;

/** Arguments of the Temporal CLI for our embedded server: on loopback only, with a database that a power cut spares. */
export function devServerArguments(options: DevServerOptions): readonly string[] {
  const { databaseFile, namespace, port, uiPort } = options;
  return [
    'server',
    'start-dev',
    ...['--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort), '--ui-disable-news-fetch'],
    ...['--namespace', namespace, '--log-level', 'warn'],
    // WAL alone would be quicker, but may lose the last commits in a power cut; a forgotten intent is a second order.
    ...['--db-filename', databaseFile, '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=2'],
    // The dev server reads them from its database for every row of a list and every write of one: three quarters of the work of a
    // list. Ours are there before it serves, and never change while it runs; what doctor --fix adds elsewhere is none of its.
    ...['--dynamic-config-value', 'system.forceSearchAttributesCacheRefreshOnRead=false'],
    ...SEARCH_ATTRIBUTES.flatMap(({ name, type }) => ['--search-attribute', `${name}=${type}`]),
  ];
}

/**
 * Waits until the server answers for its namespace.
 * @throws the reason of `signal` when that is aborted first
 */
export async function untilServing(address: string, namespace: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      await ask(address, (connection) => connection.workflowService.describeNamespace({ namespace }));
      return;
    } catch {
      // Not up yet, or (right after a restart) still waiting for the old server to let go of its database.
      await sleep(RETRY_MS);
    }
  }
}

/**
 * Makes the server keep closed workflows as long as configured. The dev server's own 24 h would let a finished order be
 * forgotten, and with it the proof that it must not be placed again. A server that has just begun to answer may still be slow: it
 * is asked again for a minute.
 * @throws what the server answered last
 */
export async function keepClosedWorkflows(address: string, namespace: string, retentionMs: number): Promise<void> {
  const deadlineMs = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await ask(address, (connection) => setRetention(connection, namespace, retentionMs));
      return;
    } catch (error) {
      if (Date.now() > deadlineMs) throw error;
      await sleep(RETRY_MS);
    }
  }
}

async function setRetention({ workflowService }: Connection, namespace: string, retentionMs: number): Promise<void> {
  const { config } = await workflowService.describeNamespace({ namespace });
  const workflowExecutionRetentionTtl = msNumberToTs(retentionMs);
  const isKept = config?.workflowExecutionRetentionTtl?.seconds?.equals(workflowExecutionRetentionTtl.seconds ?? 0);
  if (isKept === true) return;
  await workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
}

/** On a line of its own, with little time for it. */
async function ask(address: string, question: (connection: Connection) => Promise<unknown>): Promise<void> {
  const connection = Connection.lazy({ address, connectTimeout: PROBE_LIMIT_MS });
  try {
    await connection.withDeadline(Date.now() + PROBE_LIMIT_MS, () => question(connection));
  } finally {
    await connection.close();
  }
}
