import { note } from '../cli/support/output.js';
import { type ProcessPlan, SupervisedProcess } from '../cli/up/supervised-process.js';

/** A process that runs as long as the bench needs it. */
export interface KeptProcess {
  readonly process: SupervisedProcess;
  /** Its process id, once it can be used. */
  readonly ready: Promise<number>;
  /** Rejects when it cannot be kept running. */
  readonly failed: Promise<never>;
  readonly pid: () => number | null;
}

export function keepProcess(plan: ProcessPlan): KeptProcess {
  let pid: number | null = null;
  let resolveReady: (pid: number) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const ready = new Promise<number>((resolve) => {
    resolveReady = resolve;
  });
  const failed = new Promise<never>((_resolve, rejectFailed) => {
    reject = rejectFailed;
  });
  // Whoever waits for it sees it; without anybody waiting it must not end the bench.
  failed.catch(() => {});
  const process = new SupervisedProcess(plan, {
    pid: (current) => {
      pid = current;
    },
    restarting: (why) => note(`${plan.name} ${why}; starting it again`),
    ready: () => resolveReady(pid ?? 0),
    gaveUp: reject,
  });
  process.start();
  return { process, ready, failed, pid: () => pid };
}
