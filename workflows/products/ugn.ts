import { ugnFingerprint } from '../../model/fingerprint.js';
import type { ResourceSeen } from '../../model/observation.js';
import type { Settings } from '../../model/settings.js';
import { UGN_RELEASE_LEAD_MS, ugnQuantity } from '../../model/ugn-money.js';
import { ugnPairKey } from '../../model/ugn-pair.js';
import { purchases, reads, sends } from '../activity-proxies.js';
import { accepted } from './accepted.js';
import { isGone, type Look, type ProductModule, type SpecOf } from './product.js';

/**
 * UGN packages. An order is charged at once and its answer names nothing: the package is known by our mark at the end
 * of its Remark. There is one package for each pair of regions, so the pair is the lane, for the package's whole life.
 */
export function ugn(spec: SpecOf<'ugn'>, settings: Settings): ProductModule {
  const { account, order } = spec;
  const buy = purchases(account, settings.activityTimeoutMs);
  const send = sends(account, settings.activityTimeoutMs);
  const read = reads(account);
  const { projectId, ugnId } = order;
  const pair = ugnPairKey(ugnId, order.regionA, order.regionB);
  const isBoughtForTerm = order.chargeType === 'Month' || order.chargeType === 'Year';

  async function find(isIt: (shown: ResourceSeen) => boolean): Promise<Look> {
    const { resources, complete } = await read.getSimpleUGNBwPackages({ account, projectId, ugnId });
    return { resource: resources.find(isIt) ?? null, complete, showsNothing: resources.length === 0 };
  }

  return {
    repeatOrder: 'never',
    repeatRenewal: 'never',
    hasOrders: false,
    bandwidthRange: [1, 10_000],
    releaseLeadMs: UGN_RELEASE_LEAD_MS,
    lane: () => ({ name: `pair ${pair}`, until: 'life' }),
    waitsForPayment: () => false,
    // On by default at purchase, and the order has no field to say no.
    autoRenewIsOn: () => isBoughtForTerm,
    attach: () => null,

    async order({ fence, mark }) {
      const outcome = await buy.createSimpleUGNBwPackage({
        account,
        fence,
        request: {
          ProjectId: projectId,
          UGNID: ugnId,
          RegionA: order.regionA,
          RegionB: order.regionB,
          BandWidth: order.bandWidth,
          PayMode: order.payMode,
          ChargeType: order.chargeType,
          Quantity: order.quantity,
          Name: order.name,
          Remark: [order.remark, `[leaseline:${mark}]`].filter((part) => part !== undefined).join(' '),
          Qos: order.qos,
          Path: order.path,
          CouponId: order.couponId,
        },
      });
      return accepted(outcome, () => ({ resourceId: null, orderId: null, order: null }));
    },

    // A month bought runs to the end of the calendar month, so its length says nothing.
    orderTraces: () => ({
      resource: { fingerprint: ugnFingerprint(pair), name: null, termDays: null },
      order: { kinds: ['New'], config: {}, resourceId: null },
    }),
    unpaidOrders: async () => [],
    lookAtOrder: async () => null,
    cancelOrder: async () => ({
      kind: 'refused',
      code: 'NoOrders',
      message: 'UGN orders are charged at once and cannot be cancelled',
      requestId: null,
      remedy: null,
    }),
    look: (resourceId) => find((shown) => shown.resourceId === resourceId),
    findByMark: (mark) => find((shown) => shown.mark === mark),
    async isBilled(resourceId) {
      const { resources, complete } = await read.listSimpleBwPackage({ account, projectId });
      if (resources.some((shown) => shown.resourceId === resourceId)) return 'yes';
      return complete ? 'no' : 'yes';
    },
    showsAutoRenew: false,
    shortestTerm: { period: 1, unit: order.chargeType === 'Year' ? 'Year' : 'Month' },
    whyNotSwitchedOn: null,
    setAutoRenew: (resourceId, isOn, { fence }) =>
      send.modifyAutoRenewFlag({
        account,
        fence,
        request: { ResourceId: resourceId, Flag: isOn ? 'TURN_ON' : 'TURN_OFF' },
      }),
    // No call of the vendor's shows the flag.
    readAutoRenew: async () => null,

    async renew(resourceId, term, { fence }) {
      const Quantity = ugnQuantity(order.chargeType, term);
      const outcome = await send.createRenew({ account, fence, request: { ResourceId: resourceId, Quantity } });
      // Its order is paid already and cannot be waited for.
      return accepted(outcome, (value) => ({ orderId: value.OrderNo }));
    },

    renewalTraces: (resourceId) => ({ kinds: ['Renew'], config: {}, resourceId }),

    // Acts and is charged or refunded at once.
    async resize(resourceId, bandwidthMbps, { fence }) {
      const request = { PackageID: resourceId, UGNID: ugnId, BandWidth: bandwidthMbps, ProjectId: projectId };
      const outcome = await send.modifyUGNBandwidth({ account, fence, request });
      return accepted(outcome, () => ({ orderId: null }));
    },
    resizeTraces: (resourceId) => ({ kinds: ['Upgrade', 'Downgrade'], config: {}, resourceId }),
    resizeWaitsForPayment: () => false,

    releaseSteps: (resourceId) => [
      {
        kind: 'delete',
        what: `deletion of ${resourceId}`,
        send: ({ fence }) =>
          send.deleteUGNBwPackage({
            account,
            fence,
            request: { BwPackageID: resourceId, UGNID: ugnId, ProjectId: projectId },
          }),
        isDone: isGone,
      },
    ],
  };
}
