import { z } from 'zod';
import { id, list, number, optionalAmount, optionalNumber, optionalText } from '../wire.js';

/** UGN in the vendor's spelling, irregular as it is. Bandwidths are Mbps, times Unix seconds. */

export type CreateSimpleUGNBwPackageRequest = {
  readonly ProjectId: string;
  readonly UGNID: string;
  readonly RegionA: string;
  readonly RegionB: string;
  readonly BandWidth: number;
  readonly PayMode: string;
  readonly ChargeType: string;
  readonly Quantity: number;
  readonly Name?: string | undefined;
  /** Comes back when listed, so it carries our mark: the answer itself names nothing. */
  readonly Remark?: string | undefined;
  readonly Qos?: string | undefined;
  readonly Path?: string | undefined;
  readonly CouponId?: string | undefined;
};

/** Nothing but RetCode 0. The package must be found by listing. */
export const nothingElse = z.object({ RetCode: number }).transform(() => ({ done: true as const }));
export type NothingElse = z.output<typeof nothingElse>;

export type GetSimpleUGNBwPackagesRequest = {
  readonly ProjectId: string;
  readonly UGNID: string;
  /** Known to UCloud; missing from SurferCloud's page. */
  readonly PackageIds?: readonly string[] | undefined;
  readonly Offset?: number | undefined;
  readonly Limit?: number | undefined;
};

export type ListSimpleBwPackageRequest = {
  readonly ProjectId: string;
  readonly Offset?: number | undefined;
  readonly Limit?: number | undefined;
};

/** No time, or time zero, is none. */
const optionalSeconds = optionalNumber.transform((seconds) => (seconds === 0 ? null : seconds));

const simpleBwPackage = z.object({
  PackageID: id,
  UGNID: id,
  Name: optionalText,
  Remark: optionalText,
  PayMode: optionalText,
  RegionA: optionalText,
  RegionB: optionalText,
  /** A float: the free default package of a region pair has 0.005 Mbps. */
  BandWidth: optionalNumber,
  Qos: optionalText,
  /** `None` means IGP. */
  Path: optionalText,
  CreateTime: optionalSeconds,
  ExpireTime: optionalSeconds,
  ChangeStatus: optionalNumber,
  ChangeTime: optionalSeconds,
  ChangePayMode: optionalText,
});
export type SimpleBwPackage = z.output<typeof simpleBwPackage>;

/** The list may be missing where there is nothing, but only if the total says so too. */
export const bwPackagesResponse = z
  .object({ TotalCount: number, BwPackages: list(simpleBwPackage).nullish() })
  .refine((page) => page.TotalCount === 0 || page.BwPackages, { path: ['BwPackages'], message: 'missing' })
  .transform((page) => ({ TotalCount: page.TotalCount, BwPackages: page.BwPackages ?? [] }));
export type BwPackagesResponse = z.output<typeof bwPackagesResponse>;

export type ListUGNRequest = ListSimpleBwPackageRequest;

const ugn = z.object({ UGNID: id, Name: optionalText, Remark: optionalText, CreateTime: optionalSeconds });

export const listUGNResponse = z
  .object({ TotalCount: number, UGNs: list(ugn).nullish() })
  .refine((page) => page.TotalCount === 0 || page.UGNs, { path: ['UGNs'], message: 'missing' })
  .transform((page) => ({ TotalCount: page.TotalCount, UGNs: page.UGNs ?? [] }));
export type ListUGNResponse = z.output<typeof listUGNResponse>;

export type ModifyUGNBandwidthRequest = {
  readonly PackageID: string;
  readonly UGNID: string;
  readonly BandWidth: number;
  readonly ProjectId?: string | undefined;
};

export type DeleteUGNBwPackageRequest = {
  readonly BwPackageID: string;
  readonly UGNID: string;
  readonly ProjectId?: string | undefined;
};

export type GetSimpleBuyBwPriceRequest = {
  readonly ProjectId: string;
  readonly RegionA: string;
  readonly RegionB: string;
  readonly PayMode: string;
  readonly ChargeType: string;
  readonly Qos: string;
  readonly Path: string;
  readonly BandWidth?: number | undefined;
};

/** For one month or year: the quantity is not asked. The unit is not documented; read as the currency's minor unit. */
export const getSimpleBuyBwPriceResponse = z.object({
  TotalPrice: number,
  CustomPrice: optionalAmount,
  OriginalPrice: optionalAmount,
});
export type GetSimpleBuyBwPriceResponse = z.output<typeof getSimpleBuyBwPriceResponse>;
