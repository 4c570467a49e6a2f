import { activityInfo, getClient, log } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { DeskView, RegistryEntry, SweepReport } from '../../model/desk.js';
import { packageWorkflowId } from '../../model/ids.js';
import type { Observation, ResourceSeen } from '../../model/observation.js';
import { PACKAGE_SIGNAL_OBSERVED } from '../../model/workflow-inputs.js';
import type { Shown } from '../shown.js';
import type { OrdersById } from './orders.js';
import { digestOf, isNews, SHOWN } from './told-digest.js';

/** A resource is called absent only after this many complete listings in a row did not show it. */
const MISSES_FOR_ABSENT = 2;
const SIGNALS_AT_ONCE = 50;
/** A call to our own server that takes longer is lost: the next sweep repeats it. */
const CALL_MS = 15_000;

type Told = Pick<SweepReport, 'told' | 'misses' | 'gone' | 'ready'>;

/** Tells every package what is new to it: nothing is sent twice, however often it is read. */
export async function tell(
  { registry, known }: Pick<DeskView, 'registry' | 'known'>,
  shown: Shown,
  orders: OrdersById,
  { readAt, blindSince }: { readonly readAt: string; readonly blindSince: string | null },
): Promise<Told> {
  const byId = new Map(shown.resources.map((resource) => [resource.resourceId, resource]));
  const byMark = new Map(shown.resources.filter((seen) => seen.mark !== null).map((seen) => [seen.mark, seen]));
  const told: Record<string, string> = {};
  const misses: Record<string, number> = {};
  const gone: string[] = [];
  const ready: string[] = [];
  const news: { entry: RegistryEntry; observation: Observation; digest: string }[] = [];
  for (const entry of registry) {
    const { watch, holder } = entry;
    const resource = watch.resourceId === null ? byMark.get(watch.mark) : byId.get(watch.resourceId);
    const wasListed = watch.resourceId !== null && known[watch.resourceId] !== undefined;
    const missed = missesOf(entry, resource, shown.complete, wasListed);
    if (missed !== entry.misses) misses[holder.packageName] = missed;
    const observation: Observation = {
      readAt,
      resource: resource ?? null,
      absent: missed >= MISSES_FOR_ABSENT,
      order: watch.orderId === null ? null : (orders.get(watch.orderId) ?? null),
      // A list that was not read to its end still shows what it shows.
      blindSince: shown.complete || resource !== undefined ? null : blindSince,
    };
    const digest = digestOf(observation, entry);
    if (isNews(observation, digest, entry)) news.push({ entry, observation, digest });
  }
  for (let next = 0; next < news.length; next += SIGNALS_AT_ONCE) {
    await Promise.all(
      news.slice(next, next + SIGNALS_AT_ONCE).map(async ({ entry, observation, digest }) => {
        const { packageName } = entry.holder;
        if (!(await signal(entry, observation))) gone.push(packageName);
        else {
          told[packageName] = digest;
          if (observation.resource?.phase === 'ready') ready.push(packageName);
        }
      }),
    );
  }
  return { told, misses, gone, ready };
}

/** Only what was shown once can be missed: an unpaid package is hidden, a new one is not listed yet. */
function missesOf(
  entry: RegistryEntry,
  resource: ResourceSeen | undefined,
  complete: boolean,
  wasListed: boolean,
): number {
  if (resource !== undefined) return 0;
  const wasShown = wasListed || entry.told?.[0] === SHOWN || entry.misses > 0;
  return complete && wasShown ? entry.misses + 1 : entry.misses;
}

/** @returns false when that life of the package is over */
async function signal(entry: RegistryEntry, observation: Observation): Promise<boolean> {
  const { packageName, firstExecutionRunId } = entry.holder;
  const workflowId = packageWorkflowId(packageName);
  try {
    const client = getClient();
    const handle = client.workflow.getHandle(workflowId, undefined, { firstExecutionRunId });
    await client.withDeadline(Date.now() + CALL_MS, () => handle.signal(PACKAGE_SIGNAL_OBSERVED, observation));
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    log.warn('could not tell a package what was seen', { workflowId, activity: activityInfo().activityId, error });
    throw error;
  }
}
