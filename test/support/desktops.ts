let site = 400;

/** A WUYING package of the test's account, each at a place of its own. */
export function desktops(name: string, order: object = {}, more: object = {}) {
  site += 1;
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
      officeSiteId: `cn-hangzhou+dir-${3633530000 + site}`,
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
