import type { CenBandwidthPackage } from '../../clouds/alibaba/cen-types.js';
import { cenPlanName } from '../../model/order/cen.js';
import { expiry, instant } from '../seen/time.js';
import { type PackageDocument, packageDocument } from './document.js';
import { soldTerm } from './term.js';

/** A CEN bandwidth plan as its package file would order it. */
export function cenDocument(
  shown: CenBandwidthPackage,
  known: { readonly account: string; readonly autoRenew: boolean | null },
): PackageDocument | null {
  const { account, autoRenew } = known;
  const expiresAt = expiry(shown.ExpiredTime);
  const chargeType = shown.BandwidthPackageChargeType ?? (expiresAt === null ? 'POSTPAY' : 'PREPAY');
  const term = soldTerm(instant(shown.CreationTime), expiresAt, ['Month', 'Year']);
  const isPrepaid = chargeType === 'PREPAY';
  const [cenId] = shown.CenIds;
  return packageDocument({
    product: 'cen',
    account,
    resourceId: shown.CenBandwidthPackageId,
    autoRenew,
    order: {
      // The console takes names that an order of ours would not; then the plan is known by its id alone.
      name: cenPlanName.safeParse(shown.Name).success ? shown.Name : null,
      bandwidth: shown.Bandwidth,
      geographicRegionAId: shown.GeographicRegionAId,
      geographicRegionBId: shown.GeographicRegionBId,
      bandwidthPackageChargeType: chargeType,
      period: isPrepaid ? term.period : null,
      pricingCycle: isPrepaid ? term.unit : null,
      autoPay: false,
      autoRenew,
      attach: cenId === undefined ? null : { cenId },
    },
  });
}
