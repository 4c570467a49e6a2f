import { cancellationSignal } from '@temporalio/activity';
import type { CreateRenewRequest, ModifyAutoRenewFlagRequest } from '../clouds/ucloud/ubill-types.js';
import { parseMinor } from '../model/money.js';
import { type Balance, unknownPrice } from '../model/quote.js';
import { ucloud } from './context.js';
import { orUnknown } from './quoted.js';
import { type Send, sendOnce } from './send-once.js';
import { ucloudCurrency } from './ucloud-currency.js';

/** UCloud's billing: one activity for each operation, named after it. */

export const createRenew = (input: Send<CreateRenewRequest>) =>
  sendOnce(input, (request, options) => ucloud(input.account).ubill.createRenew(request, options));

export const modifyAutoRenewFlag = (input: Send<ModifyAutoRenewFlagRequest>) =>
  sendOnce(input, (request, options) => ucloud(input.account).ubill.modifyAutoRenewFlag(request, options));

/** What the account can spend now. */
export function getBalance({ account }: { readonly account: string }): Promise<Balance> {
  return orUnknown(async () => {
    const { value } = await ucloud(account).ubill.getBalance({ signal: cancellationSignal() });
    const amountMinor = parseMinor(value.AmountAvailable);
    if (amountMinor === null) return unknownPrice('the vendor shows no amount');
    return { kind: 'known', amountMinor, currency: ucloudCurrency(account) };
  });
}
