import { hasTerm } from '../model/package-spec.js';
import type { NextStep } from '../model/status.js';
import { renewalLeadMs } from '../model/term.js';
import type { Lease } from './lease.js';
import type { ProductModule } from './products/product.js';

/** What an active package does next, and when. `look`: nothing is due, but the vendor is read once in a while. */
export interface Due {
  readonly what: 'renew' | 'ask' | 'release' | 'lapse' | 'look' | 'switchOff';
  readonly atMs: number;
  readonly nextStep: NextStep | null;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** A package nothing is due for is looked at this often, should its desk be stuck. */
const QUIET_LOOK_MS = 30 * DAY_MS;
/** After its expiry a package can often still be renewed; until it is gone it is looked at this often. */
const GRACE_LOOK_MS = 6 * 60 * 60 * 1000;

export function nextDue(lease: Lease, product: ProductModule): Due {
  const due = dueByTerm(lease, product);
  const { switchOffAt } = lease.state;
  if (switchOffAt === null || Date.parse(switchOffAt) >= due.atMs) return due;
  return { what: 'switchOff', atMs: Date.parse(switchOffAt), nextStep: due.nextStep };
}

function dueByTerm(lease: Lease, product: ProductModule): Due {
  const atEnd = dueAtTermEnd(lease, product);
  const { inbox, spec } = lease;
  const releaseAt = inbox.release?.at ?? spec.lifecycle.releaseAt;
  const nowMs = Date.now();
  if (releaseAt !== null) {
    const atMs = Date.parse(releaseAt);
    if (atEnd === null || atMs <= atEnd.atMs) return step('release', atMs, atMs);
  }
  return atEnd ?? { what: 'look', atMs: nowMs + QUIET_LOOK_MS, nextStep: null };
}

function dueAtTermEnd(lease: Lease, product: ProductModule): Due | null {
  const { expiresAt, spec, state } = lease;
  if (expiresAt === null || !hasTerm(spec)) return null;
  const endMs = Date.parse(expiresAt);
  const nowMs = Date.now();
  const { atTermEnd, renew } = spec.lifecycle;
  const startedMs = state.termStartedAt === null ? nowMs : Date.parse(state.termStartedAt);
  const leadMs = renewalLeadMs(renew.beforeMs, Math.max(0, endMs - startedMs));
  const againMs = state.againAt === null ? 0 : Date.parse(state.againAt);
  const graceLook = (what: 'renew' | 'lapse'): Due => ({
    what: 'look',
    atMs: nowMs + GRACE_LOOK_MS,
    nextStep: { what, at: null },
  });
  switch (atTermEnd) {
    case 'renew': {
      const atMs = Math.max(endMs - leadMs, againMs);
      return step('renew', atMs, atMs);
    }
    case 'ask':
      if (nowMs >= endMs) return graceLook('lapse');
      if (state.askedAbout === expiresAt)
        return { what: 'look', atMs: endMs, nextStep: { what: 'lapse', at: expiresAt } };
      return { ...step('ask', endMs - leadMs, endMs), nextStep: { what: 'lapse', at: expiresAt } };
    case 'release':
      // A package that ends by itself needs no release; it would only be refused a refund on its last day.
      if (product.releaseLeadMs === 0) return step('lapse', endMs, endMs);
      return step('release', Math.max(endMs - product.releaseLeadMs, againMs), endMs - product.releaseLeadMs);
    case 'lapse':
      return step('lapse', endMs, endMs);
    case 'vendorAutoRenew':
      return nowMs >= endMs
        ? graceLook('renew')
        : { what: 'look', atMs: endMs, nextStep: { what: 'renew', at: expiresAt } };
  }
}

function step(what: 'renew' | 'ask' | 'release' | 'lapse', atMs: number, shownMs: number): Due {
  return { what, atMs, nextStep: { what: what === 'ask' ? 'lapse' : what, at: new Date(shownMs).toISOString() } };
}
