import { deskOf } from '../../model/desk-region.js';
import { wuyingFingerprint } from '../../model/fingerprint.js';
import { MARK_TAG_KEY } from '../../model/mark.js';
import type { Outcome } from '../../model/outcome.js';
import { wantsVendorRenewal } from '../../model/package-spec.js';
import type { Settings } from '../../model/settings.js';
import { settableMonths } from '../../model/vendor-renewal.js';
import { purchases, reads, sends } from '../activity-proxies.js';
import { now } from '../clock.js';
import type { SendAttempt } from '../spend-plan.js';
import { accepted } from './accepted.js';
import { configOf, isGone, type Look, type ProductModule, type ReleaseStep, type SpecOf, termDays } from './product.js';
import { NOT_IN_MONTHS, setRenewal } from './set-renewal.js';

/** WUYING network packages. No call has a token: an order is known by its tag, a renewal by the later expiry. */
export function wuying(spec: SpecOf<'wuying'>, settings: Settings): ProductModule {
  const { account, order, lifecycle } = spec;
  const buy = purchases(account, settings.activityTimeoutMs);
  const send = sends(account, settings.activityTimeoutMs);
  const read = reads(account);
  const { regionId: RegionId } = order;
  const isPrepaid = order.payType === 'PrePaid';
  const everyMonths = settableMonths(spec);
  const vendorRenews = order.autoRenew || wantsVendorRenewal(spec);

  async function find(
    ids: readonly string[] | undefined,
    isIt: (shown: { resourceId: string; mark: string | null }) => boolean,
  ): Promise<Look> {
    const { resources, complete } = await read.describeNetworkPackages({
      account,
      regionId: RegionId,
      ...(ids && { ids }),
    });
    return { resource: resources.find(isIt) ?? null, complete };
  }

  return {
    repeatOrder: 'never',
    repeatRenewal: 'never',
    hasOrders: true,
    bandwidthRange: [2, isPrepaid || order.internetChargeType === 'PayByBandwidth' ? 1000 : 200],
    releaseLeadMs: 0,
    lane: () => ({ name: `site ${order.officeSiteId ?? 'unattached'}`, until: 'operation' }),
    waitsForPayment: () => isPrepaid && !order.autoPay,
    autoRenewIsOn: () => vendorRenews,
    attach: () => null,

    async order({ fence, mark }: SendAttempt) {
      const outcome = await buy.createNetworkPackage({
        account,
        fence,
        request: {
          RegionId,
          Bandwidth: order.bandwidth,
          OfficeSiteId: order.officeSiteId,
          PayType: order.payType,
          InternetChargeType: order.internetChargeType,
          ...(isPrepaid && { Period: order.period, PeriodUnit: order.periodUnit }),
          AutoPay: order.autoPay,
          AutoRenew: vendorRenews,
          PromotionId: order.promotionId,
          ChannelCookie: order.channelCookie,
          ResellerOwnerUid: order.resellerOwnerUid,
          Tag: [
            ...order.tags.map(({ key, value }) => ({ Key: key, Value: value })),
            { Key: MARK_TAG_KEY, Value: mark },
          ],
        },
      });
      return accepted(outcome, (value) => ({
        resourceId: value.NetworkPackageId,
        orderId: value.OrderId,
        order: null,
      }));
    },

    orderTraces: () => ({
      resource: {
        fingerprint: wuyingFingerprint(order.officeSiteId ?? null, order.bandwidth),
        name: null,
        termDays: isPrepaid ? termDays({ period: order.period, unit: order.periodUnit }) : 0,
      },
      order: {
        kinds: ['New'],
        config: configOf({
          Bandwidth: order.bandwidth,
          OfficeSiteId: order.officeSiteId ?? '',
          PayType: order.payType,
          InternetChargeType: order.internetChargeType,
          ...(isPrepaid && { Period: order.period, PeriodUnit: order.periodUnit }),
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
      return setRenewal(send, { account, fence, product: 'wuying', instanceId, isOn, everyMonths });
    },
    readAutoRenew: (resourceId) => read.readAutoRenewal({ account, resourceId }),

    async renew(resourceId, term, { fence }) {
      const outcome = await send.renewNetworkPackages({
        account,
        fence,
        request: {
          RegionId,
          NetworkPackageId: [resourceId],
          Period: term.period,
          PeriodUnit: term.unit,
          AutoPay: lifecycle.renew.autoPay,
          AutoRenew: wantsVendorRenewal(spec),
          ResellerOwnerUid: order.resellerOwnerUid,
        },
      });
      return accepted(outcome, (value) => ({ orderId: value.OrderId }));
    },

    renewalTraces: (resourceId, term) => ({
      kinds: ['Renew'],
      config: { Period: String(term.period), PeriodUnit: term.unit },
      resourceId,
    }),

    async resize(resourceId, bandwidthMbps, { fence }) {
      const outcome = await send.modifyNetworkPackageBandwidth({
        account,
        fence,
        request: {
          RegionId,
          NetworkPackageId: resourceId,
          Bandwidth: bandwidthMbps,
          AutoPay: order.autoPay,
          ResellerOwnerUid: order.resellerOwnerUid,
        },
      });
      return accepted(outcome, (value) => ({ orderId: value.OrderId }));
    },
    resizeTraces: (resourceId, bandwidthMbps) => ({
      kinds: ['Upgrade', 'Downgrade'],
      config: { Bandwidth: String(bandwidthMbps) },
      resourceId,
    }),
    resizeWaitsForPayment: () => isPrepaid && !order.autoPay,

    releaseSteps(resourceId): ReleaseStep[] {
      const remove = ({ fence }: SendAttempt): Promise<Outcome<unknown>> =>
        send.deleteNetworkPackages({
          account,
          fence,
          request: { RegionId, NetworkPackageId: [resourceId], ResellerOwnerUid: order.resellerOwnerUid },
        });
      // A prepaid package cannot be deleted within its term; billing can take it back where the product allows it.
      const refund = ({ fence, token }: SendAttempt): Promise<Outcome<unknown>> =>
        send.refundInstance({
          account,
          fence,
          request: { product: 'wuying', instanceId: resourceId, clientToken: token },
        });
      return isPrepaid
        ? [{ kind: 'refund', what: `refund of ${resourceId}`, send: refund, isDone: isGone }]
        : [{ kind: 'delete', what: `deletion of ${resourceId}`, send: remove, isDone: isGone }];
    },
  };
}
