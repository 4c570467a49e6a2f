import { type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { TypedSearchAttributes, WorkflowNotFoundError } from '@temporalio/common';
import type { ApprovalAsked } from '../../model/approval.js';
import { accountNamed } from '../../model/config/leaseline-config.js';
import { packageInput } from '../../model/config/package-input.js';
import { MAIN_QUEUE, packageWorkflowId, WORKFLOW_TYPES } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { initialMemo, MEMO_KEY } from '../../model/row.js';
import { startAttributes } from '../../model/start-attributes.js';
import { PACKAGE_QUERY_STATE } from '../../model/workflow-inputs.js';
import { specOf } from '../support/harness.js';
import { REQUESTER } from './governance.js';
import type { Act, PackagePlan, Schedule } from './schedule.js';
import type { Stage } from './stage.js';

/** Something a person said, and whether the package took it. */
export interface SaidAct {
  readonly say: string;
  readonly argument: object;
  readonly at: string;
  readonly accepted: boolean;
  /** Why not; null when it was taken. */
  readonly why: string | null;
}

/** One package of a schedule while it is played. */
export class PackageRun {
  readonly plan: PackagePlan;
  readonly spec: PackageSpec;
  /** What every mark and token of this life begins with. */
  readonly firstRunId: string;
  readonly said: SaidAct[] = [];
  /** Every request for approval that people have seen, by its hash. */
  readonly asked = new Map<string, ApprovalAsked>();
  /** What people still want of it. */
  readonly wishes: Act[];
  readonly #stage: Stage;
  readonly #workflowId: string;

  private constructor(stage: Stage, plan: PackagePlan, spec: PackageSpec, firstRunId: string) {
    this.#stage = stage;
    this.plan = plan;
    this.spec = spec;
    this.firstRunId = firstRunId;
    this.#workflowId = packageWorkflowId(spec.name);
    this.wishes = [...plan.acts];
  }

  /** Starts it as `apply` does. */
  static async start(stage: Stage, plan: PackagePlan, name: string, schedule: Schedule): Promise<PackageRun> {
    const spec = specFor(plan, name);
    const config = stage.config(schedule.resend);
    const account = accountNamed(config, spec.account);
    if (account === undefined) throw new Error(`no account ${spec.account}`);
    const requestedBy = schedule.governance === undefined ? undefined : REQUESTER;
    const input = packageInput(config, account, spec, { requestedBy });
    const handle = await stage.env.client.workflow.start(WORKFLOW_TYPES.package, {
      workflowId: packageWorkflowId(name),
      taskQueue: MAIN_QUEUE,
      args: [input],
      memo: { [MEMO_KEY]: initialMemo(spec) },
      typedSearchAttributes: new TypedSearchAttributes(startAttributes(spec)),
    });
    return new PackageRun(stage, plan, spec, handle.firstExecutionRunId);
  }

  get workflowId(): string {
    return this.#workflowId;
  }

  /** Of its newest run. */
  get handle(): WorkflowHandle {
    return this.#stage.env.client.workflow.getHandle(this.#workflowId);
  }

  state(): Promise<PackageState> {
    return this.handle.query<PackageState>(PACKAGE_QUERY_STATE);
  }

  /** @returns whether the package took it */
  async say(name: string, argument: object = {}): Promise<boolean> {
    const at = new Date(await this.#stage.env.currentTimeMs()).toISOString();
    const why = await this.#try(name, argument);
    this.said.push({ say: name, argument, at, accepted: why === null, why });
    return why === null;
  }

  async #try(name: string, argument: object): Promise<string | null> {
    try {
      await this.handle.executeUpdate(name, { args: [{ by: 'campaign', ...argument }] });
      return null;
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError) return error.cause?.message ?? error.message;
      // It ended between the look and the word.
      if (error instanceof WorkflowNotFoundError) return 'it has ended';
      throw error;
    }
  }
}

export function specFor(plan: PackagePlan, name: string): PackageSpec {
  return specOf({
    name,
    product: plan.product,
    account: plan.product === 'ugn' ? 'surfer' : 'ali',
    order: plan.order,
    lifecycle: plan.lifecycle,
    ...(plan.approval && { approval: 'campaign' }),
  });
}
