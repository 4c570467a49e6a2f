import type { PackageSpec } from '../../../model/package-spec.js';
import { perOf, type Quote, times } from '../../../model/quote.js';
import type { Term } from '../../../model/term.js';
import { type UgnUnit, ugnQuantity } from '../../../model/ugn-money.js';
import type { Reads } from './product-quotes.js';
import { ugnUnitPrice } from './ugn.js';

/** As the activity that reads the balance takes it. */
export type FundsPrice = NonNullable<Parameters<Reads['readFunds']>[0]['price']>;

/**
 * The question for what one renewal costs, to be asked in the same activity as the balance.
 * @returns null where the vendor prices no such term
 */
export function fundsPrice(
  spec: PackageSpec,
  { resourceId, bandwidthMbps }: { readonly resourceId: string; readonly bandwidthMbps: number },
  term: Term,
): FundsPrice | null {
  const { account } = spec;
  const asked = { account, per: perOf(term), chargeNow: true };
  switch (spec.product) {
    case 'wuying': {
      if (term.unit === 'Week') return null;
      const { regionId: RegionId } = spec.order;
      const request = { RegionId, InstanceId: resourceId, Period: term.period, PeriodUnit: term.unit };
      return { product: 'wuying', ask: { ...asked, request } };
    }
    case 'cen': {
      const { geographicRegionAId: regionA, geographicRegionBId: regionB } = spec.order;
      const plan = { bandwidth: bandwidthMbps, regionA, regionB };
      return { product: 'cen', ask: { ...asked, orderType: 'Renewal', instanceId: resourceId, plan, term } };
    }
    case 'ugn':
      return { product: 'ugn', ask: ugnUnitPrice(spec, bandwidthMbps, unitOf(spec.order)) };
  }
}

/** What the answer means for the whole term: UGN names the price of one month or year. */
export function wholePrice(spec: PackageSpec, answer: Quote, term: Term): Quote {
  return spec.product === 'ugn' ? times(answer, ugnQuantity(unitOf(spec.order), term)) : answer;
}

const unitOf = ({ chargeType }: { readonly chargeType: string }): UgnUnit => (chargeType === 'Year' ? 'Year' : 'Month');
