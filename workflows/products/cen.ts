import { deskOf } from '../../model/desk-region.js';
import { cenFingerprint } from '../../model/fingerprint.js';
import { MARK_TAG_KEY } from '../../model/mark.js';
import type { ResourceSeen } from '../../model/observation.js';
import { wantsVendorRenewal } from '../../model/package-spec.js';
import type { Settings } from '../../model/settings.js';
import { settableMonths, vendorRenewalTerm } from '../../model/vendor-renewal.js';
import { purchases, reads, sends } from '../activity-proxies.js';
import { now } from '../clock.js';
import { accepted } from './accepted.js';
import {
  configOf,
  isGone,
  type Look,
  type ProductModule,
  type ReleaseStep,
  type SpecOf,
  termDays,
  termInMonths,
} from './product.js';
import { NOT_IN_MONTHS, setRenewal } from './set-renewal.js';

/** CEN bandwidth plans. Orders and renewals carry our token; attaching, deleting and resizing do not. */
export function cen(spec: SpecOf<'cen'>, settings: Settings): ProductModule {
  const { account, order } = spec;
  const buy = purchases(account, settings.activityTimeoutMs);
  const send = sends(account, settings.activityTimeoutMs);
  const read = reads(account);
  const isPrepaid = order.bandwidthPackageChargeType === 'PREPAY';
  const everyMonths = settableMonths(spec);
  const vendorRenews = order.autoRenew || wantsVendorRenewal(spec);

  async function find(ids: readonly string[] | undefined, isIt: (shown: ResourceSeen) => boolean): Promise<Look> {
    const { resources, complete } = await read.describeCenBandwidthPackages({ account, ...(ids && { ids }) });
    return { resource: resources.find(isIt) ?? null, complete };
  }

  return {
    repeatOrder: 'token',
    repeatRenewal: 'token',
    hasOrders: true,
    bandwidthRange: [2, 10_000],
    releaseLeadMs: 0,
    lane: () => null,
    waitsForPayment: () => isPrepaid && !order.autoPay,
    autoRenewIsOn: () => vendorRenews,

    async order({ fence, mark, token }) {
      const outcome = await buy.createCenBandwidthPackage({
        account,
        fence,
        request: {
          ClientToken: token,
          Name: order.name,
          Description: order.description,
          Bandwidth: order.bandwidth,
          GeographicRegionAId: order.geographicRegionAId,
          GeographicRegionBId: order.geographicRegionBId,
          BandwidthPackageChargeType: order.bandwidthPackageChargeType,
          ...(isPrepaid && { Period: order.period, PricingCycle: order.pricingCycle }),
          AutoPay: order.autoPay,
          AutoRenew: vendorRenews,
          // The vendor's default would be one month, whatever was ordered.
          AutoRenewDuration: vendorRenews ? termInMonths(vendorRenewalTerm(spec)) : undefined,
          Tag: [
            ...order.tags.map(({ key, value }) => ({ Key: key, Value: value })),
            { Key: MARK_TAG_KEY, Value: mark },
          ],
        },
      });
      return accepted(outcome, (value) => ({
        resourceId: value.CenBandwidthPackageId,
        orderId: value.CenBandwidthPackageOrderId,
        order: null,
      }));
    },

    orderTraces: () => ({
      resource: {
        fingerprint: cenFingerprint(order.geographicRegionAId, order.geographicRegionBId, order.bandwidth),
        name: order.name ?? null,
        termDays: isPrepaid ? termDays({ period: order.period, unit: order.pricingCycle }) : 0,
      },
      order: {
        kinds: ['New'],
        config: configOf({
          Bandwidth: order.bandwidth,
          GeographicRegionAId: order.geographicRegionAId,
          GeographicRegionBId: order.geographicRegionBId,
          Name: order.name,
          ...(isPrepaid && { Period: order.period, PricingCycle: order.pricingCycle }),
        }),
        resourceId: null,
      },
    }),
    unpaidOrders: () => read.listUnpaidOrders({ desk: deskOf(spec), now: now() }),
    lookAtOrder: (orderId) => read.getOrderDetail({ account, orderId }),
    cancelOrder: (orderId, { fence }) => send.cancelOrder({ account, fence, request: { OrderId: orderId } }),
    look: (resourceId) => find([resourceId], (shown) => shown.resourceId === resourceId),
    findByMark: (mark) => find(undefined, (shown) => shown.mark === mark),
    isBilled: (resourceId) => read.isBilled({ account, resourceId }),
    showsAutoRenew: true,
    shortestTerm: { period: 1, unit: 'Month' },
    whyNotSwitchedOn: everyMonths === null ? NOT_IN_MONTHS : null,
    async setAutoRenew(instanceId, isOn, { fence }) {
      return setRenewal(send, { account, fence, product: 'cen', instanceId, isOn, everyMonths });
    },
    readAutoRenew: (resourceId) => read.readAutoRenewal({ account, resourceId }),

    attach() {
      if (order.attach === undefined) return null;
      const { cenId: CenId } = order.attach;
      return {
        to: CenId,
        send: (resourceId, { fence }) =>
          send.associateCenBandwidthPackage({ account, fence, request: { CenId, CenBandwidthPackageId: resourceId } }),
      };
    },

    async renew(instanceId, term, { fence, token }) {
      const request = { product: 'cen' as const, instanceId, months: termInMonths(term), clientToken: token };
      const outcome = await send.renewInstance({ account, fence, request });
      return accepted(outcome, (value) => ({ orderId: value.OrderId }));
    },

    renewalTraces: (resourceId) => ({ kinds: ['Renew'], config: {}, resourceId }),

    // Charged at once from the balance; the answer names no order.
    async resize(resourceId, bandwidthMbps, { fence }) {
      const request = { CenBandwidthPackageId: resourceId, Bandwidth: bandwidthMbps };
      const outcome = await send.modifyCenBandwidthPackageSpec({ account, fence, request });
      return accepted(outcome, () => ({ orderId: null }));
    },
    resizeTraces: () => null,
    resizeWaitsForPayment: () => false,

    releaseSteps(resourceId, seen): ReleaseStep[] {
      const detach = (seen?.attachedTo ?? []).map(
        (CenId): ReleaseStep => ({
          kind: 'detach',
          what: `detachment from ${CenId}`,
          send: ({ fence }) =>
            send.unassociateCenBandwidthPackage({
              account,
              fence,
              request: { CenId, CenBandwidthPackageId: resourceId },
            }),
          isDone: (shown) => !shown.attachedTo.includes(CenId),
        }),
      );
      // A prepaid plan cannot be deleted within its term (403 Forbidden.Release): billing takes it back, or nobody does.
      const end: ReleaseStep = isPrepaid
        ? {
            kind: 'refund',
            what: `refund of ${resourceId}`,
            send: ({ fence, token }) =>
              send.refundInstance({
                account,
                fence,
                request: { product: 'cen', instanceId: resourceId, clientToken: token },
              }),
            isDone: isGone,
          }
        : {
            kind: 'delete',
            what: `deletion of ${resourceId}`,
            send: ({ fence }) =>
              send.deleteCenBandwidthPackage({ account, fence, request: { CenBandwidthPackageId: resourceId } }),
            isDone: isGone,
          };
      return [...detach, end];
    },
  };
}
