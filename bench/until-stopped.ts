import { INTERRUPTED } from '../cli/client/interrupt.js';
import { note } from '../cli/support/output.js';

/**
 * Runs a bench that Ctrl-C may stop at any time.
 * @returns its exit code
 */
export async function untilStopped(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const stop = new AbortController();
  // They stay: npm may pass on a Ctrl-C that has reached us already, and the second one must not spoil the tidying up.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());
  try {
    return await work(stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    note('Stopped; nothing is left behind');
    return INTERRUPTED;
  }
}
