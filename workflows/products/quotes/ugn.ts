import type { ResourceSeen } from '../../../model/observation.js';
import { PAY_AS_YOU_GO, type Quote, times, withCaveat } from '../../../model/quote.js';
import {
  type UgnUnit,
  ugnPaidMinor,
  ugnQuantity,
  ugnRefundAhead,
  ugnRefundMinor,
  ugnResizeMinor,
} from '../../../model/ugn-money.js';
import { now } from '../../clock.js';
import type { SpecOf } from '../product.js';
import { NOT_SHOWN, orUnknown } from './or-unknown.js';
import type { ProductQuotes, Reads } from './product-quotes.js';

/** What the vendor's own command line orders where nothing is said. */
const USUAL = { qos: 'Platinum', path: 'IGP' } as const;

/** What a refund melts to is told for two weeks. */
const DAYS_AHEAD = 14;

/** The question for the price of one month or year. */
export function ugnUnitPrice(
  { account, order }: Pick<SpecOf<'ugn'>, 'account' | 'order'>,
  bandwidthMbps: number,
  unit: UgnUnit,
) {
  return {
    account,
    per: unit === 'Year' ? 'year' : 'month',
    chargeNow: true,
    request: {
      ProjectId: order.projectId,
      RegionA: order.regionA,
      RegionB: order.regionB,
      PayMode: order.payMode,
      ChargeType: unit,
      Qos: order.qos ?? USUAL.qos,
      Path: order.path ?? USUAL.path,
      BandWidth: bandwidthMbps,
    },
  } as const;
}

/** UGN names the price of one month or year of a new package. What else is asked of it follows from that by its rules. */
export function ugnQuotes({ account, order }: SpecOf<'ugn'>, read: Reads): ProductQuotes {
  const { projectId, ugnId, chargeType } = order;
  const unit: UgnUnit | null = chargeType === 'Month' || chargeType === 'Year' ? chargeType : null;

  async function unitPrice(bandwidthMbps: number, chargeUnit: UgnUnit): Promise<Quote> {
    const quote = await read.getSimpleBuyBwPrice(ugnUnitPrice({ account, order }, bandwidthMbps, chargeUnit));
    if (order.qos !== undefined && order.path !== undefined) return quote;
    return withCaveat(quote, `priced as ${USUAL.qos} over ${USUAL.path} where the order leaves it to the vendor`);
  }

  async function find(resourceId: string): Promise<ResourceSeen | null> {
    const { resources } = await read.getSimpleUGNBwPackages({ account, projectId, ugnId });
    return resources.find((shown) => shown.resourceId === resourceId) ?? null;
  }

  async function forTerm(ask: (unit: UgnUnit) => Promise<Quote>): Promise<Quote> {
    return unit === null ? PAY_AS_YOU_GO : orUnknown(() => ask(unit));
  }

  return {
    quoteOrder: (term) =>
      forTerm(async (unit) => {
        const quantity = term === undefined ? order.quantity : ugnQuantity(unit, term);
        return times(await unitPrice(order.bandWidth, unit), quantity);
      }),

    quoteRenewal: (resourceId, term) =>
      forTerm(async (unit) => {
        const shown = await find(resourceId);
        if (shown === null) return NOT_SHOWN;
        return times(await unitPrice(shown.bandwidthMbps, unit), ugnQuantity(unit, term));
      }),

    quoteResize: (resourceId, bandwidthMbps) =>
      forTerm(async (unit) => {
        const shown = await find(resourceId);
        if (shown === null || shown.expiresAt === null) return NOT_SHOWN;
        const before = await unitPrice(shown.bandwidthMbps, unit);
        const after = await unitPrice(bandwidthMbps, unit);
        if (before.kind === 'unknown') return before;
        if (after.kind === 'unknown') return after;
        const prices = { beforeMinor: before.amountMinor, afterMinor: after.amountMinor, unit };
        const difference = {
          ...after,
          amountMinor: ugnResizeMinor(prices, shown.expiresAt, now()),
          per: 'term',
        } as const;
        return withCaveat(difference, 'estimated from the list prices for the rest of the term: UGN prices no change');
      }),

    quoteRefund: (resourceId) =>
      forTerm(async (unit) => {
        const shown = await find(resourceId);
        if (shown === null || shown.expiresAt === null || shown.createdAt === null) return NOT_SHOWN;
        const { createdAt, expiresAt, bandwidthMbps } = shown;
        const price = await unitPrice(bandwidthMbps, unit);
        const month = unit === 'Month' ? price : await unitPrice(bandwidthMbps, 'Month');
        if (price.kind === 'unknown') return price;
        if (month.kind === 'unknown') return month;
        const paidMinor = ugnPaidMinor(price.amountMinor, unit, { createdAt, expiresAt });
        const bought = { createdAt, expiresAt, paidMinor, monthMinor: month.amountMinor, unit };
        const at = now();
        return withCaveat(
          {
            ...price,
            amountMinor: ugnRefundMinor(bought, at),
            per: 'term',
            chargeNow: false,
            ahead: ugnRefundAhead(bought, at, DAYS_AHEAD),
          },
          "estimated from today's list price by UGN's rule for refunds; what was paid with vouchers does not come back",
        );
      }),
  };
}
