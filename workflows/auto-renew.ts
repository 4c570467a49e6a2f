import type { Lease } from './lease.js';
import type { ProductModule } from './products/product.js';
import { sentence, spend } from './spend.js';

/**
 * The vendor would renew by itself, and so would we: its own renewal is switched off first.
 * @returns what a person should know when that did not work
 */
export async function switchOffAutoRenew(lease: Lease, product: ProductModule): Promise<string | null> {
  const { resourceId, status, waitingFor, reason, nextStep } = lease.state;
  if (resourceId === null || !product.autoRenewIsOn()) return null;
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
  if (spent.kind !== 'refused') return null;
  return `The vendor's own automatic renewal could not be switched off. ${sentence(spent)}`;
}
