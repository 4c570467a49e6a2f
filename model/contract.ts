import { type Charged, pricedTerm } from './funding/known-prices.js';
import { hasTerm, type Lifecycle, orderedTerm, wantsVendorRenewal } from './package-spec.js';
import type { Term } from './term.js';
import { vendorRenewalTerm } from './vendor-renewal.js';

/** What a package's price buys and how it goes on: enough to forecast what it costs without asking its workflow. */
export interface Contract {
  /** False: pay-as-you-go, charged by use, and it ends by itself never. */
  readonly isForTerm: boolean;
  readonly orderTerm: Term;
  /** What `price` of the row is for; null where there is no price, or one that is not for a whole term. */
  readonly priceTerm: Term | null;
  /** When the term that runs now began; null while there is none. */
  readonly termStartedAt: string | null;
  readonly atTermEnd: Lifecycle['atTermEnd'];
  /** What one renewal buys, also where a person would have to ask for it. */
  readonly renewTerm: Term;
  /** When it is to be given back; null: no date is set. */
  readonly releaseAt: string | null;
  /** Whether the vendor is to renew it by itself; null: as it was ordered, and nobody has decided. */
  readonly vendorRenews: boolean | null;
}

export function contractOf(charged: Charged, dates: Pick<Contract, 'termStartedAt' | 'releaseAt'>): Contract {
  const { spec } = charged;
  const { atTermEnd, renew } = spec.lifecycle;
  return {
    isForTerm: hasTerm(spec),
    orderTerm: orderedTerm(spec),
    priceTerm: pricedTerm(charged),
    atTermEnd,
    vendorRenews: atTermEnd === 'ask' ? null : wantsVendorRenewal(spec),
    renewTerm: atTermEnd === 'vendorAutoRenew' ? vendorRenewalTerm(spec) : renew.term,
    ...dates,
  };
}
