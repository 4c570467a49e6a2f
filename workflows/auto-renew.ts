import type { Lease } from './lease.js';
import type { ProductModule } from './products/product.js';
import { sentence, spend } from './spend.js';

/** Until it is off, both of us would renew. */
const TRY_AGAIN_MS = 60 * 60 * 1000;

/**
 * The vendor would renew by itself, and so would we: its own renewal is switched off first.
 * @returns what a person should know when that did not work
 */
export async function switchOffAutoRenew(lease: Lease, product: ProductModule): Promise<string | null> {
  const { resourceId, status, waitingFor, reason, nextStep } = lease.state;
  const isWanted = lease.state.switchOffAt !== null || product.autoRenewIsOn();
  if (resourceId === null || !isWanted) return null;
  const spent = await spend(lease, {
    what: "switching off of the vendor's own renewal",
    lane: null,
    fingerprint: null,
    // Setting a switch twice changes nothing.
    repeat: 'harmless',
    giveUpAfter: 5,
    show: () => lease.stand(status, waitingFor, reason, nextStep),
    send: (attempt) => product.switchOffAutoRenew(resourceId, attempt),
    evidence: async () => ({ found: null, candidates: [], complete: true, control: true }),
    done: () => [],
  });
  const again = new Date(Date.now() + TRY_AGAIN_MS).toISOString();
  lease.state.switchOffAt = spent.kind === 'done' ? null : again;
  if (spent.kind !== 'refused') return null;
  return `The vendor's own automatic renewal could not be switched off. ${sentence(spent)} It is tried again at ${again}.`;
}
