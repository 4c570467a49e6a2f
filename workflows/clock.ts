/** The workflow's clock: the same on every replay. ISO 8601 UTC. */
export function now(): string {
  return new Date(Date.now()).toISOString();
}
