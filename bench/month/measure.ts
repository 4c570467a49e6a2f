import type { temporal } from '@temporalio/proto';
import { deskOf } from '../../model/desk-region.js';
import { deskWorkflowId } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { PRODUCTS, type Product } from '../../model/product.js';
import { Harness, type PackageHandle } from '../../test/support/harness.js';
import { autoPaid } from '../../test/workflows/documents.js';
import { timeOf } from './actions.js';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

const DAY_MS = 24 * 60 * 60_000;
/** The time between two renewals in the mean. */
const MONTH_MS = (365 / 12) * DAY_MS;

/** A package's months from Active on, and what its desk did in the same time. */
export interface Months {
  readonly product: Product;
  readonly renewals: number;
  /** The runs of the package that each end with one renewal, oldest first; the first one, which also bought it, left out. */
  readonly runs: readonly (readonly HistoryEvent[])[];
  /** Of all runs of its desk, in the time those runs took. */
  readonly desk: readonly HistoryEvent[];
  readonly charged: { readonly orders: number; readonly paid: number };
}

/** The shipped rhythm of a desk. */
export const SWEEP = { idleMs: 6 * 60 * 60_000, text: 'sweep: { busy: 5s, idle: 6h }' } as const;

/** Buys one package of each product and lets so many months pass in virtual time. */
export async function measureMonths(months: number, say: (line: string) => void): Promise<readonly Months[]> {
  const harness = await Harness.start({ timing: SWEEP.text });
  try {
    // As shipped: when to renew is not said, so it is the default.
    const lifecycle = { atTermEnd: 'renew' };
    const packs: [Product, PackageHandle][] = [];
    for (const product of PRODUCTS) {
      const pack = await harness.order(autoPaid(product, `month-${product}`, { lifecycle }));
      await pack.until((state) => state.status === 'Active');
      packs.push([product, pack]);
    }
    // One renewal more: the run that bought the package does not count.
    for (let month = 1; month <= months + 1; month += 1) {
      await harness.pass(MONTH_MS);
      say(`Month ${month} of ${months + 1}`);
    }
    return await Promise.all(packs.map(([product, pack]) => read(harness, product, pack, months)));
  } finally {
    await harness.stop();
  }
}

async function read(harness: Harness, product: Product, pack: PackageHandle, months: number): Promise<Months> {
  const { spec }: PackageState = await pack.state();
  const [, ...since] = await runsOf(harness, pack.workflow.workflowId);
  const runs = since.slice(0, months).filter((run) => run.at(-1)?.workflowExecutionContinuedAsNewEventAttributes);
  const fromMs = timeOf(runs[0]?.[0] ?? {});
  const untilMs = timeOf(runs.at(-1)?.at(-1) ?? {});
  const desk = (await runsOf(harness, deskWorkflowId(deskOf(spec)))).flat();
  const orders = (await harness.control.orders()).filter((order) => order.product === product);
  return {
    product,
    renewals: runs.length,
    runs,
    desk: desk.filter((event) => timeOf(event) >= fromMs && timeOf(event) < untilMs),
    charged: { orders: orders.length, paid: orders.filter(({ paymentStatus }) => paymentStatus === 'Paid').length },
  };
}

/** The test server lists nothing, so the chain is walked back from the newest run. */
async function runsOf({ env }: Harness, workflowId: string): Promise<readonly (readonly HistoryEvent[])[]> {
  const runs: HistoryEvent[][] = [];
  let { runId } = await env.client.workflow.getHandle(workflowId).describe();
  while (runId !== '') {
    const { events } = await env.client.workflow.getHandle(workflowId, runId).fetchHistory();
    runs.unshift(events ?? []);
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
  }
  return runs;
}
