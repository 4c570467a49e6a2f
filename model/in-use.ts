import type { ResourceSeen } from './observation.js';
import type { PackageSpec } from './package-spec.js';

/**
 * What goes dark when a package is given back, in words; nothing when nobody is known to use it. No vendor shows whether
 * traffic flows: what a package is bound to counts as using it, and a UGN package is bound to its pair of regions for life.
 */
export function cutOffBy(spec: PackageSpec, seen: ResourceSeen | null): readonly string[] {
  // What is out of service, going or gone has cut it off already.
  if (seen?.phase !== 'ready') return [];
  switch (spec.product) {
    case 'wuying':
      return [
        ...seen.attachedTo.map((site) => `the desktops of office site ${site}`),
        ...seen.eipAddresses.map((address) => `address ${address}`),
      ];
    case 'cen':
      return seen.attachedTo.map((cenId) => `${cenId}, to which it is attached`);
    case 'ugn':
      return [`the line between ${spec.order.regionA} and ${spec.order.regionB} of ${spec.order.ugnId}`];
  }
}
