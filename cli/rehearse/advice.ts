import { formatDuration } from '../../model/format-duration.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { nominalTermMs, renewalLeadMs } from '../../model/term.js';
import type { People } from './people.js';

const DAY_MS = 24 * 60 * 60_000;
/** Kept free between the last answer and the end of a term. */
const SPARE_MS = DAY_MS;

/** Why people make a renewal late, and what would help. */
export interface SlowRenewal {
  readonly why: string;
  readonly suggestion: string;
}

/** @returns null when nobody has to act for its renewals, or people are not what makes them late */
export function slowRenewal(spec: PackageSpec, { approveAfterMs, payAfterMs }: People): SlowRenewal | null {
  const { renew } = spec.lifecycle;
  const steps = [
    ...(spec.approval === null ? [] : [{ act: 'approval', verb: 'approve', afterMs: approveAfterMs }]),
    ...(renew.autoPay ? [] : [{ act: 'payment', verb: 'pay', afterMs: payAfterMs }]),
  ];
  if (steps.length === 0) return null;
  const never = steps.find(({ afterMs }) => afterMs === null);
  const leadMs = renewalLeadMs(renew.beforeMs, nominalTermMs(renew.term));
  const usableMs = Math.max(0, leadMs - SPARE_MS);
  if (never !== undefined) {
    return { why: `with nobody to ${never.verb},`, suggestion: `${never.verb} within ${formatDays(usableMs)}` };
  }
  const neededMs = steps.reduce((sum, { afterMs }) => sum + (afterMs ?? 0), 0);
  if (neededMs + SPARE_MS <= leadMs) return null;
  const why = `with ${steps.map(({ act, afterMs }) => `${act} after ${formatDuration(afterMs ?? 0)}`).join(' and ')},`;
  const verbs = steps.map(({ verb }) => verb).join(' and ');
  const wantedMs = Math.ceil((neededMs + SPARE_MS) / DAY_MS) * DAY_MS;
  const longestMs = renewalLeadMs(wantedMs, nominalTermMs(renew.term));
  const orElse =
    longestMs >= wantedMs
      ? `set renew.before to ${formatDays(wantedMs)}`
      : 'renew for longer terms: a renewal begins in the last third of its term';
  return { why, suggestion: `${verbs} within ${formatDays(usableMs)}, or ${orElse}` };
}

/** Rounded down: what is promised to be enough must be. */
function formatDays(valueMs: number): string {
  return valueMs >= DAY_MS ? `${Math.floor(valueMs / DAY_MS)}d` : formatDuration(valueMs);
}
