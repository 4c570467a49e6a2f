import type { CreateRenewRequest, ModifyAutoRenewFlagRequest } from '../clouds/ucloud/ubill-types.js';
import { ucloud } from './context.js';
import { type Send, sendOnce } from './send-once.js';

/** UCloud's billing: one activity for each operation, named after it. */

export const createRenew = (input: Send<CreateRenewRequest>) =>
  sendOnce(input, (request, options) => ucloud(input.account).ubill.createRenew(request, options));

export const modifyAutoRenewFlag = (input: Send<ModifyAutoRenewFlagRequest>) =>
  sendOnce(input, (request, options) => ucloud(input.account).ubill.modifyAutoRenewFlag(request, options));
