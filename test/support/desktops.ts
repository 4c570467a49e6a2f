import { freeLine } from './free-lines.js';

/** Away from the sites that tests name themselves. */
const FIRST_SITE = 3_633_530_400;

/** A WUYING package of the test's account, each at a place of its own. */
export function desktops(name: string, order: object = {}, more: object = {}) {
  return {
    apiVersion: 'leaseline/v1',
    kind: 'BandwidthPackage',
    name,
    product: 'wuying',
    account: 'ali',
    labels: { team: 'apac-net' },
    order: {
      regionId: 'cn-hangzhou',
      bandwidth: 10,
      officeSiteId: `cn-hangzhou+dir-${FIRST_SITE + freeLine()}`,
      internetChargeType: 'PayByBandwidth',
      payType: 'PrePaid',
      period: 1,
      periodUnit: 'Month',
      autoPay: true,
      ...order,
    },
    ...more,
  };
}
