import { CloudReadError } from '../clouds/cloud-read-error.js';
import { accountNamed } from '../model/config/leaseline-config.js';
import { parseMinor } from '../model/money.js';
import { type KnownQuote, type Quote, unknownPrice } from '../model/quote.js';
import { deps } from './context.js';

/** What the caller knows of a price and the vendor does not say. */
export interface Asked {
  readonly account: string;
  readonly per: KnownQuote['per'];
  readonly chargeNow: boolean;
}

/** A price as a vendor writes it: decimal text of the major unit, its currency beside it or nowhere. */
interface Told {
  readonly amount: string;
  readonly currency: string | null;
}

/**
 * Asks for a price. What the vendor refuses to price stays unknown, with the vendor's reason: nobody may be kept from
 * renewing for want of a price. Trouble on the way is thrown, and tried again.
 */
export async function quoted(asked: Asked, ask: () => Promise<Told>): Promise<Quote> {
  return orUnknown(async () => {
    const { amount, currency } = await ask();
    const amountMinor = parseMinor(amount);
    if (amountMinor === null) return unknownPrice(`the vendor's answer "${amount}" is no amount of money`);
    return quoteOf(asked, amountMinor, currency);
  });
}

/** @param currency as the vendor names it; null: the account's own, which leaseline.yaml may name */
export function quoteOf({ account, per, chargeNow }: Asked, amountMinor: number, currency: string | null): Quote {
  const known = currency ?? accountNamed(deps().config, account)?.currency ?? null;
  if (known === null) return unknownPrice('the vendor names a price without a currency (leaseline.yaml can name it)');
  return { kind: 'known', amountMinor, currency: known, per, chargeNow, caveat: channelCaveat(account) };
}

export async function orUnknown<Answer>(ask: () => Promise<Answer>) {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof CloudReadError) || error.kind !== 'refused') throw error;
    return { ...unknownPrice(`the vendor does not say (${error.code}: ${error.message})`), code: error.code };
  }
}

/** What a reseller's customer sees at the vendor is the vendor's list price. */
function channelCaveat(account: string): string | null {
  const isResold = accountNamed(deps().config, account)?.channel === 'reseller';
  return isResold ? "the vendor's list price; the reseller this account buys from may charge another" : null;
}
