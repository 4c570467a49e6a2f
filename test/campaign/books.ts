import { z } from 'zod';
import { KEYS } from './campaign-config.js';
import { raisedPrices } from './prices.js';
import type { Schedule, VendorFault } from './schedule.js';

/** The simulator's ledger, read over its control plane: what the vendors were asked, what they did, what they charged. */

const orderSchema = z.object({
  orderId: z.string(),
  product: z.enum(['wuying', 'cen', 'ugn']),
  kind: z.enum(['New', 'Renew', 'Upgrade', 'Downgrade', 'Refund']),
  paymentStatus: z.enum(['Unpaid', 'Paid', 'Cancelled', 'Suspended']),
  amountMinor: z.number(),
  createdAt: z.string(),
  paidAt: z.string().nullable(),
  cancelledAt: z.string().nullable(),
  resourceIds: z.array(z.string()),
  caller: z.string(),
  clientToken: z.string().optional(),
  request: z.record(z.string(), z.string()),
  /** What paying it did. */
  changes: z.array(
    z.object({ resourceId: z.string(), expiresBefore: z.string().nullable(), expiresAfter: z.string().nullable() }),
  ),
});
export type LedgerOrder = z.infer<typeof orderSchema>;

const chargeSchema = z.object({
  orderId: z.string(),
  resourceId: z.string(),
  amountMinor: z.number(),
  kind: z.string(),
  at: z.string(),
});
export type LedgerCharge = z.infer<typeof chargeSchema>;

const packageSchema = z.object({
  resourceId: z.string(),
  product: z.enum(['wuying', 'cen', 'ugn']),
  region: z.string(),
  status: z.string(),
  bandwidthMbps: z.number(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  billing: z.boolean(),
  autoRenew: z.boolean(),
  tags: z.array(z.object({ key: z.string(), value: z.string() })),
  remark: z.string().optional(),
  attachedTo: z.string().nullable(),
  orderIds: z.array(z.string()),
});
export type LedgerPackage = z.infer<typeof packageSchema>;

/** A call the vendor carried out long after its caller was cut off. */
const lateCallSchema = z.object({
  receivedAt: z.string(),
  committedAt: z.string().nullable(),
  orderIds: z.array(z.string()),
});
export type LateCall = z.infer<typeof lateCallSchema>;

const hitSchema = z.object({ fault: z.string(), action: z.string(), at: z.string() });
export type FaultHit = z.infer<typeof hitSchema>;

/** Everything the vendors have written down. */
export interface Ledger {
  readonly orders: readonly LedgerOrder[];
  readonly charges: readonly LedgerCharge[];
  readonly packages: readonly LedgerPackage[];
  readonly hits: readonly FaultHit[];
  readonly lateCalls: readonly LateCall[];
  /** Every call as it came in. */
  readonly calls: readonly LoggedCall[];
}

const callSchema = z.object({ action: z.string(), caller: z.string(), realAt: z.string() });
export type LoggedCall = z.infer<typeof callSchema>;

export class Books {
  readonly #url: string;

  constructor(simulatorUrl: string) {
    this.#url = `${simulatorUrl}/_sim`;
  }

  async read(): Promise<Ledger> {
    const [orders, charges, packages, faults, calls] = await Promise.all([
      this.orders(),
      this.#get('charges', z.object({ charges: z.array(chargeSchema) })),
      this.packages(),
      this.#get('faults', z.object({ hits: z.array(hitSchema), lateCalls: z.array(lateCallSchema) })),
      this.#get('calls/log', z.object({ calls: z.array(callSchema) })),
    ]);
    return { orders, charges: charges.charges, packages, ...faults, calls: calls.calls };
  }

  async orders(): Promise<LedgerOrder[]> {
    return (await this.#get('orders', z.object({ orders: z.array(orderSchema) }))).orders;
  }

  async packages(): Promise<LedgerPackage[]> {
    return (await this.#get('packages', z.object({ packages: z.array(packageSchema) }))).packages;
  }

  /** @returns false when it cannot be paid: too little money, or no longer open */
  pay(orderId: string): Promise<boolean> {
    return this.#post(`orders/${orderId}/pay`, {});
  }

  cancel(orderId: string): Promise<boolean> {
    return this.#post(`orders/${orderId}/cancel`, {});
  }

  /**
   * As somebody does at the vendor's console, for one more month.
   * @returns false when it cannot be renewed: no term, gone, or an unpaid order in the way
   */
  renew(resourceId: string): Promise<boolean> {
    return this.#post(`packages/${resourceId}/renew`, {});
  }

  /** Puts rules in force that strike Leaseline's own calls and nobody else's. */
  async playFaults(rules: readonly VendorFault[], seed: number): Promise<void> {
    if (rules.length === 0) return;
    const striking = rules.map((rule) => ({
      ...rule,
      caller: isUcloud(rule.action) ? KEYS.surfer.id : KEYS.ali.id,
    }));
    const taken = await this.#post('faults', { rules: striking, seed });
    if (!taken) throw new Error(`the simulator does not take these faults: ${JSON.stringify(rules)}`);
  }

  /** What the vendors ask for from now on. */
  async raisePrices({ behaviour, governance }: Schedule): Promise<void> {
    const prices = raisedPrices(behaviour, governance);
    if (!(await this.#post('behaviour', { prices }))) throw new Error('the simulator does not take these prices');
  }

  async clearFaults(): Promise<void> {
    await fetch(`${this.#url}/faults`, { method: 'DELETE' });
  }

  async #get<T>(subject: string, schema: z.ZodType<T>): Promise<T> {
    const response = await fetch(`${this.#url}/${subject}`);
    if (!response.ok) throw new Error(`simulator ${subject}: ${response.status}`);
    return schema.parse(await response.json());
  }

  async #post(subject: string, body: object): Promise<boolean> {
    const response = await fetch(`${this.#url}/${subject}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
    });
    await response.text();
    return response.ok;
  }
}

const UCLOUD_ACTIONS = ['CreateRenew', 'ModifyAutoRenewFlag', 'DescribeOrderDetailInfo', 'GetBalance'];

function isUcloud(action: string): boolean {
  return /UGN|UBill|SimpleBwPackage|SimpleBuyBwPrice/.test(action) || UCLOUD_ACTIONS.includes(action);
}
