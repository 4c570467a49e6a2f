/** What a shell expects of a program that was stopped with Ctrl-C. */
export const INTERRUPTED = 130;

/**
 * Runs work that a person may stop with Ctrl-C (or a supervisor with SIGTERM) without leaving anything undone. Nor is there
 * anything to wait for once nobody reads the output any more (`| head`).
 */
export async function interruptible<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<{ readonly result: Result; readonly interrupted: boolean }> {
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  process.stdout.once('error', onSignal);
  try {
    const result = await work(stop.signal);
    return { result, interrupted: stop.signal.aborted };
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    process.stdout.off('error', onSignal);
  }
}
