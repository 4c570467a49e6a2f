import { PAY_AS_YOU_GO, perOf, type Quote } from '../../../model/quote.js';
import type { Term } from '../../../model/term.js';
import type { SpecOf } from '../product.js';
import { NOT_SHOWN, orUnknown } from './or-unknown.js';
import type { ProductQuotes, Reads } from './product-quotes.js';

/** CEN has no price call of its own. Billing has one, if the account's configuration names the modules it wants. */
export function cenQuotes({ account, order }: SpecOf<'cen'>, read: Reads): ProductQuotes {
  const isPrepaid = order.bandwidthPackageChargeType === 'PREPAY';
  const plan = (bandwidth: number) => ({
    bandwidth,
    regionA: order.geographicRegionAId,
    regionB: order.geographicRegionBId,
  });

  async function bandwidthOf(resourceId: string): Promise<number | null> {
    const { resources } = await read.describeCenBandwidthPackages({ account, ids: [resourceId] });
    return resources.find((shown) => shown.resourceId === resourceId)?.bandwidthMbps ?? null;
  }

  async function prepaid(ask: () => Promise<Quote>): Promise<Quote> {
    return isPrepaid ? orUnknown(ask) : PAY_AS_YOU_GO;
  }

  return {
    quoteOrder(term: Term = { period: order.period, unit: order.pricingCycle }) {
      return prepaid(() =>
        read.getSubscriptionPrice({
          account,
          orderType: 'NewOrder',
          instanceId: null,
          plan: plan(order.bandwidth),
          term,
          per: perOf(term),
          chargeNow: order.autoPay,
        }),
      );
    },

    quoteRenewal(instanceId, term) {
      return prepaid(async () => {
        const bandwidth = await bandwidthOf(instanceId);
        if (bandwidth === null) return NOT_SHOWN;
        return read.getSubscriptionPrice({
          account,
          orderType: 'Renewal',
          instanceId,
          plan: plan(bandwidth),
          term,
          per: perOf(term),
          chargeNow: true,
        });
      });
    },

    quoteResize(instanceId, bandwidthMbps) {
      return prepaid(() =>
        read.getSubscriptionPrice({
          account,
          orderType: 'Upgrade',
          instanceId,
          plan: plan(bandwidthMbps),
          term: null,
          per: 'term',
          chargeNow: true,
        }),
      );
    },

    quoteRefund: (instanceId) =>
      prepaid(() => read.inquiryPriceRefundInstance({ account, product: 'cen', instanceId })),
  };
}
