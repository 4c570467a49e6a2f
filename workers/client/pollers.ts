import type { Client } from '@temporalio/client';

/** `temporal.api.enums.v1.TaskQueueType` */
const TASK_QUEUE_TYPES = { workflow: 1, activity: 2 } as const;
export type TaskQueueType = keyof typeof TASK_QUEUE_TYPES;

/** How many workers have asked a queue for work in the last five minutes, which is how long the server remembers them. */
export async function countPollers(session: Serving, queue: string, type: TaskQueueType): Promise<number> {
  return (await pollersOf(session, queue, type)).length;
}

/** The builds of versioned workers that have asked a queue for workflow tasks in the last five minutes. */
export async function buildsListening(session: Serving, queue: string): Promise<ReadonlySet<string>> {
  const pollers = await pollersOf(session, queue, 'workflow');
  return new Set(pollers.flatMap(({ deploymentOptions }) => deploymentOptions?.buildId || []));
}

interface Serving {
  readonly client: Client;
}

async function pollersOf({ client }: Serving, queue: string, type: TaskQueueType) {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: queue },
    taskQueueType: TASK_QUEUE_TYPES[type],
  });
  return pollers ?? [];
}
