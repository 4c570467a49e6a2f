import { z } from 'zod';
import { OFFICE_SITES_PER_REGION } from './packages.js';

const instantMs = z.string().transform((text) => Date.parse(text));
const ordersSchema = z.object({
  orders: z.array(
    z.object({
      kind: z.string(),
      paymentStatus: z.string(),
      resourceId: z.string().nullable(),
      createdAt: instantMs,
      paidAt: instantMs.nullable(),
    }),
  ),
});
const callsSchema = z.object({ counts: z.record(z.string(), z.number()) });

const LIMIT_MS = 30_000;

/** Vendor calls by action. */
export type CallCounts = Readonly<Record<string, number>>;

/** The simulator's control plane: how quick the vendors are, what they were asked, and what they were paid for. */
export class SimulatedClouds {
  readonly #url: string;

  constructor(url: string) {
    this.#url = `${url}/_sim`;
  }

  /** Vendors that deliver in this time (least and most) and turn nobody away: what is measured is ours. */
  async behave(deliverySeconds: readonly [number, number]): Promise<void> {
    const behaviour = {
      delivery: { wuyingSeconds: deliverySeconds, cenSeconds: deliverySeconds, ugnSeconds: deliverySeconds },
      throttling: { enabled: false },
      officeSitesPerRegion: OFFICE_SITES_PER_REGION,
    };
    const response = await fetch(`${this.#url}/behaviour`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(behaviour),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    if (!response.ok) throw new Error(`the simulator keeps its behaviour: ${await response.text()}`);
  }

  async calls(): Promise<CallCounts> {
    return callsSchema.parse(await this.#get('calls')).counts;
  }

  /** Purchases in the ledger: how many orders there are, how many are paid, and for how many different resources. */
  async purchases(): Promise<{ readonly orders: number; readonly paid: number; readonly resources: number }> {
    const bought = await this.#bought();
    const paid = bought.filter((order) => order.paymentStatus === 'Paid');
    return { orders: bought.length, paid: paid.length, resources: new Set(paid.map((order) => order.resourceId)).size };
  }

  /** When each resource was paid for, epoch milliseconds by resource id: from then on the vendor delivers. */
  async paidAtMs(): Promise<ReadonlyMap<string, number>> {
    const paid = new Map<string, number>();
    for (const { resourceId, paidAt } of await this.#bought()) {
      if (resourceId !== null && paidAt !== null) paid.set(resourceId, paidAt);
    }
    return paid;
  }

  /** When each purchase reached its vendor, epoch milliseconds, in that order. */
  async orderedAtMs(): Promise<readonly number[]> {
    return (await this.#bought()).map(({ createdAt }) => createdAt).sort((one, other) => one - other);
  }

  async #bought(): Promise<z.output<typeof ordersSchema>['orders']> {
    const { orders } = ordersSchema.parse(await this.#get('orders'));
    return orders.filter((order) => order.kind === 'New');
  }

  async #get(subject: string): Promise<unknown> {
    const response = await fetch(`${this.#url}/${subject}`, { signal: AbortSignal.timeout(LIMIT_MS) });
    if (!response.ok) throw new Error(`the simulator answers ${response.status} for ${subject}`);
    return response.json();
  }
}

/** What was called between two countings. */
export function callsBetween(before: CallCounts, after: CallCounts): CallCounts {
  const grown = Object.entries(after).map(([action, count]) => [action, count - (before[action] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, count]) => count > 0));
}

/** Calls that only look; every other one orders, changes or ends something. */
export function isRead(action: string): boolean {
  return /^(Describe|Get|List|Query)/.test(action);
}
