import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import pidusage from 'pidusage';

/** What a stretch of work took. */
export interface Usage {
  readonly elapsedMs: number;
  /** Processor time by process, in milliseconds. */
  readonly cpuMs: Readonly<Record<string, number>>;
  /** Cores that programs other than the bench's kept busy meanwhile, on average. */
  readonly othersCores: number;
}

export type Pids = Readonly<Record<string, number>>;

const QUIET_LOOK_MS = 1_000;
/** Percent of a core; an idle worker polls its queues. */
const QUIET_BELOW_PERCENT = 10;
const QUIET_LIMIT_MS = 10_000;

/** Does the work and takes its time and the processor time of these processes. */
export async function measured(pids: Pids, work: () => Promise<void>): Promise<Usage> {
  const before = await reading(pids);
  await work();
  const after = await reading(pids);
  const elapsedMs = after.atMs - before.atMs;
  const cpuMs = Object.fromEntries(
    Object.entries(after.cpuMs).map(([name, total]) => [name, total - (before.cpuMs[name] ?? 0)]),
  );
  const ourMs = Object.values(cpuMs).reduce((sum, one) => sum + one, after.ownMs - before.ownMs);
  return { elapsedMs, cpuMs, othersCores: Math.max(0, after.busyMs - before.busyMs - ourMs) / elapsedMs };
}

/** Resident memory of a process, in bytes. */
export async function residentBytes(pid: number): Promise<number> {
  return (await pidusage(pid)).memory;
}

/** Waits until a process has nothing to do any more; on a busy machine not for ever. */
export async function untilQuiet(pid: number): Promise<void> {
  const deadlineMs = performance.now() + QUIET_LIMIT_MS;
  for (let quiet = 0; quiet < 2 && performance.now() < deadlineMs; ) {
    const before = (await pidusage(pid)).ctime;
    await sleep(QUIET_LOOK_MS);
    const usedPercent = (((await pidusage(pid)).ctime - before) / QUIET_LOOK_MS) * 100;
    quiet = usedPercent < QUIET_BELOW_PERCENT ? quiet + 1 : 0;
  }
}

async function reading(pids: Pids) {
  const stats = await pidusage(Object.values(pids));
  const own = process.cpuUsage();
  return {
    atMs: performance.now(),
    cpuMs: Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, stats[pid]?.ctime ?? 0])),
    ownMs: (own.user + own.system) / 1000,
    busyMs: cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0),
  };
}
