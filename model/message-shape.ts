import type { Notice } from './notice.js';
import type { Observation } from './observation.js';
import { isInstant, isRecord } from './shapes.js';
import { LEASE_STATUSES, WAITING_FOR } from './status.js';
import type { PackageMoved } from './workflow-inputs.js';

/** Far more than anybody writes; what is said is kept for years and travels with every new run. */
const TEXT_MAX = 10_000;

/**
 * Fields every check may read before it knows what it has. A program that writes to Temporal directly can put anything there, and
 * a handler that stumbles over it stands still for good. The API and the command line let nothing else through.
 */
const TEXTS = ['by', 'comment', 'operationId', 'request', 'reason'] as const;
/** Where programs write null for "not said". */
const MAY_BE_NULL: readonly string[] = ['by', 'comment'];

/** Why something is no message at all, one sentence; null when it may be one. Whether it fits now the package says. */
export function whyNoMessage(said: unknown): string | null {
  if (!isRecord(said)) return null;
  const odd = TEXTS.find((field) => !isTextOrAbsent(said[field], MAY_BE_NULL.includes(field)));
  return odd === undefined ? null : `${odd} is a text of at most ${TEXT_MAX} characters.`;
}

function isTextOrAbsent(value: unknown, mayBeNull: boolean): boolean {
  if (value === undefined || (mayBeNull && value === null)) return true;
  return typeof value === 'string' && value.length <= TEXT_MAX;
}

/** Whether something from outside is a reading as desks send it, as far as a package relies on it. */
export function isObservation(value: unknown): value is Observation {
  if (!isRecord(value)) return false;
  const { readAt, resource, absent, order, blindSince } = value;
  return (
    isInstant(readAt) &&
    typeof absent === 'boolean' &&
    (blindSince === null || isInstant(blindSince)) &&
    (resource === null || isResource(resource)) &&
    (order === null || isOrder(order))
  );
}

function isResource(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { resourceId, phase, vendorStatus, bandwidthMbps, expiresAt, fingerprint, attachedTo, reservation } = value;
  return (
    [resourceId, phase, vendorStatus, fingerprint].every((text) => typeof text === 'string') &&
    typeof bandwidthMbps === 'number' &&
    (expiresAt === null || isInstant(expiresAt)) &&
    Array.isArray(attachedTo) &&
    (reservation == null || isRecord(reservation))
  );
}

function isOrder(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { orderId, paymentStatus, amountMinor } = value;
  const isAmount = amountMinor === null || typeof amountMinor === 'number';
  return isAmount && [orderId, paymentStatus].every((text) => typeof text === 'string');
}

/** Whether something from outside is what a package tells its run, as far as a run relies on it. */
export function isPackageMoved(value: unknown): value is PackageMoved {
  if (!isRecord(value)) return false;
  const { name, status, waitingFor, paid, price } = value;
  const isPrice = isRecord(price) && typeof price.amountMinor === 'number' && typeof price.currency === 'string';
  return (
    typeof name === 'string' &&
    LEASE_STATUSES.some((one) => one === status) &&
    (waitingFor === null || WAITING_FOR.some((one) => one === waitingFor)) &&
    typeof paid === 'boolean' &&
    (price === null || isPrice)
  );
}

/** Whether something from outside is a notice, as far as whoever keeps it for an outlet relies on it. */
export function isNotice(value: unknown): value is Notice {
  return isRecord(value) && typeof value.key === 'string' && isInstant(value.at);
}
