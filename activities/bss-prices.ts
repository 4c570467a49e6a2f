import { randomUUID } from 'node:crypto';
import { cancellationSignal } from '@temporalio/activity';
import type { GetSubscriptionPriceRequest } from '../clouds/alibaba/bss-types.js';
import { accountNamed } from '../model/config/leaseline-config.js';
import { parseMinor } from '../model/money.js';
import { type Balance, type Quote, unknownPrice } from '../model/quote.js';
import type { Term } from '../model/term.js';
import type { BilledProduct } from './bss.js';
import { alibaba, deps } from './context.js';
import { type Asked, orUnknown, quoted } from './quoted.js';

/** What Alibaba's billing says of money: one activity for each BSS operation, named after it. They change nothing. */

export interface GetSubscriptionPrice extends Asked {
  readonly orderType: GetSubscriptionPriceRequest['OrderType'];
  /** The plan that is renewed or changed; null for a new one. */
  readonly instanceId: string | null;
  /** The areas of the order, and the bandwidth that is to be priced. */
  readonly plan: { readonly bandwidth: number; readonly regionA: string; readonly regionB: string };
  /** Null for a change of what runs. */
  readonly term: Term | null;
}

/** The price of a CEN plan. Which modules billing wants is not documented: the account's configuration names them. */
export async function getSubscriptionPrice(input: GetSubscriptionPrice): Promise<Quote> {
  const { bss, billing } = alibaba(input.account);
  const { productCode, productType, priceModules } = billing.cen;
  if (priceModules.length === 0) {
    return unknownPrice(`CEN has no price call, and account ${input.account} names no products.cen.priceModules`);
  }
  const { plan, term, instanceId } = input;
  return quoted(input, async () => {
    const { value } = await bss.getSubscriptionPrice(
      {
        ProductCode: productCode,
        ProductType: productType,
        SubscriptionType: 'Subscription',
        OrderType: input.orderType,
        ModuleList: priceModules.map(({ code, config }) => ({ ModuleCode: code, Config: filled(config, plan) })),
        ...(term && { ServicePeriodUnit: term.unit, ServicePeriodQuantity: term.period }),
        ...(instanceId !== null && { InstanceId: instanceId }),
        Quantity: 1,
      },
      { signal: cancellationSignal() },
    );
    return { amount: value.TradePrice, currency: value.Currency };
  });
}

function filled(config: string, plan: GetSubscriptionPrice['plan']): string {
  return config
    .replaceAll('{bandwidth}', String(plan.bandwidth))
    .replaceAll('{regionA}', plan.regionA)
    .replaceAll('{regionB}', plan.regionB);
}

export interface InquiryPriceRefundInstance {
  readonly account: string;
  readonly product: BilledProduct;
  readonly instanceId: string;
}

/** What a refund would bring back. Vouchers are not part of it. */
export function inquiryPriceRefundInstance(input: InquiryPriceRefundInstance): Promise<Quote> {
  const { bss, billing } = alibaba(input.account);
  const { productCode, productType } = billing[input.product];
  return quoted({ account: input.account, per: 'term', chargeNow: false }, async () => {
    const { value } = await bss.inquiryPriceRefundInstance(
      // It only asks, so the token need not be the one of the refund itself.
      { ProductCode: productCode, ProductType: productType, InstanceId: input.instanceId, ClientToken: randomUUID() },
      { signal: cancellationSignal() },
    );
    return { amount: value.RefundAmount, currency: value.Currency };
  });
}

/** What the account can spend now, credit included. */
export function queryAccountBalance({ account }: { readonly account: string }): Promise<Balance> {
  return orUnknown(async () => {
    const { value } = await alibaba(account).bss.queryAccountBalance({ signal: cancellationSignal() });
    const amountMinor = parseMinor(value.AvailableAmount);
    const currency = value.Currency ?? accountNamed(deps().config, account)?.currency ?? null;
    if (amountMinor === null || currency === null) return unknownPrice('the vendor shows no amount with a currency');
    return { kind: 'known', amountMinor, currency };
  });
}
