import { createHash } from 'node:crypto';
import type { RegistryEntry } from '../../model/desk.js';
import type { Observation, ResourceSeen } from '../../model/observation.js';

/**
 * Digests are `rb` + what was told of the resource + what was told of its order. The first letter says whether the
 * resource was ever shown, the second whether the package knows of a blind time. An order that was not read this time is
 * no news: what was told of it stays.
 */
export const SHOWN = 'r';
const BLIND = 'b';
const FLAGS = 2;
const HASH = 8;

/** Whether a package should hear it. */
export function isNews(
  { resource, absent, order, blindSince }: Observation,
  digest: string,
  { told }: Pick<RegistryEntry, 'told'>,
): boolean {
  if (digest === told) return false;
  // Seeing again is news to whoever was told that nothing can be seen.
  return resource !== null || absent || order !== null || blindSince !== null || told?.[1] === BLIND;
}

export function digestOf(
  { resource, absent, order, blindSince }: Omit<Observation, 'readAt'>,
  { told }: Pick<RegistryEntry, 'told'>,
): string {
  const shown = resource !== null || told?.[0] === SHOWN;
  const orderBefore = told?.slice(FLAGS + HASH) ?? '';
  const flags = `${shown ? SHOWN : '-'}${blindSince === null ? '-' : BLIND}`;
  return `${flags}${hashOf([resource, absent, blindSince])}${order === null ? orderBefore : hashOf(order)}`;
}

/** Of what a package has seen by itself, as if it had been told. */
export function digestOfSeen(resource: ResourceSeen): string {
  return digestOf({ resource, absent: false, order: null, blindSince: null }, { told: null });
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, HASH);
}
