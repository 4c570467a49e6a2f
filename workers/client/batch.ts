import type { Client } from '@temporalio/client';
import { listPackages } from '../../activities/listing/rows.js';
import { type BatchAnswer, type BatchAsked, type BatchView, type BatchYes, batchTotals } from '../../model/batch.js';
import { mapLimited } from '../../model/map-limited.js';
import type { PackageState } from '../../model/messages.js';
import { MessageError, tell } from './messages.js';
import { findPackage, readState } from './state.js';

const AT_ONCE = 10;

export interface BatchSpeaker {
  readonly by: string;
  readonly groups?: readonly string[];
  readonly comment?: string;
  /** Names this act: repeated with the same one, what was taken is answered and not done again. */
  readonly operationId: string;
}

/**
 * What of a run or batch waits for approval.
 * @returns null when no package is of it
 */
export async function readBatch(client: Client, id: string): Promise<BatchView | null> {
  const isOfIt = ({ row }: { readonly row: { readonly batch: string | null } }) => row.batch === id;
  const rows = (await listPackages(client, { waiting: 'approval' })).filter(isOfIt);
  if (rows.length === 0 && !(await listPackages(client)).some(isOfIt)) return null;
  const states = await mapLimited(rows, AT_ONCE, ({ row }) => readState(client, row));
  const waiting = states.map((state) => (state === null ? null : askedOf(state))).filter((one) => one !== null);
  const unpriced = waiting.filter(({ price }) => price === null).length;
  return { id, waiting, totals: batchTotals(waiting), unpriced };
}

/**
 * Says yes to each of these as it was seen. Every package decides for itself, by its own policy, and binds the yes to its own
 * request: what asks about something else by now is not approved.
 * @returns what became of each, in order
 */
export async function approveBatch(
  client: Client,
  { id, yeses, ...speaker }: BatchSpeaker & { readonly id: string; readonly yeses: readonly BatchYes[] },
): Promise<readonly BatchAnswer[]> {
  return mapLimited(yeses, AT_ONCE, (yes) => approveOne(client, id, yes, speaker));
}

async function approveOne(
  client: Client,
  id: string,
  { name, request }: BatchYes,
  { by, groups, comment, operationId }: BatchSpeaker,
): Promise<BatchAnswer> {
  const found = await findPackage(client, name);
  if (found?.row.batch !== id) return { name, outcome: 'refused', message: `${name} is not of ${id}.`, now: null };
  try {
    const said = { request, operationId: `${operationId}-${request}`, ...(comment !== undefined && { comment }) };
    const { message, missing = 0 } = await tell(client, { name, by, ...(groups && { groups }) }, 'approve', said);
    return { name, outcome: missing > 0 ? 'needsMore' : 'approved', message, now: null };
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    if (error.kind === 'noAnswer') return { name, outcome: 'noAnswer', message: `${error.message}.`, now: null };
    const state = error.kind === 'refused' ? await readState(client, found.row) : null;
    const now = state === null ? null : askedOf(state);
    const isOther = now !== null && now.request !== request;
    return { name, outcome: isOther ? 'changed' : 'refused', message: error.message, now: isOther ? now : null };
  }
}

function askedOf({ name, waitingFor, approval }: PackageState): BatchAsked | null {
  if (waitingFor !== 'approval' || approval === null) return null;
  const { request, policy, what, price, quorum, requestedBy, approvedBy } = approval;
  return { name, request, policy, what, price, quorum, requestedBy, approvedBy: approvedBy.map(({ by }) => by) };
}
