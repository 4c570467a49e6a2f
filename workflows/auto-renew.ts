import { patched } from '@temporalio/workflow';
import { hasTerm, wantsVendorRenewal } from '../model/package-spec.js';
import type { Lease } from './lease.js';
import type { ProductModule } from './products/product.js';
import { recheckAfter } from './recheck.js';
import { spend } from './spend.js';
import { tryRead } from './try-read.js';
import { sentence } from './vendor-words.js';

/** Until it is set as wanted, both of us would renew, or neither. */
const TRY_AGAIN_MS = 60 * 60 * 1000;

/**
 * Sets the vendor's own renewal as the package wants it: off where we renew or it is to end, on where the vendor renews
 * or backs us up. It was sent with the order or the last change, so nothing is asked where that agrees.
 * @returns what a person should know when that did not work
 */
export async function alignAutoRenew(lease: Lease, product: ProductModule): Promise<string | null> {
  const { resourceId, vendorRenews, switchOffAt } = lease.state;
  if (resourceId === null || !hasTerm(lease.spec)) return null;
  const isWanted = wantsVendorRenewal(lease.spec);
  if (switchOffAt === null && (vendorRenews ?? product.autoRenewIsOn()) === isWanted) return null;
  if (isWanted && product.whyNotSwitchedOn !== null) return leaveToConsole(lease, product, product.whyNotSwitchedOn);
  return setAutoRenew(lease, product, resourceId, isWanted);
}

/** No call can switch it on; somebody may have done so in the console, and then all is well. */
async function leaveToConsole(lease: Lease, product: ProductModule, why: string): Promise<string | null> {
  const { resourceId } = lease.state;
  lease.state.switchOffAt = null;
  const shown = resourceId === null ? null : await tryRead(lease, () => product.readAutoRenew(resourceId));
  if (shown !== null) lease.state.vendorRenews = shown;
  if (shown === true) return null;
  lease.state.askedAbout = lease.expiresAt;
  const problem = `${why} Switch it on in the vendor's console before ${lease.expiresAt}, or say atTermEnd: renew.`;
  lease.tell(problem);
  return problem;
}

/**
 * Compares what the vendor shows of its own renewal with what is wanted. Switched on behind our back it is switched off
 * again, or the term would be paid for twice; switched off behind our back it is somebody's decision, and is said.
 * @returns what a person should know; null when all is well, or cannot be read
 */
export async function checkAutoRenew(lease: Lease, product: ProductModule): Promise<string | null> {
  const { resourceId } = lease.state;
  if (resourceId === null || !hasTerm(lease.spec)) return null;
  const shown = await tryRead(lease, () => product.readAutoRenew(resourceId));
  if (shown === null) {
    if (product.showsAutoRenew) checkAgain(lease);
    return null;
  }
  lease.state.recheck = null;
  lease.state.vendorRenews = shown;
  const isWanted = wantsVendorRenewal(lease.spec);
  if (shown === isWanted) return null;
  if (isWanted) {
    return `The vendor's own renewal was switched off outside Leaseline, so ${resourceId} lapses at ${lease.expiresAt}: switch it on in the console, renew it, or change atTermEnd.`;
  }
  lease.tell(
    "the vendor's own renewal was switched on outside Leaseline; it is switched off, or the term would be paid for twice",
  );
  return setAutoRenew(lease, product, resourceId, false);
}

/** Earlier builds compared it once a term, and took what they could not read for what is wanted. */
function checkAgain({ expiresAt, state }: Lease): void {
  if (expiresAt === null || !patched('vendor-renewal-read-again')) return;
  state.recheck = recheckAfter(state.recheck, expiresAt, TRY_AGAIN_MS);
}

async function setAutoRenew(
  lease: Lease,
  product: ProductModule,
  resourceId: string,
  isOn: boolean,
): Promise<string | null> {
  const { status, waitingFor, reason, nextStep } = lease.state;
  const spent = await spend(lease, {
    what: `switching ${isOn ? 'on' : 'off'} of the vendor's own renewal`,
    lane: null,
    fingerprint: null,
    // Setting a switch twice changes nothing.
    repeat: 'harmless',
    giveUpAfter: 5,
    show: () => lease.stand(status, waitingFor, reason, nextStep),
    send: (attempt) => product.setAutoRenew(resourceId, isOn, attempt),
    evidence: async () => ({ found: null, candidates: [], complete: true, control: true }),
    done: () => [],
  });
  const again = new Date(Date.now() + TRY_AGAIN_MS).toISOString();
  lease.state.switchOffAt = spent.kind === 'done' ? null : again;
  if (spent.kind === 'done') lease.state.vendorRenews = isOn;
  if (spent.kind !== 'refused') return null;
  return `The vendor's own automatic renewal could not be switched ${isOn ? 'on' : 'off'}. ${sentence(spent)} It is tried again at ${again}.`;
}
