import { type BookedOrder, bearsMark, readBooks, renewAtConsole } from './books.js';
import type { RehearsedLife } from './rehearsed-package.js';

/** How fast people act, in milliseconds; null: never. */
export interface People {
  readonly approveAfterMs: number | null;
  readonly payAfterMs: number | null;
}

/** When a person answers what this package asks now, epoch milliseconds; null: it asks nothing, or nobody answers. */
export function answersAtMs(life: RehearsedLife, { approveAfterMs, payAfterMs }: People): number | null {
  const { asked, state } = life;
  if (asked !== null && isToRenew(life)) return payAfterMs === null ? null : asked.sinceMs + payAfterMs;
  if (asked === null || approveAfterMs === null) return null;
  // Money is paid at the vendor's; nobody here has to be told of it.
  const isAnswerable = asked.waitingFor === 'approval' || state.nextStep?.what === 'resolve';
  return isAnswerable ? asked.sinceMs + approveAfterMs : null;
}

/** Says yes; or looks at the vendor's console for what became of an order, and tells. */
export async function answer(life: RehearsedLife, simulatorUrl: string): Promise<boolean> {
  const { resourceId } = life.state;
  if (resourceId !== null && isToRenew(life)) {
    const isRenewed = await renewAtConsole(simulatorUrl, resourceId, life.spec.lifecycle.renew.term);
    if (isRenewed) await life.haveSwept();
    return isRenewed;
  }
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

/** By its file, a person renews it at the vendor: it asks them to, and looks there for what they did. */
function isToRenew({ asked, spec, state }: RehearsedLife): boolean {
  const isTheirs = spec.lifecycle.atTermEnd === 'renew' && spec.lifecycle.renewBy === 'console';
  return isTheirs && asked?.waitingFor === 'operator' && state.nextStep?.what === 'renew';
}

function isThere(status: string): boolean {
  return ['Creating', 'InUse', 'Idle'].includes(status);
}

function isOpen({ paymentStatus }: BookedOrder): boolean {
  return paymentStatus === 'Unpaid' || paymentStatus === 'Suspended';
}
