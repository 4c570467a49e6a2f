import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';
import type { AccountConfig } from '../../model/config/account-config.js';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import { packageInput } from '../../model/config/package-input.js';
import { MAIN_QUEUE, packageWorkflowId, WORKFLOW_TYPES } from '../../model/ids.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { initialMemo, MEMO_KEY } from '../../model/row.js';
import { startAttributes } from '../../model/start-attributes.js';

/** How a package begins its life. */
export interface StartOptions {
  readonly config: LeaselineConfig;
  readonly account: AccountConfig;
  /** The name may belong to one that has ended. */
  readonly again: boolean;
  /** Who asks for it. */
  readonly by?: string;
  /** By what it can be decided about together with others; absent: by nothing. */
  readonly batch?: string;
  /** It takes over this resource, and buys nothing: also in an account that only observes. */
  readonly adopt?: { readonly resourceId: string };
}

/**
 * Starts the workflow that orders (or adopts) and then keeps one package. The name is the workflow's id, so however often and from
 * wherever it is started, it lives once.
 * @returns the run that began; null when the name is taken: running, or (without `again`) ended before
 */
export async function startPackage(
  client: Client,
  spec: PackageSpec,
  options: StartOptions,
): Promise<{ readonly runId: string } | null> {
  const { config, account, adopt, by, batch } = options;
  const input = packageInput(config, account, spec, { adopt, requestedBy: by, batch });
  try {
    const handle = await client.workflow.start(WORKFLOW_TYPES.package, {
      workflowId: packageWorkflowId(spec.name),
      taskQueue: MAIN_QUEUE,
      args: [input],
      workflowIdReusePolicy: options.again ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      memo: { [MEMO_KEY]: initialMemo(spec, batch ?? null) },
      typedSearchAttributes: new TypedSearchAttributes(startAttributes(spec)),
    });
    return { runId: handle.firstExecutionRunId };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return null;
    throw error;
  }
}
