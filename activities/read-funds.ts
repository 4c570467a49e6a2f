import type { Vendor } from '../model/product.js';
import type { Balance, Quote } from '../model/quote.js';
import { queryAccountBalance } from './bss-prices.js';
import { getBalance } from './ubill.js';
import { getSimpleBuyBwPrice } from './ugn.js';

export interface ReadFunds {
  readonly account: string;
  readonly vendor: Vendor;
  /** What a UGN package is priced by, whose orders show no amount; null where the price is known. */
  readonly ugnPrice: Parameters<typeof getSimpleBuyBwPrice>[0] | null;
}

export interface Funds {
  readonly balance: Balance;
  readonly price: Quote | null;
}

/** What an account can spend now, and where it must be asked, what one month or year costs: one activity for both. */
export async function readFunds({ account, vendor, ugnPrice }: ReadFunds): Promise<Funds> {
  const balance = vendor === 'alibaba' ? await queryAccountBalance({ account }) : await getBalance({ account });
  return { balance, price: ugnPrice === null ? null : await getSimpleBuyBwPrice(ugnPrice) };
}
