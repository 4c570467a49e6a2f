import { z } from 'zod';
import { amount, id, list, number, optionalAmount, optionalList, optionalNumber, optionalText } from '../wire.js';

/** UBill in the vendor's spelling. Times are Unix seconds, amounts decimal text. */

export type CreateRenewRequest = {
  readonly ResourceId: string;
  /** Terms: 1 to 10; 0 renews a monthly resource to the end of the month. */
  readonly Quantity: number;
};

export const createRenewResponse = z.object({ OrderNo: id });
export type CreateRenewResponse = z.output<typeof createRenewResponse>;

export type ModifyAutoRenewFlagRequest = {
  readonly ResourceId: string;
  readonly Flag: 'TURN_ON' | 'TURN_OFF';
};

const flagResult = z.object({ RetCode: number, Message: optionalText, ResourceId: optionalText });

/** Counts and results inside an answer whose own RetCode is 0 even when they failed. */
export const modifyAutoRenewFlagResponse = z
  .object({ Success: optionalNumber, Fail: optionalNumber, ResultSet: optionalList(flagResult) })
  .refine((result) => result.Success !== null || result.ResultSet.length > 0, {
    message: 'neither counts nor results',
  });
export type ModifyAutoRenewFlagResponse = z.output<typeof modifyAutoRenewFlagResponse>;

export type DescribeOrderDetailInfoRequest = {
  /** Not more than three months before EndTime. */
  readonly BeginTime?: number | undefined;
  readonly EndTime?: number | undefined;
  readonly TradeNos?: readonly string[] | undefined;
  readonly ResourceIds?: readonly string[] | undefined;
  readonly OrderTypes?: readonly string[] | undefined;
  readonly OrderStates?: readonly string[] | undefined;
  /** At most 100. */
  readonly Limit?: number | undefined;
  readonly Offset?: number | undefined;
};

const orderInfo = z.object({
  OrderNo: id,
  TradeNo: optionalText,
  /** OT_BUY, OT_RENEW, OT_UPGRADE, … */
  OrderType: optionalText,
  /** OS_FINISHED, OS_UNDO */
  OrderState: optionalText,
  ResourceId: optionalText,
  ResourceType: optionalText,
  Amount: optionalAmount,
  CreateTime: optionalNumber,
  UpdateTime: optionalNumber,
  StartTime: optionalNumber,
  EndTime: optionalNumber,
});

/** The list may be missing where there is nothing, but only if the total says so too. */
export const describeOrderDetailInfoResponse = z
  .object({ OrderInfos: list(orderInfo).nullish(), TotalCount: optionalNumber })
  .refine((page) => page.TotalCount === 0 || page.OrderInfos, { path: ['OrderInfos'], message: 'missing' })
  .transform((page) => ({ TotalCount: page.TotalCount, OrderInfos: page.OrderInfos ?? [] }));
export type DescribeOrderDetailInfoResponse = z.output<typeof describeOrderDetailInfoResponse>;

const account = z.object({
  Amount: optionalAmount,
  /** What can be spent now. */
  AmountAvailable: amount,
  AmountCredit: optionalAmount,
  AmountFree: optionalAmount,
  AmountFreeze: optionalAmount,
});

/** The page says nested text, its sample shows flat numbers. */
export const getBalanceResponse = z.union([
  z.object({ AccountInfo: account }).transform((body) => body.AccountInfo),
  account,
]);
export type GetBalanceResponse = z.output<typeof getBalanceResponse>;
