import type { Client } from '@temporalio/client';
import type { DeskSight } from '../../model/desk.js';
import type { SightedDesk } from '../../model/digest.js';
import { type DeskName, deskOfWorkflowId, deskWorkflowId, WORKFLOW_TYPES } from '../../model/ids.js';
import { mapLimited } from '../../model/map-limited.js';
import { DESK_QUERY_SIGHT } from '../../model/workflow-inputs.js';

const DESKS_AT_ONCE = 8;
/** A query waits for a worker; a desk that takes longer is as good as silent. */
const ANSWER_LIMIT_MS = 10_000;

/** Every desk that runs: wherever a package was ordered once, or somebody looked. */
export async function runningDesks(client: Client): Promise<readonly DeskName[]> {
  const query = `WorkflowType = '${WORKFLOW_TYPES.desk}' AND ExecutionStatus = 'Running'`;
  const desks: DeskName[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) {
    const desk = deskOfWorkflowId(workflowId);
    if (desk !== null) desks.push(desk);
  }
  return desks;
}

/** What every running desk sees, without a call to a vendor. One that does not answer is in the result as silent. */
export async function sightedDesks(client: Client): Promise<readonly SightedDesk[]> {
  return mapLimited(await runningDesks(client), DESKS_AT_ONCE, async (desk) => ({
    desk,
    sight: await sightOf(client, desk),
  }));
}

async function sightOf(client: Client, desk: DeskName): Promise<DeskSight | null> {
  const handle = client.workflow.getHandle(deskWorkflowId(desk));
  try {
    return await client.withDeadline(Date.now() + ANSWER_LIMIT_MS, () => handle.query<DeskSight>(DESK_QUERY_SIGHT));
  } catch {
    // Whatever the reason, one desk must not keep the digest from being sent: its silence is told.
    return null;
  }
}
