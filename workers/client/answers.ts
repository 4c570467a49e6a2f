import type { Client } from '@temporalio/client';

const LIMIT_MS = 3_000;

/** Whether Temporal answers now, and knows our namespace. */
export async function answers(client: Client): Promise<boolean> {
  const { namespace } = client.options;
  try {
    await client.withDeadline(Date.now() + LIMIT_MS, () => client.workflowService.describeNamespace({ namespace }));
    return true;
  } catch {
    return false;
  }
}
