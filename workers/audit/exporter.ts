import { mkdir, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { type ListedPackage, listPackages } from '../../activities/listing/rows.js';
import { headText } from '../../model/audit.js';
import type { AuditStoreConfig } from '../../model/config/audit-config.js';
import { mapLimited } from '../../model/map-limited.js';
import { readState } from '../client/state.js';
import { takeLock } from './lock.js';
import { Shipper } from './shipper.js';
import { Trail, trailFile } from './trail.js';

const LOOK_MS = 5_000;
/** What has not moved is asked this often all the same: a line may be told without anything else changing. */
const ASK_ANYWAY_MS = 10 * 60_000;
const HEAD_EVERY_MS = 60 * 60_000;
const AT_ONCE = 5;

export interface AuditExportOptions {
  readonly home: string;
  /** Where it is copied to; null: nowhere. */
  readonly store: AuditStoreConfig | null;
  readonly logger: Logger;
}

export interface RunningExporter {
  close(): Promise<void>;
}

/**
 * Writes down what every package has told, as it tells it: Temporal forgets a closed package after its retention, this does
 * not. One process of a home writes; a second one leaves it to the first.
 */
export async function startAuditExport(
  client: Client,
  { home, store, logger }: AuditExportOptions,
): Promise<RunningExporter> {
  const path = trailFile(home);
  // Nobody reads where it ends, or mends its last line, while another one writes: the numbers would come twice.
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const lock = await takeLock(`${path}.lock`);
  if (lock === null) {
    logger.info({ path }, 'another process writes the audit trail');
    return { close: async () => {} };
  }
  const { trail, shipper } = await openOrLeave(lock, async () => ({
    shipper: await shipperOf(store, path, logger),
    trail: await Trail.open(path, (mended) => logger.warn({ path, mended }, 'the audit trail was mended')),
  }));
  const seen = new Map<string, { readonly row: string; readonly atMs: number }>();
  let isClosed = false;
  let headAtMs = 0;
  let wake: () => void = () => {};

  let shipping: Promise<void> | null = null;
  /** Beside the trail: a store that does not answer holds up nothing. */
  const shipBeside = (): void => {
    if (shipper === null) return;
    shipping ??= shipper.ship(trail.head).finally(() => {
      shipping = null;
    });
  };

  const takeOne = async (listed: ListedPackage): Promise<void> => {
    const { row } = listed;
    const digest = JSON.stringify([
      row.runId,
      row.status,
      row.waitingFor,
      row.reason,
      row.observedAt,
      row.orderId,
      listed.closed,
    ]);
    const before = seen.get(row.workflowId);
    const isDue = before?.row !== digest || (!listed.closed && Date.now() - before.atMs >= ASK_ANYWAY_MS);
    if (!isDue || isClosed) return;
    const state = await readState(client, row);
    if (state === null) return;
    await trail.add(state, new Date());
    seen.set(row.workflowId, { row: digest, atMs: Date.now() });
  };

  const loop = (async () => {
    while (!isClosed) {
      try {
        await mapLimited(await listPackages(client), AT_ONCE, takeOne);
        shipBeside();
        if (Date.now() - headAtMs >= HEAD_EVERY_MS && trail.head.seq > 0) {
          headAtMs = Date.now();
          // Where logs go elsewhere, this is kept elsewhere: it proves later that nothing was cut off.
          logger.info({ auditHead: headText(trail.head) }, 'head of the audit trail');
        }
      } catch (error) {
        if (!isClosed)
          logger.warn(
            { err: error },
            'the audit trail waits: packages cannot be read, or a line cannot be written, just now',
          );
      }
      if (isClosed) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();

  return {
    close: async () => {
      isClosed = true;
      wake();
      await loop;
      await shipping;
      await shipper?.ship(trail.head, true);
      await trail.close();
      await unlink(lock);
    },
  };
}

/** What cannot be opened is left to another process. */
async function openOrLeave<T>(lock: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    await unlink(lock);
    throw error;
  }
}

/** Few installations copy their trail, and what that takes is loaded by those. */
async function shipperOf(store: AuditStoreConfig | null, path: string, logger: Logger): Promise<Shipper | null> {
  if (store === null) return null;
  const { AuditStore } = await import('./store.js');
  return new Shipper(new AuditStore(store), { path, everyMs: store.everyMs, logger });
}
