export type AlibabaProduct = 'ecd' | 'cbn' | 'bss';

/** Which of the vendor's two billing systems holds the account; the account decides it, not the resource's region. */
export type AlibabaSite = 'domestic' | 'international';

const billingHosts: Readonly<Record<AlibabaSite, string>> = {
  domestic: 'business.aliyuncs.com',
  international: 'business.ap-southeast-1.aliyuncs.com',
};

/**
 * The vendor's endpoint rule: ECD is regional, CEN central, BSS by the account's site
 * (source: the endpoint rules of the vendor's Python SDKs and of its terraform provider).
 * @returns null when ECD is asked without a usable region id
 */
export function vendorEndpoint(product: AlibabaProduct, site: AlibabaSite, regionId: string | undefined): URL | null {
  switch (product) {
    case 'ecd':
      // The region becomes part of a host name, so it must not be able to name another host.
      return regionId !== undefined && /^[a-z0-9-]+$/.test(regionId)
        ? new URL(`https://ecd.${regionId}.aliyuncs.com`)
        : null;
    case 'cbn':
      return new URL('https://cbn.aliyuncs.com');
    case 'bss':
      return new URL(`https://${billingHosts[site]}`);
    default:
      return product satisfies never;
  }
}
