import { wuyingFingerprint } from '../../model/fingerprint.js';
import type { StrayOrder, StrayResource } from '../../model/survey.js';

/** A WUYING package bought in the console for a month. */
export function stray(changes: Partial<StrayResource> = {}): StrayResource {
  const { resourceId = 'np-1' } = changes;
  return {
    resourceId,
    phase: 'ready',
    vendorStatus: 'InUse',
    bandwidthMbps: 10,
    expiresAt: '2026-12-21T00:00:00.000Z',
    createdAt: '2026-11-21T00:00:00.000Z',
    mark: null,
    name: null,
    fingerprint: wuyingFingerprint(null, 10),
    attachedTo: [],
    eipAddresses: [],
    reservation: null,
    product: 'wuying',
    account: 'demo-alibaba',
    region: 'cn-hangzhou',
    firstSeenAt: '2026-11-21T00:05:00.000Z',
    price: { amountMinor: 20_000, currency: 'USD', per: 'month' },
    autoRenew: false,
    origin: "made in the vendor's console or by another program",
    document: {
      apiVersion: 'leaseline/v1',
      kind: 'BandwidthPackage',
      name: resourceId,
      product: 'wuying',
      account: 'demo-alibaba',
      lifecycle: { atTermEnd: 'ask' },
      order: { regionId: 'cn-hangzhou', bandwidth: 10, payType: 'PrePaid', period: 1, periodUnit: 'Month' },
    },
    ...changes,
  };
}

export function strayOrder(changes: Partial<StrayOrder> = {}): StrayOrder {
  return {
    orderId: '200000000000001',
    account: 'demo-alibaba',
    product: 'wuying',
    kind: 'New',
    paymentStatus: 'Unpaid',
    amountMinor: 60_000,
    currency: 'USD',
    createdAt: '2026-11-20T00:00:00.000Z',
    origin: "placed in the vendor's console or by another program",
    ...changes,
  };
}
