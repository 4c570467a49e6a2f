import { arranged } from '../faults/listings.js';
import type { Visit } from '../world.js';
import type { UcloudParameters } from './parameters.js';

/** One operation: checks, does, and gives the body beyond RetCode and Action. Throws UcloudError or OrderRefusal. */
export type UcloudOperation = (visit: Visit, parameters: UcloudParameters) => Record<string, unknown>;

/** UCloud writes times as whole seconds. */
export function unixSeconds(epochMs: number): number {
  return Math.floor(epochMs / 1000);
}

/** Offset (0) and Limit. */
export function offsetPage<Item>(
  listed: {
    readonly visit: Visit;
    readonly parameters: UcloudParameters;
    readonly all: readonly Item[];
    readonly idOf: (item: Item) => string;
  },
  limits: { fallback: number; most: number },
): { items: Item[]; page: { TotalCount: number; Offset: number; Limit: number } } {
  const { parameters } = listed;
  const all = arranged(listed.visit, listed.all, listed.idOf);
  const offset = parameters.integerOr('Offset', 0, 0, 10_000_000);
  const limit = parameters.integerOr('Limit', limits.fallback, 1, limits.most);
  return {
    items: all.slice(offset, offset + limit),
    page: { TotalCount: all.length, Offset: offset, Limit: limit },
  };
}
