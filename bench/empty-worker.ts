/** A process of its own, as the real worker is one: hosts the empty activities with the real worker's tuning. */
import { fileURLToPath } from 'node:url';
import { Worker } from '@temporalio/worker';
import { endWithSupervisor } from '../cli/support/supervised.js';
import { loadConfig } from '../workers/config/load.js';
import { connectWorker } from '../workers/connection.js';
import { EMPTY, emptyActivity } from './empty-activity.js';

endWithSupervisor();
const { temporal } = loadConfig({ file: process.argv[2] });
const connection = await connectWorker(temporal);
const worker = await Worker.create({
  connection,
  namespace: temporal.namespace,
  taskQueue: EMPTY.queue,
  workflowsPath: fileURLToPath(new URL('./workflows.js', import.meta.url)),
  activities: { emptyActivity },
  maxConcurrentWorkflowTaskExecutions: temporal.worker.workflowTaskSlots,
  maxConcurrentActivityTaskExecutions: temporal.worker.activityTaskSlots,
  maxCachedWorkflows: temporal.worker.cachedWorkflows,
});
await worker.run();
await connection.close();
