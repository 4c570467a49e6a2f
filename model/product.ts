export const PRODUCTS = ['wuying', 'cen', 'ugn'] as const;
export type Product = (typeof PRODUCTS)[number];

/** The vendor whose account a product is ordered through. */
export type Vendor = 'alibaba' | 'ucloud';

export function vendorOf(product: Product): Vendor {
  return product === 'ugn' ? 'ucloud' : 'alibaba';
}
