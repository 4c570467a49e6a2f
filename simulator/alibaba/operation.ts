import type { Visit } from '../world.js';
import type { Parameters } from './parameters.js';

/** One operation: checks, does, and gives the body without its RequestId. Throws AlibabaError or OrderRefusal. */
export type Operation = (visit: Visit, parameters: Parameters) => Record<string, unknown>;

/** `2026-01-02T03:04:05Z`, as ECD and BSS write times. */
export function secondTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}

/** `2026-01-02T03:04Z`, as CEN writes times. */
export function minuteTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 16)}Z`;
}
