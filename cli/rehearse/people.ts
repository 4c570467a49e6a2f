import { type BookedOrder, bearsMark, readBooks } from './books.js';
import type { RehearsedLife } from './rehearsed-package.js';

/** How fast people act, in milliseconds; null: never. */
export interface People {
  readonly approveAfterMs: number | null;
  readonly payAfterMs: number | null;
}

/** When a person answers what this package asks now, epoch milliseconds; null: it asks nothing, or nobody answers. */
export function answersAtMs({ asked, state }: RehearsedLife, { approveAfterMs }: People): number | null {
  if (asked === null || approveAfterMs === null) return null;
  // Money is paid at the vendor's; nobody here has to be told of it.
  const isAnswerable = asked.waitingFor === 'approval' || state.nextStep?.what === 'resolve';
  return isAnswerable ? asked.sinceMs + approveAfterMs : null;
}

/** Says yes; or looks at the vendor's console for what became of an order, and tells. */
export async function answer(life: RehearsedLife, simulatorUrl: string): Promise<boolean> {
  if (life.asked?.waitingFor === 'approval') return life.say('approve', {});
  // What it has already is not in doubt: only whether a change of it was done.
  if (life.state.resourceId !== null) return life.say('resolve', { none: true });
  const { orders, packages } = await readBooks(simulatorUrl);
  const own = orders.filter((order) => order.kind === 'New' && bearsMark(order, life.firstRunId));
  const bought = own.find(({ paymentStatus }) => paymentStatus === 'Paid')?.resourceIds[0];
  if (packages.some(({ resourceId, status }) => resourceId === bought && isThere(status))) {
    return life.say('resolve', { resourceId: bought ?? '' });
  }
  // What waits to be paid, or is held by the vendor, may still come: nobody who sees it says that there is none.
  return own.some(isOpen) ? false : life.say('resolve', { none: true });
}

function isThere(status: string): boolean {
  return ['Creating', 'InUse', 'Idle'].includes(status);
}

function isOpen({ paymentStatus }: BookedOrder): boolean {
  return paymentStatus === 'Unpaid' || paymentStatus === 'Suspended';
}
