const wuying = (name, region, site, order, more = {}) => ({
  apiVersion: 'leaseline/v1',
  kind: 'BandwidthPackage',
  name,
  product: 'wuying',
  account: 'demo-alibaba',
  order: {
    regionId: region,
    officeSiteId: `${region}+dir-${3633530000 + site}`,
    internetChargeType: 'PayByBandwidth',
    payType: 'PrePaid',
    period: 1,
    periodUnit: 'Month',
    autoPay: false,
    ...order,
  },
  ...more,
});

const team = (name) => ({ labels: { team: name } });
const renewed = { lifecycle: { atTermEnd: 'renew' } };
const paid = { autoPay: true };

/** Beside the quick start: enough of everything that a page has something to show. */
export const MORE_PACKAGES = [
  wuying('osaka-desktops', 'ap-northeast-1', 4, { bandwidth: 20 }, { ...team('apac-net'), approval: 'production' }),
  wuying('sydney-desktops', 'ap-southeast-2', 2, { bandwidth: 50 }, { ...team('apac-net'), approval: 'production' }),
  wuying('frankfurt-desktops', 'eu-central-1', 1, { bandwidth: 30, ...paid }, { ...team('emea-net'), ...renewed }),
  wuying('london-desktops', 'eu-west-1', 1, { bandwidth: 20, ...paid, period: 3 }, { ...team('emea-net'), ...renewed }),
  wuying(
    'virginia-desktops',
    'us-east-1',
    1,
    { bandwidth: 100, ...paid, period: 6 },
    { ...team('americas-net'), ...renewed },
  ),
  wuying('oregon-desktops', 'us-west-1', 1, { bandwidth: 40, ...paid }, { ...team('americas-net') }),
  wuying('jakarta-desktops', 'ap-southeast-5', 1, { bandwidth: 10 }, { ...team('apac-net') }),
  wuying(
    'mumbai-desktops',
    'ap-south-1',
    1,
    { bandwidth: 20, ...paid, period: 1, periodUnit: 'Year' },
    { ...team('apac-net'), ...renewed },
  ),
];

/** Paid in the pictures; the others wait. */
export const PAID_FIRST = ['china-europe-plan'];
