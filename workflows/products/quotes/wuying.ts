import { PAY_AS_YOU_GO, perOf, type Quote, unknownPrice } from '../../../model/quote.js';
import type { Term } from '../../../model/term.js';
import type { SpecOf } from '../product.js';
import { orUnknown } from './or-unknown.js';
import type { ProductQuotes, Reads } from './product-quotes.js';

/** A week can be ordered, but the price calls know hours, months and years only. */
const NO_WEEKS = unknownPrice('WUYING sells weeks but names no price for one');

export function wuyingQuotes({ account, order, lifecycle }: SpecOf<'wuying'>, read: Reads): ProductQuotes {
  const { regionId: RegionId } = order;
  const isPrepaid = order.payType === 'PrePaid';

  async function forTerm(term: Term, ask: (period: { Period: number; PeriodUnit: string }) => Promise<Quote>) {
    if (!isPrepaid) return PAY_AS_YOU_GO;
    if (term.unit === 'Week') return NO_WEEKS;
    return orUnknown(() => ask({ Period: term.period, PeriodUnit: term.unit }));
  }

  return {
    quoteOrder(term = { period: order.period, unit: order.periodUnit }) {
      return forTerm(term, (period) =>
        read.describePrice({
          account,
          per: perOf(term),
          chargeNow: order.autoPay,
          request: {
            RegionId,
            Bandwidth: order.bandwidth,
            InternetChargeType: order.internetChargeType,
            Amount: 1,
            PromotionId: order.promotionId,
            ...period,
          },
        }),
      );
    },

    quoteRenewal(resourceId, term) {
      return forTerm(term, (period) =>
        read.describeRenewalPrice({
          account,
          per: perOf(term),
          chargeNow: lifecycle.renew.autoPay,
          request: { RegionId, InstanceId: resourceId, ...period },
        }),
      );
    },

    async quoteResize(resourceId, bandwidthMbps) {
      if (!isPrepaid) return PAY_AS_YOU_GO;
      return orUnknown(() =>
        read.describeModificationPrice({
          account,
          per: 'term',
          chargeNow: order.autoPay,
          request: { RegionId, InstanceId: resourceId, Bandwidth: bandwidthMbps },
        }),
      );
    },

    // ECD's own DescribeRefundPrice prices desktops only.
    async quoteRefund(instanceId) {
      if (!isPrepaid) return PAY_AS_YOU_GO;
      return orUnknown(() => read.inquiryPriceRefundInstance({ account, product: 'wuying', instanceId }));
    },
  };
}
