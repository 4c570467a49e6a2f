import { parsePackage } from '../../model/parse-package.js';
import type { Product } from '../../model/product.js';

export type PackageDocument = Readonly<Record<string, unknown>>;

/**
 * The package document that describes a resource as it is. Nothing of it is ever sent, for what it orders is there
 * already. Tags stay out: they are other people's, and no package file has to repeat them.
 * @returns null when the vendor shows too little, or something that no package file can say
 */
export function packageDocument(resource: {
  readonly product: Product;
  readonly account: string;
  readonly resourceId: string;
  /** Null: the vendor does not show it. */
  readonly autoRenew: boolean | null;
  /** As the package file spells it; what is null is left out. */
  readonly order: PackageDocument;
}): PackageDocument | null {
  const { product, account, resourceId, autoRenew } = resource;
  const order = Object.fromEntries(Object.entries(resource.order).filter(([, value]) => value !== null));
  const document = {
    apiVersion: 'leaseline/v1',
    kind: 'BandwidthPackage',
    name: resourceId.toLowerCase(),
    product,
    account,
    // Who takes over what renews itself lets it: only a person may decide that a line is not to go on.
    lifecycle: { atTermEnd: autoRenew === true ? 'vendorAutoRenew' : 'ask' },
    order,
  };
  return parsePackage(document).ok ? document : null;
}
