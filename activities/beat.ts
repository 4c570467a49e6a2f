import { cancellationSignal, getClient } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { WORKFLOW_TYPES } from '../model/ids.js';
import { deps } from './context.js';
import { post } from './outlets/post.js';

/**
 * Gives the outside monitor its sign of life, once visibility has been read: without that nobody would see what waits.
 * @throws when visibility cannot be read or the monitor does not take it; nothing is sent in the first case
 */
export async function beat(): Promise<void> {
  const { monitor } = deps().outlets;
  // The schedule outlives, for a moment, the configuration it was made from.
  if (monitor === null) return;
  await getClient().workflow.count(`WorkflowType = '${WORKFLOW_TYPES.package}' AND LeaseStatus = 'Active'`);
  const sent = await post({
    url: monitor.address(),
    method: monitor.method,
    headers: { 'user-agent': 'leaseline' },
    body: null,
    secret: null,
    signal: cancellationSignal(),
  });
  if (sent.kind === 'taken') return;
  throw ApplicationFailure.create({
    type: 'HeartbeatNotTaken',
    message: `the monitor did not take the heartbeat: ${sent.why}`,
    nonRetryable: sent.kind === 'refused',
  });
}
