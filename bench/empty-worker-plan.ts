import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Connection } from '@temporalio/client';
import type { ProcessPlan } from '../cli/up/supervised-process.js';
import { EMPTY } from './empty-activity.js';
import type { Premises } from './stage.js';

const EMPTY_WORKER = fileURLToPath(new URL('./empty-worker.js', import.meta.url));
const POLLER_LOOK_MS = 100;

/** The worker of the empty activities, as a process beside the real one. */
export function emptyWorkerPlan({ system: { home, config, env }, connection }: Premises): ProcessPlan {
  return {
    name: 'emptyWorker',
    command: process.execPath,
    args: [EMPTY_WORKER, config.file],
    env,
    logFile: join(home, 'logs', 'empty-worker.log'),
    untilReady: (signal) => untilPolled(connection, signal),
    stopLimitMs: 1_000,
  };
}

async function untilPolled(connection: Connection, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace: 'default',
      taskQueue: { name: EMPTY.queue },
    });
    if (pollers.length > 0) return;
    await sleep(POLLER_LOOK_MS);
  }
}
