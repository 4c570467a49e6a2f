import type { Client } from '@temporalio/client';
import { runningDesks } from '../../activities/listing/desks.js';
import { inventoryDesks } from '../../model/config/inventory.js';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import { type DeskName, deskWorkflowId } from '../../model/ids.js';

/** Every desk that may know of strays: those that run (there a package was ordered once), and those of inventories. */
export async function knownDesks(
  client: Client,
  config: LeaselineConfig,
  more: readonly DeskName[] = [],
): Promise<readonly DeskName[]> {
  const known = [...(await runningDesks(client)), ...Object.values(config.accounts).flatMap(inventoryDesks), ...more];
  const byId = new Map(known.map((desk) => [deskWorkflowId(desk), desk]));
  return [...byId].sort(([one], [other]) => one.localeCompare(other)).map(([, desk]) => desk);
}
