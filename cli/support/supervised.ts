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
  const end = (): void => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
  };
  // It may be gone before this process has read its own code: nobody tells of that again.
  if (process.connected) process.once('disconnect', end);
  else end();
  // Waiting for that moment must not keep a process alive that has finished.
  process.channel?.unref();
}

/** Resolves when this process is asked to end; a second request ends it at once. */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
