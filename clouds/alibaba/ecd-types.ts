import { z } from 'zod';
import { amount, id, list, number, optionalAmount, optionalList, optionalNumber, optionalText } from '../wire.js';
import { type VendorTag, vendorTag } from './shared-types.js';

/** ECD / WUYING Workspace 2020-09-30, in the vendor's spelling. Bandwidths are Mbps, times UTC `yyyy-MM-ddTHH:mm:ssZ`. */

export interface CreateNetworkPackageRequest {
  readonly RegionId: string;
  readonly Bandwidth: number;
  readonly OfficeSiteId?: string | undefined;
  readonly PayType?: string | undefined;
  readonly InternetChargeType?: string | undefined;
  readonly Period?: number | undefined;
  readonly PeriodUnit?: string | undefined;
  /** Required here although the vendor's default is true: a forgotten one would spend money. */
  readonly AutoPay: boolean;
  readonly AutoRenew?: boolean | undefined;
  readonly PromotionId?: string | undefined;
  readonly ChannelCookie?: string | undefined;
  /** A 16-digit account id: text, because it may not fit a number. */
  readonly ResellerOwnerUid?: string | undefined;
  readonly Tag?: readonly VendorTag[] | undefined;
}

export const createNetworkPackageResponse = z.object({ NetworkPackageId: id, OrderId: optionalText });
export type CreateNetworkPackageResponse = z.output<typeof createNetworkPackageResponse>;

export interface DescribeNetworkPackagesRequest {
  readonly RegionId: string;
  readonly NetworkPackageId?: readonly string[] | undefined;
  readonly InternetChargeType?: string | undefined;
  readonly Tag?: readonly VendorTag[] | undefined;
  /** 1 to 100. */
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

const networkPackage = z.object({
  NetworkPackageId: id,
  OfficeSiteId: optionalText,
  OfficeSiteName: optionalText,
  OfficeSiteVpcType: optionalText,
  Bandwidth: optionalNumber,
  PayType: optionalText,
  InternetChargeType: optionalText,
  /** Creating, InUse, Releasing, Released, or a word the vendor has not documented, kept as it came. */
  NetworkPackageStatus: optionalText,
  /** Normal or Expired; absent in newer pages. */
  BusinessStatus: optionalText,
  CreateTime: optionalText,
  /** 2099-12-31 means never. */
  ExpiredTime: optionalText,
  ReservationBandwidth: optionalNumber,
  ReservationInternetChargeType: optionalText,
  ReservationActiveTime: optionalText,
  EipAddresses: optionalList(z.string()),
  Tags: optionalList(vendorTag),
});
export type NetworkPackage = z.output<typeof networkPackage>;

export const describeNetworkPackagesResponse = z.object({
  NetworkPackages: list(networkPackage),
  NextToken: optionalText,
});
export type DescribeNetworkPackagesResponse = z.output<typeof describeNetworkPackagesResponse>;

export interface ModifyNetworkPackageBandwidthRequest {
  readonly RegionId: string;
  readonly NetworkPackageId: string;
  readonly Bandwidth: number;
  readonly AutoPay: boolean;
  readonly PromotionId?: string | undefined;
  readonly ResellerOwnerUid?: string | undefined;
}

export interface RenewNetworkPackagesRequest {
  readonly RegionId: string;
  readonly NetworkPackageId: readonly string[];
  readonly Period: number;
  readonly PeriodUnit: string;
  readonly AutoPay: boolean;
  readonly AutoRenew?: boolean | undefined;
  readonly PromotionId?: string | undefined;
  readonly ResellerOwnerUid?: string | undefined;
}

/** A renewal or a resize is known by its order alone, so here the order id is the documented minimum. */
export const orderPlacedResponse = z.object({ OrderId: id });
export type OrderPlacedResponse = z.output<typeof orderPlacedResponse>;

export interface DeleteNetworkPackagesRequest {
  readonly RegionId: string;
  readonly NetworkPackageId: readonly string[];
  readonly ResellerOwnerUid?: string | undefined;
}

export interface AssociateNetworkPackageRequest {
  readonly RegionId: string;
  readonly NetworkPackageId: string;
  readonly OfficeSiteId: string;
}

export interface DissociateNetworkPackageRequest {
  readonly RegionId: string;
  readonly NetworkPackageId: string;
}

export interface DescribePriceRequest {
  readonly RegionId: string;
  /** `Bandwidth` for a network package. */
  readonly ResourceType: string;
  readonly Bandwidth?: number | undefined;
  readonly InternetChargeType?: string | undefined;
  readonly Period?: number | undefined;
  /** Hour, Month or Year: a week can be ordered, but not priced. */
  readonly PeriodUnit?: string | undefined;
  readonly Amount?: number | undefined;
  readonly PromotionId?: string | undefined;
}

export interface DescribeModificationPriceRequest {
  readonly RegionId: string;
  readonly InstanceId: string;
  readonly Bandwidth: number;
  /** `NetworkPackage` here, unlike the two other price calls. */
  readonly ResourceType: string;
}

export interface DescribeRenewalPriceRequest {
  readonly RegionId: string;
  readonly InstanceId?: string | undefined;
  readonly InstanceIds?: readonly string[] | undefined;
  readonly Period?: number | undefined;
  readonly PeriodUnit?: string | undefined;
  readonly ResourceType: string;
}

/** Amounts are decimal text in the currency's major unit. A quote binds nobody: there is no quote token. */
export const priceResponse = z.object({
  PriceInfo: z.object({
    Price: z.object({
      OriginalPrice: optionalAmount,
      DiscountPrice: optionalAmount,
      TradePrice: amount,
      Currency: z.string(),
    }),
  }),
});
export type PriceResponse = z.output<typeof priceResponse>;

export interface DescribeOfficeSitesRequest {
  readonly RegionId: string;
  readonly OfficeSiteId?: readonly string[] | undefined;
  readonly Status?: string | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

const officeSite = z.object({
  OfficeSiteId: id,
  Name: optionalText,
  Status: optionalText,
  /** The second way to find a package already bought for the site. */
  NetworkPackageId: optionalText,
  Bandwidth: optionalNumber,
});

export const describeOfficeSitesResponse = z.object({
  OfficeSites: list(officeSite),
  NextToken: optionalText,
  TotalCount: number.nullish(),
});
export type DescribeOfficeSitesResponse = z.output<typeof describeOfficeSitesResponse>;
