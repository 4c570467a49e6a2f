import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleDescription,
  ScheduleNotFoundError,
  type ScheduleOptions,
  type ScheduleOptionsStartWorkflowAction,
} from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { ExplainedError } from '../model/config/explained-error.js';
import { MAIN_QUEUE } from '../model/ids.js';

type Action = ScheduleOptionsStartWorkflowAction<Workflow>;

export type WantedSchedule = Pick<ScheduleOptions, 'spec' | 'policies'> & {
  readonly action: Action;
  /** Shown with the schedule while nobody has paused it; absent: what stands there stays. */
  readonly note?: string;
  /** Who made it: one that carries another name, or none, is left alone. Absent: the id alone says that it is ours. */
  readonly owner?: string;
};

/** The field of a schedule's own memo that names its owner. */
const OWNER = 'leaseline';

/**
 * Makes one schedule of the server what is wanted (null: gone), and leaves it alone where it is so already, because a
 * change makes the server forget what it had to catch up. A schedule that somebody paused stays paused.
 * @throws ExplainedError when the id belongs to a schedule that somebody else made
 */
export async function ensureSchedule(client: Client, scheduleId: string, wanted: WantedSchedule | null): Promise<void> {
  const handle = client.schedule.getHandle(scheduleId);
  try {
    if (wanted === null) return await handle.delete();
    const found = await handle.describe();
    if (!isOwn(found, wanted)) {
      throw new ExplainedError(
        `The schedule ${scheduleId} was made by somebody else, and is left as it is`,
        'Give the run another name in temporal.yaml, or delete that schedule in Temporal',
      );
    }
    if (isAsWanted(found, wanted)) return;
    const { spec, policies, action, note } = wanted;
    await handle.update(({ state }) => ({
      spec,
      action,
      ...(policies !== undefined && { policies }),
      state: note === undefined || state.paused ? state : { ...state, note },
    }));
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    if (wanted !== null) await create(client, scheduleId, wanted);
  }
}

async function create(client: Client, scheduleId: string, { note, owner, ...wanted }: WantedSchedule): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId,
      ...wanted,
      ...(note !== undefined && { state: { note } }),
      ...(owner !== undefined && { memo: { [OWNER]: owner } }),
    });
  } catch (error) {
    // Another worker was quicker, and has the same configuration or is about to be restarted with it.
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}

/**
 * @param version what the schedule was made from. The server rewrites a specification into its own words, so this, in
 * the memo of what it starts, is what tells whether it is as wanted; a number in it grows when the code does.
 * @param workflowId the server adds the time it was due
 */
export function startsWorkflow(
  workflowType: string,
  version: string,
  {
    workflowId = workflowType,
    args = [],
    memo = {},
  }: { readonly workflowId?: string; readonly args?: readonly unknown[]; readonly memo?: Record<string, unknown> } = {},
): Action {
  return {
    type: 'startWorkflow',
    workflowType,
    workflowId,
    taskQueue: MAIN_QUEUE,
    args: [...args],
    memo: { ...memo, schedule: version },
  };
}

export function isAsWanted({ action }: Pick<ScheduleDescription, 'action'>, wanted: WantedSchedule): boolean {
  return action.memo?.schedule === wanted.action.memo?.schedule;
}

export function isOwn({ memo }: { readonly memo?: Record<string, unknown> }, { owner }: Pick<WantedSchedule, 'owner'>) {
  return owner === undefined || memo?.[OWNER] === owner;
}
