import { workflowInfo } from '@temporalio/workflow';
import { contractOf } from '../model/contract.js';
import type { Holder } from '../model/desk.js';
import { deskRegion } from '../model/desk-region.js';
import type { Sounded } from '../model/ladder.js';
import type { LifeSettings } from '../model/life-settings.js';
import type { PackageState } from '../model/messages.js';
import type { PackageSpec } from '../model/package-spec.js';
import { initialMemo, type PackageRow, type RowMemo } from '../model/row.js';
import { isEnded } from '../model/status.js';
import { type Inbox, plannedRelease, plannedResize, resizingTo } from './inbox.js';
import type { LeaseState } from './lease-state.js';

/** What is shown of a package is made of this. */
interface Viewed {
  readonly spec: PackageSpec;
  readonly state: LeaseState;
  readonly inbox: Inbox;
  readonly expiresAt: string | null;
  readonly charged: Pick<PackageState, 'spec' | 'price' | 'operations'>;
  readonly cutOff: readonly string[];
  readonly life: LifeSettings;
  readonly holder: Holder;
}

/** What a list shows of it. */
export function rowOf(lease: Viewed): PackageRow {
  const { spec, state, expiresAt } = lease;
  const { workflowId, runId } = workflowInfo();
  return {
    name: spec.name,
    product: spec.product,
    account: spec.account,
    region: deskRegion(spec),
    status: state.status,
    waitingFor: state.waitingFor,
    resourceId: state.resourceId,
    expiresAt,
    workflowId,
    runId,
    ...memoOf(lease),
  };
}

/** The part of that which is kept in the memo. */
export function memoOf(lease: Viewed): RowMemo {
  const { spec, state, inbox } = lease;
  return {
    ...initialMemo(spec),
    reason: state.reason,
    orderId: state.orderId,
    bandwidthMbps: state.seen?.bandwidthMbps ?? initialMemo(spec).bandwidthMbps,
    nextStep: isEnded(state.status) ? null : state.nextStep,
    price: state.price,
    observedAt: state.observedAt,
    observedStatus: state.seen?.vendorStatus ?? state.order?.vendorStatus ?? null,
    attachedTo: state.seen?.attachedTo ?? [],
    eipAddresses: state.seen?.eipAddresses ?? [],
    reservation: state.seen?.reservation ?? null,
    plannedResize: plannedResize(inbox),
    blindSince: state.blindSince,
    reminded: remindedOf(state.sounded),
    waitingSince: state.waitingSince ?? null,
    paused: state.paused != null,
    pausedUntil: state.paused?.until ?? null,
    vanished: state.absent && state.alarm !== null && !isEnded(state.status),
    batch: state.batch ?? null,
    contract: contractOf(lease.charged, {
      termStartedAt: state.termStartedAt,
      releaseAt: plannedRelease(inbox) ?? spec.lifecycle.releaseAt,
    }),
  };
}

/** Everything it tells of itself. */
export function fullStateOf(lease: Viewed): PackageState {
  const { spec, timeline, operations, seen, approval = null, paused: pause = null, monthly = null } = lease.state;
  const { cutOff, life } = lease;
  const { createdAt = null, usedMbps = 0 } = seen ?? {};
  const row = rowOf(lease);
  const candidates = row.status === 'OutcomeUnknown' ? (lease.state.candidates ?? []) : [];
  const lifeId = lease.holder.firstExecutionRunId;
  const adopted = lease.state.adopted === true;
  const shown = { lifeId, adopted, approval, pause, monthly, candidates, life, resizingTo: resizingTo(lease.inbox) };
  return { ...row, spec, timeline, operations, createdAt, usedMbps, cutOff, ...shown };
}

/** The newest reminder, for whoever reads the list. */
function remindedOf(sounded: Sounded | null): RowMemo['reminded'] {
  const rung = sounded?.rungs.at(-1);
  return sounded == null || rung === undefined ? null : { rung, at: sounded.at };
}
