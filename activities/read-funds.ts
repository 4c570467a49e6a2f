import { assertNever } from '../model/assert-never.js';
import type { Vendor } from '../model/product.js';
import type { Balance, Quote } from '../model/quote.js';
import { type GetSubscriptionPrice, getSubscriptionPrice, queryAccountBalance } from './bss-prices.js';
import { describeRenewalPrice } from './ecd-prices.js';
import { getBalance } from './ubill.js';
import { getSimpleBuyBwPrice } from './ugn.js';

/** What the price of a renewal is asked with; of a UGN package that of one month or year. */
export type FundsPrice =
  | { readonly product: 'wuying'; readonly ask: Parameters<typeof describeRenewalPrice>[0] }
  | { readonly product: 'cen'; readonly ask: GetSubscriptionPrice }
  | { readonly product: 'ugn'; readonly ask: Parameters<typeof getSimpleBuyBwPrice>[0] };

export interface ReadFunds {
  readonly account: string;
  readonly vendor: Vendor;
  /** Null: the price is known already. */
  readonly price: FundsPrice | null;
}

export interface Funds {
  readonly balance: Balance;
  readonly price: Quote | null;
}

/** What an account can spend now, and what a renewal would take of it: one activity for both. It changes nothing. */
export async function readFunds({ account, vendor, price }: ReadFunds): Promise<Funds> {
  const balance = vendor === 'alibaba' ? await queryAccountBalance({ account }) : await getBalance({ account });
  return { balance, price: price === null ? null : await priceOf(price) };
}

function priceOf(price: FundsPrice): Promise<Quote> {
  switch (price.product) {
    case 'wuying':
      return describeRenewalPrice(price.ask);
    case 'cen':
      return getSubscriptionPrice(price.ask);
    case 'ugn':
      return getSimpleBuyBwPrice(price.ask);
    default:
      return assertNever(price);
  }
}
