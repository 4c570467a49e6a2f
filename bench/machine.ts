import { availableParallelism, loadavg } from 'node:os';

/** Where figures come from, and what else it did when they were taken. */
export interface Machine {
  readonly cores: number;
  readonly node: string;
  readonly loadAverage: readonly number[];
}

export function machineNow(): Machine {
  return { cores: availableParallelism(), node: process.version, loadAverage: loadavg() };
}
