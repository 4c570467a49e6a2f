import { z } from 'zod';
import { id, list, number, optionalFlag, optionalList, optionalNumber, optionalText } from '../wire.js';
import { type VendorTag, vendorTag } from './shared-types.js';

/** CEN (product Cbn) 2017-09-12, in the vendor's spelling. Bandwidths are Mbps; times have minutes only, `YYYY-MM-DDThh:mmZ`. */

export interface CreateCenBandwidthPackageRequest {
  /** At most 64 ASCII characters; the same token is answered with the first result. */
  readonly ClientToken: string;
  readonly Name?: string | undefined;
  readonly Description?: string | undefined;
  readonly Bandwidth: number;
  readonly GeographicRegionAId: string;
  readonly GeographicRegionBId: string;
  readonly BandwidthPackageChargeType?: string | undefined;
  readonly Period?: number | undefined;
  readonly PricingCycle?: string | undefined;
  /** Required here although the vendor has a default: elsewhere it is the opposite one. */
  readonly AutoPay: boolean;
  readonly AutoRenew?: boolean | undefined;
  /** Months. */
  readonly AutoRenewDuration?: number | undefined;
  readonly Tag?: readonly VendorTag[] | undefined;
}

export const createCenBandwidthPackageResponse = z.object({
  CenBandwidthPackageId: id,
  CenBandwidthPackageOrderId: optionalText,
});
export type CreateCenBandwidthPackageResponse = z.output<typeof createCenBandwidthPackageResponse>;

export interface DescribeCenBandwidthPackagesRequest {
  /** At most 5; keys CenId, Status, CenBandwidthPackageId, Name; at most 5 values each, any of which matches. */
  readonly Filter?: readonly { readonly Key: string; readonly Value: readonly string[] }[] | undefined;
  readonly IsOrKey?: boolean | undefined;
  readonly IncludeReservationData?: boolean | undefined;
  readonly Tag?: readonly VendorTag[] | undefined;
  readonly PageNumber?: number | undefined;
  /** At most 50. */
  readonly PageSize?: number | undefined;
}

/** Orders name areas `North-America`, answers `north-america`: read as orders spell them, so that they compare. */
const area = optionalText.transform((name) => name?.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()) ?? null);

/** Old-style wrapper `{ "CenId": [...] }`; with one element it may be a bare one, with none it may be missing. */
function wrapped<K extends string, T extends z.ZodType>(key: K, item: T) {
  return z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((wrapper) => wrapper?.[key])
    .pipe(optionalList(item));
}

const cenBandwidthPackage = z.object({
  CenBandwidthPackageId: id,
  Name: optionalText,
  Description: optionalText,
  Bandwidth: optionalNumber,
  BandwidthPackageChargeType: optionalText,
  /** Idle, InUse, or a word the vendor has not documented, kept as it came. */
  Status: optionalText,
  /** Normal, FinancialLocked, SecurityLocked. */
  BusinessStatus: optionalText,
  CenIds: wrapped('CenId', id),
  GeographicRegionAId: area,
  GeographicRegionBId: area,
  GeographicSpanId: optionalText,
  CreationTime: optionalText,
  /** 2999-09-08 means never. */
  ExpiredTime: optionalText,
  HasReservationData: optionalFlag,
  ReservationBandwidth: optionalNumber,
  ReservationActiveTime: optionalText,
  ReservationInternetChargeType: optionalText,
  ReservationOrderType: optionalText,
  /** Written so by the vendor. */
  OrginInterRegionBandwidthLimits: wrapped('OrginInterRegionBandwidthLimit', z.object({ BandwidthLimit: number })),
  Tags: wrapped('Tag', vendorTag),
});
export type CenBandwidthPackage = z.output<typeof cenBandwidthPackage>;

/** The wrapper may be left out where there is no plan, but only if the total says so too. */
export const describeCenBandwidthPackagesResponse = z
  .object({
    TotalCount: number,
    CenBandwidthPackages: z.object({ CenBandwidthPackage: list(cenBandwidthPackage) }).nullish(),
  })
  .refine((page) => page.TotalCount === 0 || page.CenBandwidthPackages, {
    path: ['CenBandwidthPackages'],
    message: 'missing',
  })
  .transform((page) => ({
    TotalCount: page.TotalCount,
    CenBandwidthPackages: page.CenBandwidthPackages?.CenBandwidthPackage ?? [],
  }));
export type DescribeCenBandwidthPackagesResponse = z.output<typeof describeCenBandwidthPackagesResponse>;

export interface AssociateCenBandwidthPackageRequest {
  readonly CenId: string;
  readonly CenBandwidthPackageId: string;
}

export interface ModifyCenBandwidthPackageAttributeRequest {
  readonly CenBandwidthPackageId: string;
  readonly Name?: string | undefined;
  readonly Description?: string | undefined;
}

export interface ModifyCenBandwidthPackageSpecRequest {
  readonly CenBandwidthPackageId: string;
  /** 2 to 10000. */
  readonly Bandwidth: number;
}

export interface DeleteCenBandwidthPackageRequest {
  readonly CenBandwidthPackageId: string;
}
