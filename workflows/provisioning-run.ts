import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  allHandlersFinished,
  condition,
  defineQuery,
  defineSignal,
  getExternalWorkflowHandle,
  log,
  ParentClosePolicy,
  patched,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { MAIN_QUEUE, packageWorkflowId, WORKFLOW_TYPES } from '../model/ids.js';
import { isPackageMoved } from '../model/message-shape.js';
import { formatMoney } from '../model/money.js';
import { initialMemo, MEMO_KEY } from '../model/row.js';
import { startAttributes } from '../model/start-attributes.js';
import { isEnded, waitsForPerson } from '../model/status.js';
import {
  batchOf,
  type PackageMoved,
  RUN_PACKAGES_MAX,
  RUN_QUERY_STATE,
  RUN_SIGNAL_MOVED,
  type RunEntry,
  type RunInput,
  type RunResult,
} from '../model/workflow-inputs.js';
import { checkPackages, lifeIsOver } from './activity-proxies.js';

/**
 * Orders many packages for one request and reports each. The packages outlive the run. It ends when every package is
 * Active or has ended; a refused document or a name that exists fails only its own entry. With `atomic`, one failure
 * takes back what is still unpaid, and the report says what was left and what that costs.
 */
export async function provisioningRun(input: RunInput): Promise<RunResult> {
  const entries = new Map<string, RunEntry>();
  const paid = new Map<string, string | null>();
  let takenBack = false;
  const { workflowId } = workflowInfo();
  const by = typeof input?.by === 'string' ? input.by : null;
  setHandler(defineQuery<RunResult>(RUN_QUERY_STATE), () => report({ id: workflowId, by }, entries));
  setHandler(defineSignal<[PackageMoved]>(RUN_SIGNAL_MOVED), (moved) => {
    const isOurs = isPackageMoved(moved) && entries.has(moved.name);
    // Earlier builds stood still, or waited for what is not theirs.
    if (!isOurs && patched('odd-moves')) return;
    if (moved.paid) paid.set(moved.name, moved.price === null ? null : formatMoney(moved.price));
    const entry = movedEntry(moved);
    entries.set(moved.name, takenBack ? leftIfPaid(entry, paid) : entry);
  });

  await startAll(input, entries, workflowId);
  const settled = () => [...entries.values()].every(isSettled);
  const failed = () => input?.atomic === true && [...entries.values()].some(isFailure);
  await condition(() => settled() || failed());
  if (failed()) {
    takenBack = true;
    await takeBack(entries, paid, workflowId);
    await condition(settled);
  }
  await condition(allHandlersFinished);
  return report({ id: workflowId, by }, entries);
}

async function startAll(input: RunInput, entries: Map<string, RunEntry>, workflowId: string): Promise<void> {
  const count = Array.isArray(input?.packages) ? input.packages.length : 0;
  if (count < 1 || count > RUN_PACKAGES_MAX) {
    entries.set(
      'packages',
      refusedEntry('packages', `packages is a list of 1 to ${RUN_PACKAGES_MAX} package documents`),
    );
    return;
  }
  const checked = await checkPackages({
    documents: input.packages,
    reportTo: workflowId,
    ...(typeof input.by === 'string' && { by: input.by }),
    ...(input.existing === 'again' && { again: true }),
    ...(typeof input.batch === 'string' && { batch: input.batch }),
  });
  const keeps = input.existing === 'keep' || input.existing === 'again';
  const anyRefused = checked.some((one) => !one.ok);
  for (const [index, one] of checked.entries()) {
    if (!one.ok)
      entries.set(entries.has(one.name) ? `${one.name} (${index + 1})` : one.name, refusedEntry(one.name, one.problem));
  }
  await Promise.all(
    checked.map(async (one) => {
      if (!one.ok) return;
      const { name } = one.input.spec;
      // All or nothing: with a document refused, nothing is begun that would have to be taken back.
      if (input.atomic === true && anyRefused) {
        entries.set(name, refusedEntry(name, 'not started: another package of this atomic run was refused'));
      } else if (entries.has(name)) {
        entries.set(`${name} (again)`, refusedEntry(name, 'this run names it twice'));
      } else {
        entries.set(name, { ...refusedEntry(name, null), outcome: 'pending' });
        await startOne(one, entries, keeps);
      }
    }),
  );
}

type CheckedPackage = Awaited<ReturnType<typeof checkPackages>>[number];

async function startOne(
  { input, again, ended }: Extract<CheckedPackage, { readonly ok: true }>,
  entries: Map<string, RunEntry>,
  keeps: boolean,
): Promise<void> {
  const { spec } = input;
  try {
    const child = await startChild(WORKFLOW_TYPES.package, {
      workflowId: packageWorkflowId(spec.name),
      taskQueue: MAIN_QUEUE,
      args: [input],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      workflowIdReusePolicy: again === true ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
      memo: { [MEMO_KEY]: initialMemo(spec, batchOf(input)) },
      typedSearchAttributes: startAttributes(spec),
    });
    if (entries.get(spec.name)?.outcome === 'pending') {
      entries.set(spec.name, { ...refusedEntry(spec.name, null), outcome: 'started', status: 'Requested' });
    }
    child
      .result()
      .catch(() => hearOfStopped(spec.name, child.firstExecutionRunId, entries))
      // Somebody cancels the run itself: then nobody waits any more.
      .catch((error: unknown) => log.warn('could not look', { package: spec.name, reason: String(error) }));
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const refused = refusedEntry(spec.name, `a package named ${spec.name} exists already`);
    const reason = ended ?? 'it is there already: nothing was ordered';
    entries.set(spec.name, keeps ? { ...refused, outcome: 'unchanged', reason } : refused);
  }
}

/**
 * A package that ends tells so by itself; one that is terminated in Temporal cannot. Waited for all the same, this run would go
 * on for ever, and every later one of its schedule would be passed over.
 */
async function hearOfStopped(
  packageName: string,
  firstExecutionRunId: string,
  entries: Map<string, RunEntry>,
): Promise<void> {
  // Earlier builds heard nothing of it, and went on waiting.
  if (!patched('a-run-hears-of-what-was-stopped')) return;
  // A reset ends a run of it, too, and it lives on.
  if (!(await lifeIsOver({ packageName, firstExecutionRunId }))) return;
  const entry = entries.get(packageName);
  if (entry === undefined || isSettled(entry)) return;
  const reason =
    'its workflow was stopped from outside; what it may have bought stands in the digest as not watched, and adopt takes it over';
  entries.set(packageName, { ...entry, outcome: 'ended', status: null, waitingFor: null, reason });
}

/** Withdraws what is not paid; what is paid stays, and the report says so. */
async function takeBack(
  entries: Map<string, RunEntry>,
  paid: ReadonlyMap<string, string | null>,
  workflowId: string,
): Promise<void> {
  for (const entry of [...entries.values()]) {
    if (entry.outcome === 'refused' || entry.outcome === 'ended') continue;
    if (paid.has(entry.name)) {
      entries.set(entry.name, leftIfPaid(entry, paid));
      continue;
    }
    const said = { by: workflowId, comment: 'another package of this atomic run failed' };
    try {
      await getExternalWorkflowHandle(packageWorkflowId(entry.name)).signal('cancel', said);
    } catch (error) {
      log.warn('could not withdraw a package', { package: entry.name, reason: String(error) });
    }
  }
}

/** What was paid is left, whether before the withdrawal or in the moment of it. */
function leftIfPaid(entry: RunEntry, paid: ReadonlyMap<string, string | null>): RunEntry {
  if (entry.outcome === 'ended' || !paid.has(entry.name)) return entry;
  const cost = paid.get(entry.name) ?? 'its price is not known';
  const reason = `left as it is: paid already (${cost}); release it to give it back`;
  return { ...entry, outcome: 'left', reason };
}

function movedEntry(moved: PackageMoved): RunEntry {
  const { name, status, waitingFor, reason, resourceId } = moved;
  const base = { name, status, waitingFor, reason, resourceId };
  if (isEnded(status)) return { ...base, outcome: 'ended' };
  if (waitsForPerson(waitingFor)) return { ...base, outcome: 'waiting' };
  return { ...base, outcome: status === 'Active' ? 'active' : 'started' };
}

function refusedEntry(name: string, reason: string | null): RunEntry {
  return { name, outcome: 'refused', status: null, waitingFor: null, reason, resourceId: null };
}

const isSettled = (entry: RunEntry): boolean =>
  ['active', 'ended', 'refused', 'left', 'unchanged'].includes(entry.outcome);
const isFailure = (entry: RunEntry): boolean => entry.outcome === 'refused' || entry.outcome === 'ended';

function report(
  run: { readonly id: string; readonly by: string | null },
  entries: ReadonlyMap<string, RunEntry>,
): RunResult {
  const all = [...entries.values()];
  const isFine = ({ outcome }: RunEntry) => outcome === 'active' || outcome === 'unchanged';
  return { ...run, ok: all.length > 0 && all.every(isFine), entries: all };
}
