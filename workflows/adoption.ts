import { patched } from '@temporalio/workflow';
import type { Holder } from '../model/desk.js';
import { unknownPrice } from '../model/quote.js';
import { orderedBandwidthMbps } from '../model/row.js';
import { lifeIsOver } from './activity-proxies.js';
import { leaveBudgetsOf } from './budgets.js';
import { type Ending, ending } from './ending.js';
import { passGate } from './gate.js';
import type { Lease } from './lease.js';
import type { ProductModule } from './products/product.js';
import { lookAtResource } from './readiness.js';

/**
 * Takes over what exists: it claims the resource at the desk, reads it, and buys nothing. The lane keeps it from racing
 * an order for the same line, the claim from a second one who adopts.
 */
export async function adopt(lease: Lease, product: ProductModule, resourceId: string): Promise<Ending | null> {
  const { holder, state } = lease;
  const decision = await passGate(lease, {
    operation: 'adopt',
    what: `adoption of ${resourceId}`,
    exact: { adopt: resourceId },
    requestedBy: state.requestedBy ?? null,
    bandwidthMbps: orderedBandwidthMbps(lease.spec),
    quote: async () => unpaidFor,
    monthly: () => null,
    show: (reason, waitingFor) => lease.stand('AwaitingApproval', waitingFor, reason, { what: 'approve', at: null }),
  });
  if (decision !== 'approved') {
    const why = typeof decision === 'object' ? decision.rejected : 'Nobody approved the adoption.';
    return ending('Rejected', `${why} Nothing was taken.`);
  }
  lease.stand('Requested', 'cloud', `being taken over: ${resourceId}`, { what: 'ready', at: null });
  await lease.show();
  state.lastOperation += 1;
  const operation = state.lastOperation;
  const rival = await claim(lease, product, operation, resourceId);
  if (rival !== null) {
    const { packageName } = rival;
    return ending('Rejected', `${resourceId} is, or may become, the one of package ${packageName}; nothing was taken.`);
  }
  for (let looks = 0; looks < LOOKS_FOR_IT && state.seen === null; looks += 1) {
    state.resourceId = resourceId;
    await lookAtResource(lease, product);
    if (state.seen === null) await lease.until(() => state.seen !== null, LOOK_AGAIN_MS);
  }
  if (state.seen === null) {
    state.resourceId = null;
    return ending('Rejected', `The vendor shows no ${resourceId}; nothing was taken.`);
  }
  await lease.ask({ kind: 'settle', holder, operation }, lease.watch('idle'));
  state.absent = false;
  state.paid = true;
  state.termStartedAt = state.seen.createdAt;
  lease.stand('Active', null, null, null);
  lease.tell(
    `adopted: ${resourceId}${lease.expiresAt === null ? '' : `, until ${lease.expiresAt}`}; nothing was bought`,
    'leaseline',
    { kind: 'holds', resourceId },
  );
  return null;
}

/** @returns whose it is instead */
async function claim(
  lease: Lease,
  product: ProductModule,
  operation: number,
  resourceId: string,
): Promise<Holder | null> {
  const { holder } = lease;
  const asked = [
    { kind: 'open', holder, operation, lane: product.lane(), fingerprint: null },
    { kind: 'own', holder, resourceId, adopting: true },
  ] as const;
  const [lane, owned] = await lease.ask(...asked);
  const inLane = lane?.kind === 'busy' ? lane.holder : null;
  if (owned?.kind !== 'busy') return inLane;
  const owner = owned.holder;
  // Whoever else is in the lane may be making what looks like it.
  if (inLane !== null && inLane.firstExecutionRunId !== owner.firstExecutionRunId) return inLane;
  // Builds before 2026-11-28 left what a terminated package had bought to nobody, for ever.
  if (!patched('heirs-of-the-terminated') || !(await lifeIsOver(owner))) return owner;
  lease.tell(`${resourceId} was the one of package ${owner.packageName}, whose workflow was ended from outside`);
  await leaveBudgetsOf(lease, owner);
  const [, ...again] = await lease.ask({ kind: 'leave', holder: owner }, ...asked);
  return again.find((answer) => answer.kind === 'busy')?.holder ?? null;
}

const unpaidFor = unknownPrice('an adoption buys nothing');

/** One page that moved, or one answer that failed, does not say that it is not there. */
const LOOKS_FOR_IT = 3;
const LOOK_AGAIN_MS = 5_000;
