import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { z } from 'zod';
import { runningDesks } from '../../activities/listing/desks.js';
import { CREDENTIAL_MEMO, type CredentialTrouble } from '../../model/credential.js';
import { credentialWorkflowId, deskWorkflowId, MAIN_QUEUE, WORKFLOW_TYPES } from '../../model/ids.js';
import { CREDENTIAL_SIGNAL_RESTORED, DESK_SIGNAL_SWEEP } from '../../model/workflow-inputs.js';

/** An account that was taken out of the configuration has nobody who could find it mended. */
const LONGEST = '90 days';

const memoSchema = z.object({
  [CREDENTIAL_MEMO]: z.object({
    account: z.string(),
    vendor: z.enum(['alibaba', 'ucloud']),
    since: z.string(),
    about: z.enum(['key', 'permission']),
    code: z.string(),
    message: z.string(),
    remedy: z.string().nullable(),
  }),
});

/** Has people told that an account's key is refused; while they have been told already, nothing. */
export async function openTrouble(client: Client, trouble: CredentialTrouble): Promise<void> {
  await client.workflow.start(WORKFLOW_TYPES.credential, {
    workflowId: credentialWorkflowId(trouble.account),
    taskQueue: MAIN_QUEUE,
    args: [trouble],
    memo: { [CREDENTIAL_MEMO]: trouble },
    workflowExecutionTimeout: LONGEST,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
}

/** What people have been told of this account's key and what is not mended yet; null: nothing. No worker is asked. */
export async function openTroubleOf(client: Client, account: string): Promise<CredentialTrouble | null> {
  try {
    const { status, memo } = await client.workflow.getHandle(credentialWorkflowId(account)).describe();
    if (status.name !== 'RUNNING') return null;
    return memoSchema.parse(memo)[CREDENTIAL_MEMO];
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

/** Has people told that it works again, and every desk of the account look at once at what it has missed. */
export async function closeTrouble(client: Client, account: string): Promise<void> {
  await signal(client, credentialWorkflowId(account), CREDENTIAL_SIGNAL_RESTORED);
  for (const desk of await runningDesks(client)) {
    if (desk.account === account) await signal(client, deskWorkflowId(desk), DESK_SIGNAL_SWEEP);
  }
}

async function signal(client: Client, workflowId: string, name: string): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId).signal(name);
  } catch (error) {
    // Another worker was quicker, or the desk has ended meanwhile.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
