import { z } from 'zod';
import { amount, id, knownWord, list, number, optionalAmount, optionalNumber, optionalText } from '../wire.js';

/** BSS OpenAPI 2017-12-14, in the vendor's spelling. Amounts are decimal text, times UTC `YYYY-MM-DDThh:mm:ssZ`. */

/** Which product an instance belongs to, in billing's own codes; they differ between the two sites. */
interface BillingProduct {
  readonly ProductCode: string;
  readonly ProductType?: string | undefined;
}

export interface QueryOrdersRequest {
  /** Required here: without times the vendor shows the last hour only. */
  readonly CreateTimeStart: string;
  readonly CreateTimeEnd: string;
  readonly OrderType?: string | undefined;
  readonly PaymentStatus?: string | undefined;
  readonly ProductCode?: string | undefined;
  readonly ProductType?: string | undefined;
  readonly SubscriptionType?: string | undefined;
  readonly PageNum?: number | undefined;
  /** 20 at most: larger pages may time out. */
  readonly PageSize?: number | undefined;
}

/** A comma list or the text of a JSON array; the pages do not say which. */
const instanceIds = optionalText.transform((text) =>
  (text ?? '')
    .replaceAll(/[[\]"]/g, '')
    .split(',')
    .map((instanceId) => instanceId.trim())
    .filter((instanceId) => instanceId !== ''),
);

const order = z.object({
  OrderId: id,
  OrderType: optionalText,
  /** Unpaid, Paid, Cancelled; null on some refund orders. Old samples are in lower case. */
  PaymentStatus: knownWord(['Unpaid', 'Paid', 'Cancelled']),
  ProductCode: optionalText,
  ProductType: optionalText,
  CommodityCode: optionalText,
  SubscriptionType: optionalText,
  CreateTime: optionalText,
  PaymentTime: optionalText,
  RelatedOrderId: optionalText,
  PretaxAmount: optionalAmount,
  PretaxGrossAmount: optionalAmount,
  AfterTaxAmount: optionalAmount,
  Tax: optionalAmount,
  Currency: optionalText,
});
export type Order = z.output<typeof order>;

/** One order may have several of these, one for each sub-order. */
const orderDetail = order.extend({
  SubOrderId: optionalText,
  InstanceIDs: instanceIds,
  Region: optionalText,
  Config: optionalText,
  Quantity: optionalText,
  UsageStartTime: optionalText,
  UsageEndTime: optionalText,
});

/** The wrapper may be left out where there is no order, but only if the total says so too. */
function orderPage<T extends z.ZodType>(entry: T) {
  return z
    .object({ TotalCount: number, OrderList: z.object({ Order: list(entry) }).nullish() })
    .refine((page) => page.TotalCount === 0 || page.OrderList, { path: ['OrderList'], message: 'missing' })
    .transform((page): { TotalCount: number; Orders: z.output<T>[] } => ({
      TotalCount: page.TotalCount,
      Orders: page.OrderList?.Order ?? [],
    }));
}

export const queryOrdersResponse = z.object({ Data: orderPage(order) }).transform((body) => body.Data);
export type QueryOrdersResponse = z.output<typeof queryOrdersResponse>;

export interface GetOrderDetailRequest {
  readonly OrderId: string;
}

export const getOrderDetailResponse = z
  .object({ Data: z.object({ OrderList: z.object({ Order: list(orderDetail) }) }) })
  .transform((body) => ({ Orders: body.Data.OrderList.Order }));
export type GetOrderDetailResponse = z.output<typeof getOrderDetailResponse>;

export interface CancelOrderRequest {
  readonly OrderId: string;
}

export interface RenewInstanceRequest extends BillingProduct {
  readonly InstanceId: string;
  /** Months: 1 to 9, 12, 24 or 36. */
  readonly RenewPeriod: number;
  readonly ClientToken: string;
}

export interface SetRenewalRequest extends BillingProduct {
  /** At most 100. */
  readonly InstanceIDs: readonly string[];
  readonly RenewalStatus: 'AutoRenewal' | 'ManualRenewal' | 'NotRenewal';
  readonly SubscriptionType?: string | undefined;
  readonly RenewalPeriod?: number | undefined;
  readonly RenewalPeriodUnit?: 'M' | 'Y' | undefined;
}

export interface QueryAvailableInstancesRequest {
  /** At most 100. */
  readonly InstanceIDs?: readonly string[] | undefined;
  readonly ProductCode?: string | undefined;
  readonly ProductType?: string | undefined;
  readonly SubscriptionType?: string | undefined;
  readonly RenewStatus?: string | undefined;
  readonly PageNum?: number | undefined;
  /** At most 300. */
  readonly PageSize?: number | undefined;
}

const instance = z.object({
  InstanceID: id,
  ProductCode: optionalText,
  ProductType: optionalText,
  SubscriptionType: optionalText,
  Status: optionalText,
  SubStatus: optionalText,
  Region: optionalText,
  CreateTime: optionalText,
  EndTime: optionalText,
  StopTime: optionalText,
  ReleaseTime: optionalText,
  ExpectedReleaseTime: optionalText,
  /** The only place where the vendor shows whether it renews by itself. */
  RenewStatus: knownWord(['AutoRenewal', 'ManualRenewal', 'NotRenewal']),
  RenewalDuration: optionalNumber,
  RenewalDurationUnit: optionalText,
});

export const queryAvailableInstancesResponse = z
  .object({ Data: z.object({ InstanceList: list(instance), TotalCount: number }) })
  .transform((body) => body.Data);
export type QueryAvailableInstancesResponse = z.output<typeof queryAvailableInstancesResponse>;

export interface RefundInstanceRequest extends BillingProduct {
  readonly InstanceId: string;
  readonly ClientToken: string;
  /** `1` releases at once (the vendor's default), `0` when the vendor gets to it. */
  readonly ImmediatelyRelease?: '0' | '1' | undefined;
}

export interface InquiryPriceRefundInstanceRequest extends BillingProduct {
  readonly InstanceId: string;
  readonly ClientToken: string;
}

export const inquiryPriceRefundInstanceResponse = z
  .object({
    Data: z.object({ RefundAmount: amount, Currency: optionalText, InstanceId: optionalText }),
  })
  .transform((body) => body.Data);
export type InquiryPriceRefundInstanceResponse = z.output<typeof inquiryPriceRefundInstanceResponse>;

export interface GetSubscriptionPriceRequest extends BillingProduct {
  readonly SubscriptionType: string;
  readonly OrderType: 'NewOrder' | 'Renewal' | 'Upgrade';
  readonly ModuleList: readonly {
    readonly ModuleCode: string;
    readonly Config: string;
    readonly ModuleStatus?: number | undefined;
    readonly Tag?: string | undefined;
  }[];
  readonly ServicePeriodUnit?: string | undefined;
  readonly ServicePeriodQuantity?: number | undefined;
  readonly Quantity?: number | undefined;
  readonly InstanceId?: string | undefined;
  readonly Region?: string | undefined;
}

export const getSubscriptionPriceResponse = z
  .object({
    Data: z.object({
      Currency: optionalText,
      OriginalPrice: optionalAmount,
      DiscountPrice: optionalAmount,
      TradePrice: amount,
    }),
  })
  .transform((body) => body.Data);
export type GetSubscriptionPriceResponse = z.output<typeof getSubscriptionPriceResponse>;

export const queryAccountBalanceResponse = z
  .object({
    Data: z.object({
      /** What can be spent now, credit included. */
      AvailableAmount: amount,
      AvailableCashAmount: optionalAmount,
      CreditAmount: optionalAmount,
      MybankCreditAmount: optionalAmount,
      QuotaLimit: optionalAmount,
      Currency: optionalText,
    }),
  })
  .transform((body) => body.Data);
export type QueryAccountBalanceResponse = z.output<typeof queryAccountBalanceResponse>;

/** The vendor's own word that it was done. */
const saysDone = z.object({ Success: z.literal([true, 'true']) }).or(z.object({ Code: id }));

/** Operations that answer with success and nothing we use. */
export const doneResponse = saysDone.transform(() => ({ done: true as const }));
export type DoneResponse = z.output<typeof doneResponse>;

/** RefundInstance gives the order id as a JSON integer, RenewInstance as text. */
export const orderIdResponse = z.object({ Data: z.object({ OrderId: id }) }).transform((body) => body.Data);
export type OrderIdResponse = z.output<typeof orderIdResponse>;
