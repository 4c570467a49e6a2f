import { formatInstant } from '../model/format-instant.js';
import type { Lease } from './lease.js';

export function isPaused({ state }: Lease): boolean {
  return state.paused != null && Date.parse(state.paused.until) > Date.now();
}

/** A pause that is over is taken off, and said. */
export function endPause(lease: Lease): void {
  const { paused } = lease.state;
  if (paused == null || isPaused(lease)) return;
  lease.state.paused = null;
  lease.tell(`the pause of ${paused.by} is over`);
}

/**
 * Waits while somebody has paused the package. Clocks, reminders and the watching go on; only nothing is bought.
 * @param isOver holds when there is nothing to wait with any more
 * @param show shows why it waits
 */
export async function whilePaused(lease: Lease, isOver: () => boolean, show: (reason: string) => void): Promise<void> {
  while (isPaused(lease) && !isOver()) {
    const { paused } = lease.state;
    if (paused == null) break;
    const { by, until, comment } = paused;
    const why = comment === null ? '' : ` ("${comment}")`;
    show(`Paused by ${by}${why} until ${formatInstant(until)}: nothing is bought before; resume ends the pause.`);
    await lease.until(() => isOver() || lease.state.paused !== paused, Date.parse(until) - Date.now());
  }
  endPause(lease);
}
