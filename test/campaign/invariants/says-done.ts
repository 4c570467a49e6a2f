import type { Evidence } from '../play.js';
import type { Invariant } from './invariant.js';
import { type Life, livesOf } from './lives.js';

export const saysOnlyWhatIsDone: Invariant = {
  name: 'says-done-only-what-was-done',
  promise: 'For every renewal or resize a package calls accepted there is an order at the vendor.',
  broken: (evidence) =>
    livesOf(evidence).flatMap((life) => [
      ...onlySaid(life, evidence, 'renewal', ['Renew']),
      ...onlySaid(life, evidence, 'resize', ['Upgrade', 'Downgrade']),
    ]),
};

function onlySaid({ end, resources }: Life, { ledger }: Evidence, what: string, kinds: readonly string[]): string[] {
  const ids = new Set(resources.map(({ resourceId }) => resourceId));
  // Whoever ordered it: what somebody else renewed need not be renewed again.
  const orders = ledger.orders.filter(
    ({ kind, resourceIds }) => kinds.includes(kind) && resourceIds.some((resourceId) => ids.has(resourceId)),
  );
  const accepted = end.state.operations.filter((one) => one.what.startsWith(what) && one.outcome === 'accepted');
  const said = new Set(accepted.map(({ operation }) => operation)).size;
  if (said <= orders.length) return [];
  return [`${end.name} says that ${said} ${what}s were accepted, and the vendor has ${orders.length} orders for them`];
}
