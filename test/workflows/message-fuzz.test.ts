import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MESSAGE_NAMES, type PackageState } from '../../model/messages.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { PACKAGE_SIGNAL_OBSERVED, WAKE } from '../../model/workflow-inputs.js';
import { Harness, type PackageHandle, specOf } from '../support/harness.js';
import { autoPaid, monthly } from './documents.js';

const SEED = 20261124;
const SIGNALS = 250;
const UPDATES = 60;
const DAY_MS = 24 * 60 * 60_000;
/** Said without anything they are meant, and there would be nobody left to say the rest to. */
const ENDS: readonly string[] = ['cancel', 'reject', 'release'];

/** What fits, or nearly: the nearer to what is expected, the deeper it gets. */
function argument(spec: PackageSpec): fc.Arbitrary<unknown> {
  const odd = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      '',
      0,
      -1,
      1e21,
      Number.MAX_SAFE_INTEGER,
      true,
      [],
      {},
      'a\u0000b',
      '2027-06-30T00:00:00Z',
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const fields = Object.fromEntries(
    ['by', 'comment', 'reason', 'operationId', 'request', 'resourceId', 'none', 'not', 'at', 'confirm', 'bandwidthMbps']
      .concat(['period', 'periodUnit', 'until', 'to', 'groups', 'life', 'choice', 'onBehalfOf'])
      .map((field) => [field, odd]),
  );
  const mutated = fc
    .tuple(fc.constantFrom(...leavesOf(spec)), odd)
    .map(([path, value]) => ({ spec: withChange(spec, path, value) }));
  return fc.oneof(odd, fc.record(fields, { requiredKeys: [] }), mutated, fc.record({ spec: odd, life: odd }));
}

/** Every place in it, as a path. */
function leavesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    ...(path.length === 0 ? [] : [path]),
    ...Object.entries(value).flatMap(([key, one]) => leavesOf(one, [...path, key])),
  ];
}

/** Undefined takes it out. */
function withChange(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  const record = { ...(value as Record<string, unknown>) };
  record[key] = withChange(record[key], rest, to);
  return record;
}

describe('a package that is told nonsense', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  afterAll(() => harness.stop());

  /** But for tasks that are begun anew because something else was said meanwhile. */
  const failedTasks = async (pack: PackageHandle) =>
    (await pack.history()).events?.flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
      failed == null || failed.failure == null ? [] : [failed.failure.message ?? 'without a word'],
    );

  it.each([
    {
      stands: 'Active',
      document: autoPaid('wuying', 'told-active'),
      isThere: (state: PackageState) => state.status === 'Active',
    },
    {
      stands: 'asked about',
      document: autoPaid('cen', 'told-asked', { approval: 'four-eyes' }),
      isThere: (state: PackageState) => state.waitingFor === 'approval',
    },
    {
      stands: 'unpaid',
      document: monthly('cen', 'told-unpaid'),
      isThere: (state: PackageState) => state.waitingFor === 'payment',
    },
  ])('by signal or update goes on as it is, $stands', async ({ document, isThere }) => {
    const pack = await harness.order(document);
    await pack.until(isThere);
    const spec = specOf(document);
    const names = MESSAGE_NAMES.filter((name) => !ENDS.includes(name));
    const drawn = (all: readonly string[], numRuns: number) =>
      fc.sample(fc.tuple(fc.constantFrom(...all), argument(spec)), { seed: SEED, numRuns });
    const handle = harness.env.client.workflow.getHandle(pack.workflow.workflowId);
    const signals = drawn([...names, WAKE, PACKAGE_SIGNAL_OBSERVED], SIGNALS);
    // Some of it may be taken, and end it or give it another name.
    for (const [name, what] of signals) await handle.signal(name, what).catch(() => undefined);
    // It would stand still here, and answer nobody any more.
    await expect.poll(() => failedTasks(pack)).toEqual([]);
    const updates = drawn([...names, WAKE], UPDATES);
    await Promise.all(
      updates.map(([name, what]) => handle.executeUpdate(name, { args: [what] }).catch(() => undefined)),
    );
    expect(await failedTasks(pack)).toEqual([]);
    // What was taken is acted upon until its term is over.
    await harness.pass(40 * DAY_MS);
    expect(await failedTasks(pack)).toEqual([]);
    for (const [name, what] of drawn(ENDS, UPDATES)) await handle.signal(name, what).catch(() => undefined);
    await harness.pass(DAY_MS);
    expect(await failedTasks(pack)).toEqual([]);
    expect((await pack.state()).name).toBe(spec.name);
  });
});
