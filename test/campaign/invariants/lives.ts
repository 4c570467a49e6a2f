import { isEnded } from '../../../model/status.js';
import type { Ledger, LedgerOrder, LedgerPackage } from '../books.js';
import { KEYS } from '../campaign-config.js';
import { bears } from '../people.js';
import type { Evidence, PackageEnd } from '../play.js';

/** What the vendors' books say about one package. */
export interface Life {
  readonly end: PackageEnd;
  /** Orders to buy it, whichever attempt they are of. */
  readonly bought: readonly LedgerOrder[];
  /** Everything those orders made. */
  readonly resources: readonly LedgerPackage[];
  /** Leaseline's own orders about what was bought: renewals, resizes, refunds. */
  readonly later: readonly LedgerOrder[];
}

const OURS: readonly string[] = [KEYS.ali.id, KEYS.surfer.id];

export const isOurs = (caller: string): boolean => OURS.includes(caller);

export function livesOf({ packages, ledger }: Evidence): Life[] {
  return packages.map((end) => lifeOf(end, ledger));
}

function lifeOf(end: PackageEnd, ledger: Ledger): Life {
  const bought = ledger.orders.filter((order) => order.kind === 'New' && bears(order, end.firstRunId));
  const ids = new Set(bought.flatMap((order) => order.resourceIds));
  const resources = ledger.packages.filter(({ resourceId }) => ids.has(resourceId));
  const later = ledger.orders.filter(
    (order) => order.kind !== 'New' && isOurs(order.caller) && order.resourceIds.some((id) => ids.has(id)),
  );
  return { end, bought, resources, later };
}

/** It may still cost money, or be there already. */
export function isAlive(order: LedgerOrder): boolean {
  return order.paymentStatus !== 'Cancelled';
}

export const hasEnded = ({ end }: Life): boolean => isEnded(end.state.status);

/** A person said that nothing was bought, and the package took it. */
export function saidNone({ end }: Life): boolean {
  return end.said.some(({ say, argument, accepted }) => say === 'resolve' && 'none' in argument && accepted);
}

/** How often people had the package renewed or resized. */
export function timesSaid({ end }: Life, say: string): number {
  return end.said.filter((one) => one.say === say && one.accepted).length;
}

export function total(amounts: readonly { readonly amountMinor: number }[]): number {
  return amounts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
