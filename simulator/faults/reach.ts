import { listings } from './listings.js';
import type { FaultName } from './menu.js';

/** A call as far as it matters for which faults it can suffer. */
export interface ReachedCall {
  readonly action: string;
  readonly service: 'ecd' | 'cen' | 'bss' | 'other' | 'ucloud';
}

const ordering = new Set([
  'CreateNetworkPackage',
  'ModifyNetworkPackageBandwidth',
  'ModifyNetworkPackage',
  'RenewNetworkPackages',
  'CreateCenBandwidthPackage',
  'ModifyCenBandwidthPackageSpec',
  'RenewInstance',
  'CreateSimpleUGNBwPackage',
  'ModifyUGNBandwidth',
  'CreateRenew',
]);
const alsoShowingOrderIds = new Set([
  'QueryOrders',
  'GetOrderDetail',
  'RefundInstance',
  'DescribeOrderDetailInfo',
  'ListUBillDetail',
]);

/** Calls that only look; every other one orders, changes or ends something. */
export function onlyLooks(action: string): boolean {
  return /^(Describe|Get|List|Query|Inquiry)/.test(action);
}

/**
 * Whether the fault can make any difference to the call. A rule for all actions neither counts nor strikes the others,
 * so its `count` is not used up where nothing would show.
 */
export function canStrike(fault: FaultName, { action, service }: ReachedCall): boolean {
  switch (fault) {
    case 'lateCommit':
      return !onlyLooks(action);
    case 'staleDescribe':
      return onlyLooks(action);
    case 'missingItem':
    case 'duplicateItem':
    case 'shuffledPages':
    case 'flappingItem':
    case 'emptyList':
    case 'bareObject':
      return listings.has(action);
    case 'unknownStatus':
      return (listings.get(action)?.statusField ?? null) !== null;
    case 'retCodeAsString':
      return service === 'ucloud';
    case 'orderIdAsNumber':
      return ordering.has(action) || alsoShowingOrderIds.has(action);
    case 'successFalse':
      return service === 'bss';
    case 'riskRejection':
    case 'insufficientBalance':
    case 'insufficientBalanceUnpaidOrder':
    case 'insufficientBalanceAbnormalOrder':
    case 'insufficientBalanceNoOrder':
    case 'paidNeverDelivered':
      return ordering.has(action);
    case 'partnerQuotaShort':
      return action === 'CreateCenBandwidthPackage';
    case 'autoRenewPartialFailure':
      return action === 'ModifyAutoRenewFlag';
    case 'dropBefore':
    case 'dropAfter':
    case 'delayAfter':
    case 'badGatewayAfter':
    case 'internalErrorAfter':
    case 'throttle':
    case 'throttleWithRetryAfter':
    case 'serviceUnavailable':
    case 'invalidAccessKey':
    case 'clockJump':
      return true;
  }
}
