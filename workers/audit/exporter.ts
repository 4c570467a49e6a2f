import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { AuditStoreConfig } from '../../model/config/audit-config.js';
import { LockSeeker } from './lock.js';
import { Scribe } from './scribe.js';
import { trailFile } from './trail.js';

const LOOK_MS = 5_000;

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
 * not. One process of a home writes; the others leave it to the first, and one of them goes on when that has ended.
 * @throws ExplainedError when it would write, and what is there was changed
 */
export async function startAuditExport(
  client: Client,
  { home, store, logger }: AuditExportOptions,
): Promise<RunningExporter> {
  const path = trailFile(home);
  // Nobody reads where it ends, or mends its last line, while another one writes: the numbers would come twice.
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const seeker = new LockSeeker(`${path}.lock`);
  const begin = async (): Promise<Scribe | null> => {
    const lock = await seeker.take();
    return lock === null ? null : Scribe.begin(lock, { client, logger, path, store });
  };
  let scribe = await begin();
  if (scribe === null) logger.info({ path }, 'another process writes the audit trail');
  let isClosed = false;
  let wake: () => void = () => {};
  let problem = '';

  const goOn = async (): Promise<void> => {
    if (scribe !== null && !(await scribe.write())) {
      logger.warn({ path }, 'another process writes the audit trail from now on');
      await scribe.close();
      scribe = null;
    } else if (scribe === null) {
      scribe = await begin();
      if (scribe !== null) logger.info({ path }, 'this process writes the audit trail from now on');
    }
  };
  const loop = (async () => {
    while (!isClosed) {
      await goOn().catch((error: unknown) => {
        // Said once: it is tried again every few seconds, and somebody has to mend it.
        if (String(error) !== problem) logger.error({ err: error, path }, 'the audit trail cannot be written');
        problem = String(error);
      });
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
      scribe?.stop();
      wake();
      await loop;
      await scribe?.close();
    },
  };
}
