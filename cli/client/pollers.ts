import type { Session } from './session.js';

/** `temporal.api.enums.v1.TaskQueueType` */
const TASK_QUEUE_TYPES = { workflow: 1, activity: 2 } as const;
export type TaskQueueType = keyof typeof TASK_QUEUE_TYPES;

/** How many workers have asked a queue for work in the last five minutes, which is how long the server remembers them. */
export async function countPollers(
  { connection, temporal }: Pick<Session, 'connection' | 'temporal'>,
  queue: string,
  type: TaskQueueType,
): Promise<number> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace: temporal.namespace,
    taskQueue: { name: queue },
    taskQueueType: TASK_QUEUE_TYPES[type],
  });
  return pollers?.length ?? 0;
}
