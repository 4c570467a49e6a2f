import { beat } from './activity-proxies.js';

/** Started by a schedule: that it ran shows an outside monitor that schedule, server, workflow and worker still work. */
export function heartbeat(): Promise<void> {
  return beat();
}
