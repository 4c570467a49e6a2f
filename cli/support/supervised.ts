const STOP_LIMIT_MS = 30_000;

/** Whether `leaseline up` started this process and will start it again. */
export function isSupervised(): boolean {
  return process.send !== undefined;
}

/**
 * Ends this process when the supervisor that started it is gone, even if that was killed: then the channel between them
 * closes. Without a supervisor it does nothing.
 */
export function endWithSupervisor(): void {
  if (!isSupervised()) return;
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
  });
  // Waiting for that moment must not keep a process alive that has finished.
  process.channel?.unref();
}

/** Resolves when this process is asked to end; a second request ends it at once. */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
