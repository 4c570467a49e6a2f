import { join } from 'node:path';
import { freePort } from '../../cli/support/ports.js';
import { type LocalSystem, workerPlan } from '../../cli/up/plans.js';
import type { ProcessPlan } from '../../cli/up/supervised-process.js';
import type { Setting } from '../stage.js';
import type { SweepConfiguration } from './configuration.js';

/** Vendors that deliver after exactly this time, and as many real workers as wanted. */
export function settingOf({ workers, busyMs, deliveryMs, hasShippedQuotas }: SweepConfiguration): Setting {
  const deliverySeconds = deliveryMs / 1000;
  return {
    timing: { sweepBusyMs: busyMs, hasShippedQuotas },
    deliverySeconds: [deliverySeconds, deliverySeconds],
    beside: ({ system }) =>
      Promise.all(Array.from({ length: workers - 1 }, (_, index) => anotherWorker(system, `worker${index + 2}`))),
  };
}

/** The same program with the same settings as the system's own worker, in a process of its own. */
async function anotherWorker(system: LocalSystem, name: string): Promise<ProcessPlan> {
  const ports = { ...system.ports, workerHealth: await freePort() };
  const logFile = join(system.home, 'logs', `${name}.log`);
  return { ...workerPlan({ ...system, ports }, true), name, logFile };
}
