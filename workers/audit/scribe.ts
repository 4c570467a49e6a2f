import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { type ListedPackage, listPackages } from '../../activities/listing/rows.js';
import { headText } from '../../model/audit.js';
import type { AuditStoreConfig } from '../../model/config/audit-config.js';
import { mapLimited } from '../../model/map-limited.js';
import { readState } from '../client/state.js';
import type { HeldLock } from './lock.js';
import type { Shipper } from './shipper.js';
import { Trail } from './trail.js';

/** What has not moved is asked this often all the same: a line may be told without anything else changing. */
const ASK_ANYWAY_MS = 10 * 60_000;
const HEAD_EVERY_MS = 60 * 60_000;
const AT_ONCE = 5;

interface Desk {
  readonly client: Client;
  readonly logger: Logger;
  readonly lock: HeldLock;
  readonly trail: Trail;
  readonly shipper: Shipper | null;
}

export interface ScribeOptions {
  readonly client: Client;
  readonly logger: Logger;
  readonly path: string;
  /** Where it is copied to; null: nowhere. */
  readonly store: AuditStoreConfig | null;
}

/** Writes the trail of one home while it holds the lock. */
export class Scribe {
  readonly #desk: Desk;
  readonly #seen = new Map<string, { readonly row: string; readonly atMs: number }>();
  #headAtMs = 0;
  #shipping: Promise<void> | null = null;
  #isClosed = false;

  private constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** @throws ExplainedError when what is there was changed; then the lock is let go */
  static async begin(lock: HeldLock, { client, logger, path, store }: ScribeOptions): Promise<Scribe> {
    try {
      const shipper = await shipperOf(store, path, logger);
      const trail = await Trail.open(path, (mended) => logger.warn({ path, mended }, 'the audit trail was mended'));
      return new Scribe({ client, logger, lock, trail, shipper });
    } catch (error) {
      // What cannot be opened is left to another process.
      await lock.release();
      throw error;
    }
  }

  /** Writes down what is new. @returns false when another process writes from now on */
  async write(): Promise<boolean> {
    const { client, logger, trail, lock } = this.#desk;
    try {
      await mapLimited(await listPackages(client), AT_ONCE, (listed) => this.#take(listed));
      this.#shipBeside();
      if (Date.now() - this.#headAtMs >= HEAD_EVERY_MS && trail.head.seq > 0) {
        this.#headAtMs = Date.now();
        // Where logs go elsewhere, this is kept elsewhere: it proves later that nothing was cut off.
        logger.info({ auditHead: headText(trail.head) }, 'head of the audit trail');
      }
      return await lock.isHeld();
    } catch (error) {
      if (!this.#isClosed) {
        const what = 'the audit trail waits: packages cannot be read, or a line cannot be written, just now';
        logger.warn({ err: error }, what);
      }
      return true;
    }
  }

  /** What is under way is not waited for any more. */
  stop(): void {
    this.#isClosed = true;
  }

  async close(): Promise<void> {
    const { trail, shipper, lock } = this.#desk;
    this.stop();
    await this.#shipping;
    if (await lock.isHeld().catch(() => false)) await shipper?.ship(trail.head, true);
    await trail.close();
    await lock.release();
  }

  async #take(listed: ListedPackage): Promise<void> {
    const { client, trail, lock } = this.#desk;
    const { row, closed } = listed;
    const { runId, status, waitingFor, reason, observedAt, orderId, workflowId } = row;
    const digest = JSON.stringify([runId, status, waitingFor, reason, observedAt, orderId, closed]);
    const before = this.#seen.get(workflowId);
    const isDue = before?.row !== digest || (!closed && Date.now() - before.atMs >= ASK_ANYWAY_MS);
    if (!isDue || this.#isClosed) return;
    const state = await readState(client, row);
    if (state === null || !(await lock.isHeld())) return;
    await trail.add(state, new Date());
    this.#seen.set(workflowId, { row: digest, atMs: Date.now() });
  }

  /** Beside the trail: a store that does not answer holds up nothing. */
  #shipBeside(): void {
    const { shipper, trail } = this.#desk;
    if (shipper === null) return;
    this.#shipping ??= shipper.ship(trail.head).finally(() => {
      this.#shipping = null;
    });
  }
}

/** Few installations copy their trail, and what that takes is loaded by those. */
async function shipperOf(store: AuditStoreConfig | null, path: string, logger: Logger): Promise<Shipper | null> {
  if (store === null) return null;
  const [{ AuditStore }, { Shipper }] = await Promise.all([import('./store.js'), import('./shipper.js')]);
  return new Shipper(new AuditStore(store), { path, everyMs: store.everyMs, logger });
}
