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
    const connection = Connection.lazy({ address, connectTimeout: PROBE_LIMIT_MS });
    try {
      await connection.withDeadline(Date.now() + PROBE_LIMIT_MS, () =>
        connection.workflowService.describeNamespace({ namespace }),
      );
      return;
    } catch {
      // Not up yet, or (right after a restart) still waiting for the old server to let go of its database.
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    } finally {
      await connection.close();
    }
  }
}

/**
 * Makes the server keep closed workflows as long as configured. The dev server's own 24 h would let a finished order be
 * forgotten, and with it the proof that it must not be placed again.
 */
export async function keepClosedWorkflows(address: string, namespace: string, retentionMs: number): Promise<void> {
  const connection = await Connection.connect({ address });
  try {
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    const workflowExecutionRetentionTtl = msNumberToTs(retentionMs);
    const isKept = config?.workflowExecutionRetentionTtl?.seconds?.equals(workflowExecutionRetentionTtl.seconds ?? 0);
    if (isKept !== true) {
      await connection.workflowService.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
    }
  } finally {
    await connection.close();
  }
}
