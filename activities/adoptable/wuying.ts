import type { NetworkPackage } from '../../clouds/alibaba/ecd-types.js';
import { expiry, instant } from '../seen/time.js';
import { type PackageDocument, packageDocument } from './document.js';
import { soldTerm } from './term.js';

/** A WUYING network package as its package file would order it. */
export function wuyingDocument(
  shown: NetworkPackage,
  known: { readonly account: string; readonly regionId: string; readonly autoRenew: boolean | null },
): PackageDocument | null {
  const { account, regionId, autoRenew } = known;
  const expiresAt = expiry(shown.ExpiredTime);
  // Older answers leave the pay type out; what never ends is paid by use.
  const payType = shown.PayType ?? (expiresAt === null ? 'PostPaid' : 'PrePaid');
  const term = soldTerm(instant(shown.CreateTime), expiresAt, ['Week', 'Month', 'Year']);
  const isPrepaid = payType === 'PrePaid';
  return packageDocument({
    product: 'wuying',
    account,
    resourceId: shown.NetworkPackageId,
    autoRenew,
    order: {
      regionId,
      bandwidth: shown.Bandwidth,
      officeSiteId: shown.OfficeSiteId,
      payType,
      internetChargeType: shown.InternetChargeType,
      period: isPrepaid ? term.period : null,
      periodUnit: isPrepaid ? term.unit : null,
      autoPay: false,
      autoRenew,
    },
  });
}
