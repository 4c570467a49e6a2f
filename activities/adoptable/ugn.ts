import type { SimpleBwPackage } from '../../clouds/ucloud/ugn-types.js';
import { UGN_PATHS, UGN_QOS, ugnName, ugnRemark } from '../../model/order/ugn.js';
import { remarkWithoutMark } from '../seen/mark.js';
import { fromUnixSeconds } from '../seen/time.js';
import { type PackageDocument, packageDocument } from './document.js';
import { soldTerm } from './term.js';

/**
 * How a UGN package is charged for. No listing shows it: each way to measure has its way to pay (UGN manual, "Purchase"),
 * and what lasts whole years was bought by the year. Taken for months, such a package would be renewed for a year by
 * whoever asks for one month, because UBill counts in the package's own unit.
 * @returns null for a mode that is not sold (any more)
 */
export function ugnChargeType(shown: SimpleBwPackage): 'Month' | 'Year' | 'PostPay' | 'Count' | null {
  switch (shown.PayMode) {
    case 'FixedBw': {
      const { unit } = soldTerm(fromUnixSeconds(shown.CreateTime), fromUnixSeconds(shown.ExpireTime), [
        'Month',
        'Year',
      ]);
      return unit === 'Year' ? 'Year' : 'Month';
    }
    case 'Max5':
      return 'PostPay';
    case 'Traffic':
      return 'Count';
    default:
      return null;
  }
}

/** The vendor writes `None` where it means IGP. */
export function ugnPath(path: string | null): string {
  return path === null || path === 'None' ? 'IGP' : path;
}

/** A UGN bandwidth package as its package file would order it. */
export function ugnDocument(
  shown: SimpleBwPackage,
  known: { readonly account: string; readonly projectId: string },
): PackageDocument | null {
  const { account, projectId } = known;
  const remark = remarkWithoutMark(shown.Remark);
  const path = ugnPath(shown.Path);
  return packageDocument({
    product: 'ugn',
    account,
    resourceId: shown.PackageID,
    autoRenew: null,
    order: {
      projectId,
      ugnId: shown.UGNID,
      regionA: shown.RegionA,
      regionB: shown.RegionB,
      bandWidth: shown.BandWidth,
      payMode: shown.PayMode,
      chargeType: ugnChargeType(shown),
      // Texts and grades that no order of ours could carry are left out: they say nothing about which line it is.
      name: ugnName.safeParse(shown.Name).success ? shown.Name : null,
      remark: ugnRemark.safeParse(remark).success ? remark : null,
      qos: UGN_QOS.find((known) => known === shown.Qos) ?? null,
      path: UGN_PATHS.find((known) => known === path) ?? null,
    },
  });
}
