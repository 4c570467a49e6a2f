import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, sleep, startChild } from '@temporalio/workflow';
import type { Holder } from '../model/desk.js';
import { MAIN_QUEUE, packageWorkflowId, WORKFLOW_TYPES } from '../model/ids.js';
import { MEMO_KEY } from '../model/row.js';
import { LEASE_EXPIRES_AT, LEASE_RESOURCE_ID, LEASE_STATUS } from '../model/search-attributes.js';
import { startAttributes } from '../model/start-attributes.js';
import type { PackageInput } from '../model/workflow-inputs.js';
import { now } from './clock.js';
import { type Ending, ending } from './ending.js';
import { emptyInbox } from './inbox.js';
import type { Lease } from './lease.js';
import type { LeaseState } from './lease-state.js';
import { memoOf } from './lease-view.js';

/**
 * Goes on under another name: a new workflow with everything this one knows, and one step at the desk that makes it the owner of all
 * that this one owned. Nothing is bought, and at no moment does nobody own the line, or two. Killed anywhere in between it is
 * finished by whoever replays this.
 * @returns null when the name is somebody's: then it stays as it is
 */
export async function rename(lease: Lease): Promise<Ending | null> {
  const { inbox } = lease;
  const wish = inbox.rename;
  if (wish == null) return null;
  const { to, by } = wish;
  let heir: Holder;
  try {
    heir = { packageName: to, firstExecutionRunId: await begin(lease, to, by) };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    if (await isHandedOver(lease, to)) return renamedTo(lease, to);
    inbox.rename = null;
    lease.tell(`not renamed: there is, or was, a package named ${to}`);
    return null;
  }
  // The heir asks the same as its first act: whoever comes first does it, and the other finds it done.
  await lease.ask({ kind: 'handOver', holder: heir, from: lease.holder });
  return renamedTo(lease, to);
}

function renamedTo(lease: Lease, to: string): Ending {
  // What becomes of it now is the heir's to tell.
  lease.state.reportTo = null;
  return ending('Renamed', `Renamed to ${to}: it goes on under that name. Nothing was bought or given back.`);
}

/** A workflow that was reset finds the name taken by its own heir, who makes itself the owner within moments. */
async function isHandedOver(lease: Lease, to: string): Promise<boolean> {
  const { holder } = lease;
  for (let look = 1; ; look += 1) {
    const [answer] = await lease.ask({ kind: 'handOver', holder, from: holder });
    if (answer?.kind === 'busy') return answer.holder.packageName === to;
    if (look === LOOKS_FOR_HEIR) return false;
    await sleep(LOOK_AGAIN_MS);
  }
}

const LOOKS_FOR_HEIR = 3;
const LOOK_AGAIN_MS = 2_000;

/** @returns the first run id of the workflow that goes on */
async function begin(lease: Lease, to: string, by: string): Promise<string> {
  const { state, expiresAt } = lease;
  const spec = { ...state.spec, name: to };
  const input: PackageInput = {
    spec,
    settings: state.settings,
    ...(state.life !== undefined && { life: state.life }),
    reportTo: null,
    ...(state.requestedBy != null && { requestedBy: state.requestedBy }),
  };
  const carried: LeaseState = {
    ...state,
    spec,
    reportTo: null,
    succeeds: lease.holder,
    // What the former name has told stands in its own trail; the heir counts from one.
    timeline: [
      ...state.timeline.map(({ n: _, ...entry }) => entry),
      {
        n: 1,
        at: now(),
        what: `renamed: it was ${state.spec.name} before`,
        who: by,
        ...(state.resourceId !== null && { facts: { kind: 'holds' as const, resourceId: state.resourceId } }),
      },
    ],
    told: 1,
    inbox: { ...emptyInbox(), release: state.inbox.release, resize: state.inbox.resize },
    // What was approved was asked of the former name, and stands in its trail.
    approved: null,
    alsoApproved: [],
    approvedUpTo: null,
    // The budgets know it by its old name, which leaves them.
    counted: {},
  };
  const child = await startChild(WORKFLOW_TYPES.package, {
    workflowId: packageWorkflowId(to),
    taskQueue: MAIN_QUEUE,
    args: [input, carried],
    parentClosePolicy: ParentClosePolicy.ABANDON,
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    memo: { [MEMO_KEY]: memoOf(lease) },
    typedSearchAttributes: [
      ...startAttributes(spec).filter(({ key }) => key !== LEASE_STATUS),
      { key: LEASE_STATUS, value: state.status },
      ...(state.resourceId === null ? [] : [{ key: LEASE_RESOURCE_ID, value: state.resourceId }]),
      ...(expiresAt === null ? [] : [{ key: LEASE_EXPIRES_AT, value: new Date(expiresAt) }]),
    ],
  });
  return child.firstExecutionRunId;
}

/** The first act of the workflow that goes on: the desk makes it the owner, and tells it anew what it knows. */
export async function succeed(lease: Lease): Promise<void> {
  const { state, holder } = lease;
  if (state.succeeds == null) return;
  await lease.ask(
    { kind: 'handOver', holder, from: state.succeeds },
    ...(state.resourceId === null ? [] : [{ kind: 'own', holder, resourceId: state.resourceId } as const]),
    lease.watch(state.watching?.pace ?? 'idle'),
  );
  state.succeeds = null;
}

/** Why it cannot be renamed now, one sentence; null when nothing speaks against it. */
export function whyNotRename(lease: Lease, to: unknown): string | null {
  const { state, inbox, spec } = lease;
  if (typeof to !== 'string' || !/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(to)) {
    return 'to is a name of 1 to 63 letters, digits and hyphens.';
  }
  if (inbox.rename != null) return inbox.rename.to === to ? null : `it is being renamed to ${inbox.rename.to}.`;
  if (to === spec.name) return 'that is its name already.';
  const { status, waitingFor } = state;
  const standing = waitingFor === null ? `it is ${status}` : `it is ${status}, waiting for ${waitingFor}`;
  if (status !== 'Active' || waitingFor !== null || state.alarm !== null) {
    return `only an Active package that waits for nothing can be renamed (${standing}).`;
  }
  // Whatever it sends it waits for: while it is quiet, nothing is under way.
  const isBusy = !lease.isQuiet || lease.renewing || inbox.renew !== null || inbox.wake;
  const isAsked = [inbox.release, inbox.resize].some((wish) => wish !== null && wish.at == null);
  return isBusy || isAsked ? 'it is doing something just now; ask again in a moment.' : null;
}
