import { setTimeout as sleep } from 'node:timers/promises';
import type { PackageRow } from '../../../model/row.js';
import { tell } from '../../../workers/client/messages.js';
import type { Dice } from '../dice.js';
import type { Customer } from './crowd.js';
import type { Session } from './killable-system.js';
import { type BookedOrder, type Ledger, markOf, readOrders } from './ledger.js';

const ROUND_MS = 300;
/** The slowest payer. */
const PATIENCE_MS = 4_000;

/** Pays every order that waits for a person, each in its own time, until the signal. */
export async function keepPaying(session: () => Session, dice: Dice, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const { simulatorUrl } = session();
      for (const order of await readOrders(simulatorUrl)) {
        const patienceMs = PATIENCE_MS * dice.for('patience').fraction(order.orderId);
        if (order.paymentStatus !== 'Unpaid' || Date.now() < Date.parse(order.createdAt) + patienceMs) continue;
        await fetch(`${simulatorUrl}/_sim/orders/${order.orderId}/pay`, { method: 'POST' });
      }
    } catch {
      // The simulator is being started again; whoever pays tries once more.
    }
    await sleep(ROUND_MS);
  }
}

/**
 * What a careful operator does who looks at the vendor's books: says "none" where a package asks and the books show
 * that nothing was done. Where something was done the package must find it by itself.
 * @returns the names of the packages that were answered
 */
export async function answerQuestions(
  { client }: Session,
  rows: readonly PackageRow[],
  ledger: Ledger,
  customers: readonly Customer[],
): Promise<string[]> {
  const answered: string[] = [];
  for (const row of rows) {
    const customer = customers.find(({ spec }) => spec.name === row.name);
    const isAsked = row.waitingFor === 'operator' && row.nextStep?.what === 'resolve';
    if (!isAsked || customer === undefined || isDone(row, ledger, customer)) continue;
    try {
      await tell(client, { name: row.name, by: 'a person' }, 'resolve', { none: true });
      answered.push(row.name);
    } catch {
      // Answered already, or about to find out by itself: the list is a moment old.
    }
  }
  return answered;
}

function isDone(row: PackageRow, { orders }: Ledger, customer: Customer): boolean {
  const standing = orders.filter((order) => order.paymentStatus !== 'Cancelled');
  const { resourceId } = row;
  if (resourceId === null) return standing.some((order) => markOf(order)?.firstRunId === customer.firstRunId);
  const of = (kind: BookedOrder['kind']) =>
    standing.filter((order) => order.kind === kind && order.resourceIds.includes(resourceId)).length;
  const isChanged = of('Renew') >= customer.renewals.taken && of('Upgrade') >= customer.resizes.taken;
  return isChanged && of('Refund') >= (customer.release === 'taken' ? 1 : 0);
}
