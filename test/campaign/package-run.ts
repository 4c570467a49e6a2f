import { setTimeout as sleep } from 'node:timers/promises';
import { type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { TypedSearchAttributes, WorkflowNotFoundError } from '@temporalio/common';
import { accountNamed } from '../../model/config/leaseline-config.js';
import { packageInput } from '../../model/config/package-input.js';
import { MAIN_QUEUE, packageWorkflowId, WORKFLOW_TYPES } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { initialMemo, MEMO_KEY } from '../../model/row.js';
import { startAttributes } from '../../model/start-attributes.js';
import { PACKAGE_QUERY_STATE } from '../../model/workflow-inputs.js';
import { specOf } from '../support/harness.js';
import type { Act, PackagePlan, Resend } from './schedule.js';
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

/** Real time in which every query is answered, or it never is. */
const UNANSWERED_MS = 8_000;

/** One package of a schedule while it is played. */
export class PackageRun {
  readonly plan: PackagePlan;
  readonly spec: PackageSpec;
  /** What every mark and token of this life begins with. */
  readonly firstRunId: string;
  readonly said: SaidAct[] = [];
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
  static async start(stage: Stage, plan: PackagePlan, name: string, resend: Resend): Promise<PackageRun> {
    const spec = specFor(plan, name);
    const config = stage.config(resend);
    const account = accountNamed(config, spec.account);
    if (account === undefined) throw new Error(`no account ${spec.account}`);
    const input = packageInput(config, account, spec);
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

  /**
   * The test server (1.40.0) leaves a query for ever to a worker that is gone, and remembers it as the workflow's until the next
   * task. A signal that nobody listens to makes one.
   */
  async state(): Promise<PackageState> {
    const asked = this.handle.query<PackageState>(PACKAGE_QUERY_STATE);
    const over = new AbortController();
    const limit = sleep(UNANSWERED_MS, null, { signal: over.signal }).catch(() => null);
    const first = await Promise.race([asked, limit]);
    over.abort();
    if (first !== null) return first;
    asked.catch(() => undefined);
    await this.handle.signal('nobodyListens');
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
