import { patched } from '@temporalio/workflow';
import { hasTerm, type Lifecycle, wantsVendorRenewal } from '../model/package-spec.js';
import type { NextStep } from '../model/status.js';
import { renewalLeadMs } from '../model/term.js';
import { vendorLeadMs } from '../model/vendor-renewal.js';
import { orderReadDueMs } from './first-order.js';
import { fundsDueMs } from './funds.js';
import { plannedRelease, plannedResize } from './inbox.js';
import type { Lease } from './lease.js';
import type { HeldRenewal } from './lease-state.js';
import type { ProductModule } from './products/product.js';

/**
 * What an active package does next, and when. `look`: nothing is due, but the vendor is read once in a while; `align` and
 * `check`: the vendor's own renewal is set, or compared with what is wanted; `funds`: the balance is compared with its price;
 * `resize`: somebody wants another bandwidth then; `resume`: a pause ends; `order`: what the first order has cost is looked up.
 */
export interface Due {
  readonly what:
    | 'renew'
    | 'ask'
    | 'release'
    | 'lapse'
    | 'look'
    | 'align'
    | 'check'
    | 'funds'
    | 'resize'
    | 'resume'
    | 'order';
  readonly atMs: number;
  readonly nextStep: NextStep | null;
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** A package nothing is due for is looked at this often, should its desk be stuck. */
const QUIET_LOOK_MS = 30 * DAY_MS;
/** After its expiry a package can often still be renewed; until it is gone it is looked at this often. */
const GRACE_LOOK_MS = 6 * HOUR_MS;
/** Before the vendor takes the money for its own renewal: time enough to switch it, and it may act a day late. */
const DEDUCTION_MARGIN_MS = 12 * HOUR_MS;

export function nextDue(lease: Lease, product: ProductModule): Due {
  const due = dueByTerm(lease, product);
  const { switchOffAt, paused, priceAgainAt } = lease.state;
  const beside = (what: Due['what'], atMs: number | null): Due[] =>
    atMs === null ? [] : [{ what, atMs, nextStep: due.nextStep }];
  const others = [
    ...beside('align', instantMs(switchOffAt)),
    ...beside('check', checkDueMs(lease, product)),
    ...beside('funds', due.what === 'release' ? null : fundsDueMs(lease, due.what === 'renew' ? due.atMs : null)),
    ...beside('resize', instantMs(plannedResize(lease.inbox)?.at)),
    ...beside('resume', instantMs(paused?.until)),
    ...beside('look', instantMs(priceAgainAt)),
    ...beside('order', orderReadDueMs(lease)),
  ];
  return others.reduce((first, one) => (one.atMs < first.atMs ? one : first), due);
}

const instantMs = (instant: string | null | undefined): number | null => (instant == null ? null : Date.parse(instant));

/** When a term's end calls for its renewal, or for somebody's decision; epoch milliseconds. */
function leadMs(lease: Lease, endMs: number): number {
  const { termStartedAt } = lease.state;
  const startedMs = termStartedAt === null ? Date.now() : Date.parse(termStartedAt);
  const { beforeMs, backstop } = lease.spec.lifecycle.renew;
  // Ours must be done before the vendor would do it, or both of us pay.
  const wantedMs = backstop ? Math.max(beforeMs, checkLeadMs(lease)) : beforeMs;
  return renewalLeadMs(wantedMs, Math.max(0, endMs - startedMs));
}

const checkLeadMs = (lease: Lease): number => lease.life.deductsBeforeMs + DEDUCTION_MARGIN_MS;

/** Once a term, before the vendor would take money by itself; a renewal of ours that comes earlier does it on its way. */
function checkDueMs(lease: Lease, product: ProductModule): number | null {
  const { expiresAt, spec, state } = lease;
  if (expiresAt === null || !hasTerm(spec) || !product.showsAutoRenew) return null;
  const endMs = Date.parse(expiresAt);
  const { recheck } = state;
  if (recheck?.of === expiresAt && Date.now() < endMs) return Date.parse(recheck.at);
  if (state.checkedFor === expiresAt) return null;
  const { atTermEnd } = spec.lifecycle;
  if ((atTermEnd === 'renew' || atTermEnd === 'ask') && leadMs(lease, endMs) >= checkLeadMs(lease)) return null;
  const startedMs = state.termStartedAt === null ? Date.now() : Date.parse(state.termStartedAt);
  return Math.max(endMs - checkLeadMs(lease), startedMs + (endMs - startedMs) / 2);
}

/** The vendor may be taking the money for its own renewal just now: one of ours could come on top. */
export function isInDeductionWindow(lease: Lease): boolean {
  const { expiresAt, spec } = lease;
  if (expiresAt === null || !wantsVendorRenewal(spec)) return false;
  const leftMs = Date.parse(expiresAt) - Date.now();
  const { deductsBeforeMs } = lease.life;
  if (leftMs <= 0 || leftMs > deductsBeforeMs) return false;
  // Earlier builds left every week of a package by the week to the vendor: its usual lead is longer than a week.
  return leftMs <= vendorLeadMs(spec, deductsBeforeMs) || !patched('weekly-deduction-window');
}

/** What the term's end or a date of release calls for; nothing that is only looked at on the way there. */
export function dueByTerm(lease: Lease, product: ProductModule): Due {
  const atEnd = dueAtTermEnd(lease, product);
  const { releaseAgain } = lease.state;
  const releaseAt = plannedEnd(lease);
  const nowMs = Date.now();
  if (releaseAt !== null) {
    const atMs = Date.parse(releaseAt);
    // What is given back within its term is not renewed first: that would buy a term for nobody.
    const isWithinTerm = lease.expiresAt !== null && atMs <= Date.parse(lease.expiresAt);
    if (atEnd === null || isWithinTerm || atMs <= atEnd.atMs) {
      const dueMs = releaseAgain?.of === releaseAt ? Math.max(atMs, Date.parse(releaseAgain.at)) : atMs;
      return step('release', dueMs, dueMs);
    }
  }
  return atEnd ?? { what: 'look', atMs: nowMs + QUIET_LOOK_MS, nextStep: null };
}

function dueAtTermEnd(lease: Lease, product: ProductModule): Due | null {
  const { expiresAt, spec, state } = lease;
  if (expiresAt === null || !hasTerm(spec)) return null;
  const endMs = Date.parse(expiresAt);
  const nowMs = Date.now();
  const againMs = state.againAt === null ? 0 : Date.parse(state.againAt);
  const lapseMs = state.readAgainAt == null ? endMs : Math.max(endMs, Date.parse(state.readAgainAt));
  const graceLook = (what: 'renew' | 'lapse'): Due => ({
    what: 'look',
    atMs: nowMs + GRACE_LOOK_MS,
    nextStep: { what, at: null },
  });
  switch (endedBy(spec.lifecycle)) {
    case 'renew': {
      if (heldRenewal(lease) !== null) {
        if (nowMs >= endMs) return graceLook('renew');
        return { what: 'look', atMs: endMs, nextStep: { what: 'renew', at: expiresAt } };
      }
      const atMs = Math.max(endMs - leadMs(lease, endMs), againMs);
      return step('renew', atMs, atMs);
    }
    case 'console':
    case 'ask': {
      const what = spec.lifecycle.atTermEnd === 'renew' ? 'renew' : 'lapse';
      if (nowMs >= endMs) return graceLook(what);
      if (state.askedAbout === expiresAt) return { what: 'look', atMs: endMs, nextStep: { what, at: expiresAt } };
      return { ...step('ask', endMs - leadMs(lease, endMs), endMs), nextStep: { what, at: expiresAt } };
    }
    case 'release':
      // A package that ends by itself needs no release; it would only be refused a refund on its last day.
      if (product.releaseLeadMs === 0) return step('lapse', lapseMs, endMs);
      return step('release', Math.max(endMs - product.releaseLeadMs, againMs), endMs - product.releaseLeadMs);
    case 'lapse':
      return step('lapse', lapseMs, endMs);
    case 'vendorAutoRenew':
      return nowMs >= endMs
        ? graceLook('renew')
        : { what: 'look', atMs: endMs, nextStep: { what: 'renew', at: expiresAt } };
  }
}

/** When it is to be given back, by somebody's word or its file, ISO 8601; null: no such plan. */
export const plannedEnd = ({ inbox, spec }: Lease): string | null => plannedRelease(inbox) ?? spec.lifecycle.releaseAt;

/** Whether its term ends later than it did; unknown is no later. */
export function hasMoved({ expiresAt }: Lease, before: string): boolean {
  return expiresAt !== null && expiresAt > before;
}

/** A suspended renewal that may still come; null when there is none, or the expiry has moved since. */
export function heldRenewal({ expiresAt, state: { held = null } }: Lease): HeldRenewal | null {
  return held !== null && expiresAt !== null && expiresAt <= held.before ? held : null;
}

/** `console`: a person renews at the vendor, and we remind and verify. */
export function endedBy({ atTermEnd, renewBy }: Lifecycle): Lifecycle['atTermEnd'] | 'console' {
  return atTermEnd === 'renew' && renewBy === 'console' ? 'console' : atTermEnd;
}

function step(what: 'renew' | 'ask' | 'release' | 'lapse', atMs: number, shownMs: number): Due {
  return { what, atMs, nextStep: { what: what === 'ask' ? 'lapse' : what, at: new Date(shownMs).toISOString() } };
}
