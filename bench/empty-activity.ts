/** The yardstick's names, shared by the worker that serves it and the bench that starts it. */
export const EMPTY = { workflow: 'emptyActivities', queue: 'bench' } as const;

/** Does nothing: what is left is what the server and the SDK take for any activity. */
export async function emptyActivity(): Promise<void> {}
