import { formatDuration } from '../../model/format-duration.js';
import { MAIN_QUEUE, ordersQueue, readsQueue } from '../../model/ids.js';
import { SEARCH_ATTRIBUTES } from '../../model/search-attributes.js';
import { countPollers, type TaskQueueType } from '../../workers/client/pollers.js';
import {
  addSearchAttributes,
  missingSearchAttributes,
  searchAttributeCommand,
} from '../../workers/search-attributes.js';
import type { Session } from '../client/session.js';
import { type Check, fail, ok, warn } from './check.js';

/** Released packages should still be there when the invoice comes. */
const RETENTION_WARN_MS = 30 * 24 * 60 * 60 * 1000;

/** Is the namespace there, and how long does it remember what has ended? */
export async function checkNamespace({ connection, temporal }: Session): Promise<Check> {
  const { namespace } = temporal;
  const name = `namespace ${namespace}`;
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  const retentionMs = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) * 1000;
  const kept = `keeps ended packages for ${formatDuration(retentionMs)}`;
  if (retentionMs >= RETENTION_WARN_MS) return ok(name, kept);
  const address = `--address ${temporal.address}`;
  return warn(
    name,
    `${kept}; after that their story is gone`,
    `temporal operator namespace update ${address} -n ${namespace} --retention 90d`,
  );
}

/** Does the namespace know our search attributes? With `fix` the missing ones are created. */
export async function checkSearchAttributes({ connection, temporal }: Session, fix: boolean): Promise<Check> {
  const name = 'search attributes';
  const missing = await missingSearchAttributes(connection.operatorService, temporal.namespace);
  if (missing.length === 0) return ok(name, `all ${SEARCH_ATTRIBUTES.length} are there`);
  const names = missing.map((attribute) => attribute.name).join(', ');
  if (!fix) return fail(name, `missing: ${names}`, searchAttributeCommand(temporal, missing));
  await addSearchAttributes(connection.operatorService, temporal.namespace, missing);
  return ok(name, `created: ${names}`);
}

/** Does a worker listen on every queue? Without one, packages stand still and nobody notices. */
export async function checkQueues(session: Session): Promise<readonly Check[]> {
  const { config } = session;
  const accountQueues = Object.keys(config.accounts).flatMap((name) => [readsQueue(name), ordersQueue(name)]);
  return Promise.all([
    checkQueue(session, MAIN_QUEUE, 'workflow'),
    ...[MAIN_QUEUE, ...accountQueues].map((queue) => checkQueue(session, queue, 'activity')),
  ]);
}

async function checkQueue(session: Session, queue: string, type: TaskQueueType): Promise<Check> {
  const name = `queue ${queue} (${type})`;
  const count = await countPollers(session, queue, type);
  if (count > 0) return ok(name, count === 1 ? 'one worker listens' : `${count} workers listen`);
  return fail(name, 'no worker listens: what is sent there waits', 'Start one: leaseline up, or leaseline worker');
}
