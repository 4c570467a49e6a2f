import type { AuditLine } from '../audit.js';
import { auditFactsSchema } from '../audit-facts.js';
import type { MoneyMove } from '../messages.js';
import type { Money } from '../money.js';

/** Something of ours that a bill should show: a call the vendor accepted, or an order it charged. */
export interface OurOrder {
  readonly package: string;
  readonly account: string;
  readonly what: string;
  readonly at: string;
  readonly orderId: string | null;
  readonly resourceId: string | null;
  /** Null where it is not known that it moves any. */
  readonly money: MoneyMove | null;
  /** Null: the vendor showed no amount. */
  readonly charge: Money | null;
}

type Kept = { -readonly [K in keyof OurOrder]: OurOrder[K] };

/** Reads what a bill is compared with out of the trail. */
export class OurOrders {
  /** By life: a trail holds many thousands of them. */
  readonly #orders = new Map<string, Kept[]>();
  readonly #owners = new Map<string, string>();

  take(line: AuditLine): void {
    const parsed = auditFactsSchema.safeParse(line.facts);
    if (!parsed.success || line.at === null) return;
    const facts = parsed.data;
    const { package: name, account, what, at } = line;
    const shared = { package: name, account, what, at };
    const orders = this.#ofLife(line);
    switch (facts.kind) {
      case 'asked':
      case 'said':
      case 'reset':
        return;
      case 'holds':
        this.#hold(line, facts.resourceId);
        return;
      case 'call': {
        if (facts.outcome !== 'accepted') return;
        const { orderId = null, resourceId = null, money = null } = facts;
        if (resourceId !== null) this.#hold(line, resourceId);
        const paid = orderId === null ? undefined : orders.findLast((one) => one.orderId === orderId);
        // It may be seen as paid before its call is known to have made it.
        if (paid === undefined) orders.push({ ...shared, orderId, resourceId, money, charge: null });
        else Object.assign(paid, { what, resourceId: resourceId ?? paid.resourceId, money: money ?? paid.money });
        return;
      }
      case 'charged': {
        const { orderId, amountMinor, currency } = facts;
        const ours = orders.findLast((one) => one.orderId === orderId);
        const charge = { amountMinor, currency };
        if (ours !== undefined) ours.charge = charge;
        else orders.push({ ...shared, orderId, resourceId: null, money: 'paid', charge });
      }
    }
  }

  #ofLife({ life }: AuditLine): Kept[] {
    const orders = this.#orders.get(life) ?? [];
    this.#orders.set(life, orders);
    return orders;
  }

  /** What was ordered before the vendor named the resource is of that one, too. */
  #hold(line: AuditLine, resourceId: string): void {
    this.#owners.set(resourceId, line.package);
    for (const order of this.#ofLife(line)) order.resourceId ??= resourceId;
  }

  all(): readonly OurOrder[] {
    return [...this.#orders.values()].flat();
  }

  /** Resource ids, and the package that stood for each last. */
  owners(): ReadonlyMap<string, string> {
    return this.#owners;
  }
}
