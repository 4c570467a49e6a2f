import { cancelOrder } from '../money/orders.js';
import { eipAddress, payOrder } from '../money/payment.js';
import type { LateCall, Order, Package } from '../records.js';
import type { World } from '../world.js';
import { Agenda } from './agenda.js';
import { dayMs, hourMs, secondMs } from './calendar.js';
import { attemptVendorRenewal } from './vendor-renewal.js';

/**
 * Lets happen what time alone brings: delivery, the end of unpaid orders, the vendor's own renewals, forced release, calls processed late.
 * Nothing runs on timers: every request first settles everything up to its own instant, in the order it was due, each
 * thing at its own time. So the past is the same however rarely anybody looks.
 */
export class Settlement {
  readonly #world: World;
  readonly #agenda = new Agenda();
  readonly #commitLate: (call: LateCall, at: number) => void;

  /** @param commitLate processes a call that `lateCommit` held back: operations are no business of time. */
  constructor(world: World, commitLate: (call: LateCall, at: number) => void) {
    this.#world = world;
    this.#commitLate = commitLate;
    const { ledger } = world;
    ledger.onLateCall = (row) => this.#planLateCall(row);
    for (const row of ledger.lateCalls.values()) this.#planLateCall(row);
    ledger.onPackage = (row) => this.#planPackage(row);
    ledger.onOrder = (row) => this.#planOrder(row);
    for (const row of ledger.packages()) this.#planPackage(row);
    for (const row of ledger.orders.values()) this.#planOrder(row);
  }

  settle(now: number): void {
    for (let due = this.#agenda.takeUpTo(now); due !== undefined; due = this.#agenda.takeUpTo(now)) {
      switch (due.subject) {
        case 'order':
          this.#settleOrder(due.id, due.at);
          break;
        case 'package':
          this.#settlePackage(due.id, due.at);
          break;
        case 'lateCall':
          this.#settleLateCall(due.id, due.at);
          break;
      }
    }
  }

  /** Grace periods and the like may have changed: look at everything again. */
  replan(): void {
    for (const row of this.#world.ledger.packages()) this.#planPackage(row);
    for (const row of this.#world.ledger.orders.values()) this.#planOrder(row);
  }

  #planOrder(order: Order): void {
    for (const at of [personPaysAt(this.#world, order), unpaidOrderEndsAt(this.#world, order)]) {
      if (at !== null) this.#agenda.add({ at, subject: 'order', id: order.orderId });
    }
  }

  #planPackage(row: Package): void {
    const at = packageDueAt(this.#world, row);
    if (at !== null) this.#agenda.add({ at, subject: 'package', id: row.resourceId });
  }

  #planLateCall(call: LateCall): void {
    if (call.committedAt === null) this.#agenda.add({ at: call.dueAt, subject: 'lateCall', id: call.requestId });
  }

  #settleLateCall(requestId: string, at: number): void {
    const call = this.#world.ledger.lateCalls.get(requestId);
    if (call !== undefined && call.committedAt === null) this.#commitLate(call, at);
  }

  #settleOrder(orderId: string, at: number): void {
    const order = this.#world.ledger.orders.get(orderId);
    if (order === undefined) return;
    if (personPaysAt(this.#world, order) === at) payOrder(this.#world, orderId, at);
    else if (unpaidOrderEndsAt(this.#world, order) === at) cancelOrder(this.#world, order, at);
  }

  #settlePackage(resourceId: string, at: number): void {
    const row = this.#world.ledger.package(resourceId);
    if (row === undefined || packageDueAt(this.#world, row) !== at) return;
    happenTo(this.#world, row, at);
  }
}

/** When the vendor cancels an order that nobody pays, epoch ms; null: it does not wait for payment. */
export function unpaidOrderEndsAt(world: World, order: Order): number | null {
  return order.paymentStatus === 'Unpaid' ? order.createdAt + world.behaviour.unpaidOrderDays * dayMs : null;
}

/** When the person who pays gets round to it, epoch ms; null: it does not wait for one, or nobody pays. */
function personPaysAt({ behaviour }: World, order: Order): number | null {
  const { personPaysAfterSeconds } = behaviour;
  if (personPaysAfterSeconds === null || order.paymentStatus !== 'Unpaid') return null;
  return Math.max(order.createdAt, order.resumedAt ?? 0) + personPaysAfterSeconds * secondMs;
}

function packageDueAt(world: World, row: Package): number | null {
  switch (row.phase) {
    case 'delivering':
    case 'releasing':
      return row.phaseEndsAt;
    case 'live':
      return earliest([
        row.renewal.nextAttemptAt,
        forcedReleaseAt(world, row),
        row.details.product === 'cen' ? (row.details.moving?.at ?? null) : null,
        row.details.product === 'wuying' ? (row.details.reservation?.activeAt ?? null) : null,
      ]);
    case 'unpaid':
    case 'released':
    case 'withdrawn':
      return null;
  }
}

/** When the vendor takes an expired package away, epoch ms; null: it never expires. */
export function forcedReleaseAt(world: World, row: Package): number | null {
  if (row.expiresAt === null) return null;
  return row.expiresAt + world.behaviour.graceDays[row.details.product] * dayMs;
}

function happenTo(world: World, row: Package, at: number): void {
  const { ledger } = world;
  const { details } = row;
  if (row.phase === 'delivering') {
    const ready: Package = { ...row, phase: 'live', phaseAt: at, phaseEndsAt: null };
    const eipAddresses = details.product === 'wuying' ? [eipAddress(world)] : [];
    ledger.putPackage(at, details.product === 'wuying' ? { ...ready, details: { ...details, eipAddresses } } : ready);
  } else if (row.phase === 'releasing') {
    ledger.putPackage(at, { ...row, phase: 'released', phaseAt: at, phaseEndsAt: null });
  } else if (details.product === 'cen' && details.moving?.at === at) {
    ledger.putPackage(at, { ...row, details: { ...details, cenId: details.moving.cenId, moving: null } });
  } else if (details.product === 'wuying' && details.reservation?.activeAt === at) {
    const { bandwidthMbps } = details.reservation;
    ledger.putPackage(at, { ...row, bandwidthMbps, details: { ...details, reservation: null } });
  } else if (forcedReleaseAt(world, row) === at) {
    ledger.putPackage(at, releasedNow(row, at));
  } else if (row.renewal.nextAttemptAt === at) {
    attemptVendorRenewal(world, row, at);
  }
}

/** The package is gone: nothing attached, nothing renewed. */
export function releasedNow(row: Package, at: number): Package {
  return {
    ...row,
    phase: 'released',
    phaseAt: at,
    phaseEndsAt: null,
    renewal: { ...row.renewal, nextAttemptAt: null },
  };
}

/** Released packages stay listed for an hour where the behaviour says so. */
export function isStillListed(world: World, row: Package, now: number): boolean {
  return world.behaviour.releasedPackages === 'listedForAnHour' && now - row.phaseAt < hourMs;
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
}
