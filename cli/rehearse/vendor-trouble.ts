import type { PackageSpec } from '../../model/package-spec.js';
import type { SimulatorBehaviourInput } from '../../simulator/behaviour.js';

/** Trouble at the vendors that a rehearsal plays: fault rules, and how the simulator behaves besides. */
export interface VendorTrouble {
  readonly rules: readonly object[];
  readonly behaviour: SimulatorBehaviourInput;
}

export const NO_TROUBLE: VendorTrouble = { rules: [], behaviour: {} };

const ORDERS = { wuying: 'CreateNetworkPackage', cen: 'CreateCenBandwidthPackage', ugn: 'CreateSimpleUGNBwPackage' };
const RENEWALS = { wuying: 'RenewNetworkPackages', cen: 'RenewInstance', ugn: 'CreateRenew' };
const HOUR_SECONDS = 3_600;
/** Some come later than a package waits before it asks (`ready.within`, 30 minutes). */
const LATE_SECONDS: [number, number] = [60, 1.5 * HOUR_SECONDS];
const SHARE_THROTTLED = 0.05;

/**
 * A modest menu, the same for the same seed: for each product one order and one renewal whose answer is lost, one
 * renewal that is carried out late, one that is refused for want of balance; now and then a call is throttled, and
 * deliveries are late.
 */
export function vendorTrouble(specs: readonly PackageSpec[], seed: number): VendorTrouble {
  const products = [...new Set(specs.map(({ product }) => product))].sort();
  const rules = products.flatMap((product, index) => {
    // Which of the first renewals are struck: three different ones.
    const turn = (seed + index) % 3;
    return [
      { action: ORDERS[product], fault: 'dropAfter', count: 1 },
      { action: RENEWALS[product], fault: 'dropAfter', count: 1, skip: turn },
      { action: RENEWALS[product], fault: 'insufficientBalanceNoOrder', count: 1, skip: 3 + turn },
      { action: RENEWALS[product], fault: 'lateCommit', count: 1, skip: 6 + turn, seconds: 120 },
    ];
  });
  return {
    rules: [...rules, { action: '*', fault: 'throttleWithRetryAfter', probability: SHARE_THROTTLED, seconds: 1 }],
    behaviour: {
      seed,
      delivery: { wuyingSeconds: LATE_SECONDS, cenSeconds: LATE_SECONDS, ugnSeconds: LATE_SECONDS },
    },
  };
}
