import { MESSAGE_NAMES } from '../../model/messages.js';
import type { SimulatorBehaviourInput } from '../../simulator/behaviour.js';
import { cenAttachment, cenPlan, meteredWuyingPlan, ugnPlan, wuyingPlan } from './documents.js';
import type { PackagePlan } from './schedule.js';

/** Everything that spends or destroys, and the life in which it comes to be called. */
export interface Operation {
  /** Stable: part of the names of schedules. */
  readonly id: string;
  /** The vendor's name of the call. */
  readonly action: string;
  /** The activity that sends it. */
  readonly activity: string;
  /** Read while its fate is open, and which may be wrong then. */
  readonly reads: readonly string[];
  readonly billing: 'bss' | 'none';
  /** False for those whose order or charge is always taken from the balance. */
  readonly canAwaitPayment: boolean;
  readonly behaviour?: SimulatorBehaviourInput;
  plan(autoPay: boolean): PackagePlan;
}

const WUYING_READS = ['DescribeNetworkPackages', 'GetOrderDetail', 'QueryOrders'];
const CEN_READS = ['DescribeCenBandwidthPackages', 'GetOrderDetail', 'QueryOrders'];
const UGN_READS = ['GetSimpleUGNBwPackages', 'ListSimpleBwPackage'];

const paidBy = (autoPay: boolean) => ({ order: { autoPay } });
const RENEW = [{ say: 'renew' }] as const;
const RELEASE = [{ say: 'release' }] as const;
const CANCEL = [{ say: 'cancel' }] as const;
const larger = (bandwidthMbps: number) => [{ say: 'resize', bandwidthMbps }] as const;

const ALL: readonly Operation[] = [
  wuying('create', 'CreateNetworkPackage', (autoPay) => wuyingPlan(1, paidBy(autoPay)), { canAwaitPayment: true }),
  wuying('renew', 'RenewNetworkPackages', (autoPay) => wuyingPlan(1, { ...paidBy(autoPay), acts: RENEW }), {
    canAwaitPayment: true,
  }),
  wuying(
    'resize',
    'ModifyNetworkPackageBandwidth',
    (autoPay) => wuyingPlan(1, { ...paidBy(autoPay), acts: larger(20) }),
    { canAwaitPayment: true },
  ),
  wuying('refund', 'RefundInstance', () => wuyingPlan(1, { acts: RELEASE }), { billing: 'bss' }),
  wuying('delete', 'DeleteNetworkPackages', () => meteredWuyingPlan(1, { acts: RELEASE })),
  wuying('cancelOrder', 'CancelOrder', () => wuyingPlan(1, { ...paidBy(false), acts: CANCEL }), { billing: 'bss' }),
  wuying(
    'setRenewal',
    'SetRenewal',
    () => wuyingPlan(1, { order: { autoRenew: true }, lifecycle: { atTermEnd: 'vendorAutoRenew' }, acts: RELEASE }),
    { billing: 'bss', behaviour: { refunds: { wuying: false } } },
  ),
  cen('create', 'CreateCenBandwidthPackage', (autoPay) => cenPlan(paidBy(autoPay)), { canAwaitPayment: true }),
  cen('renew', 'RenewInstance', () => cenPlan({ acts: RENEW }), { billing: 'bss' }),
  cen('resize', 'ModifyCenBandwidthPackageSpec', () => cenPlan({ acts: larger(4) })),
  cen('refund', 'RefundInstance', () => cenPlan({ acts: RELEASE }), { billing: 'bss' }),
  cen('attach', 'AssociateCenBandwidthPackage', () => cenPlan({ order: cenAttachment(1) })),
  cen('detach', 'UnassociateCenBandwidthPackage', () => cenPlan({ order: cenAttachment(1), acts: RELEASE })),
  cen('cancelOrder', 'CancelOrder', () => cenPlan({ ...paidBy(false), acts: CANCEL }), { billing: 'bss' }),
  cen(
    'setRenewal',
    'SetRenewal',
    () => cenPlan({ order: { autoRenew: true }, lifecycle: { atTermEnd: 'vendorAutoRenew' }, acts: RELEASE }),
    { billing: 'bss', behaviour: { refunds: { cen: false } } },
  ),
  ugn('create', 'CreateSimpleUGNBwPackage', () => ugnPlan(1)),
  ugn('renew', 'CreateRenew', () => ugnPlan(1, { acts: RENEW })),
  ugn('resize', 'ModifyUGNBandwidth', () => ugnPlan(1, { acts: larger(8) })),
  ugn('delete', 'DeleteUGNBwPackage', () => ugnPlan(1, { acts: RELEASE })),
  ugn('autoRenewFlag', 'ModifyAutoRenewFlag', () => ugnPlan(1)),
];

/** Packages could not be resized before the message existed; then there is nothing to try. */
const canResize = (MESSAGE_NAMES as readonly string[]).includes('resize');

export const OPERATIONS: readonly Operation[] = ALL.filter(({ id }) => canResize || !id.endsWith('.resize'));

export const RESIZE_IS_KNOWN = canResize;

type Rest = Partial<Pick<Operation, 'billing' | 'canAwaitPayment' | 'behaviour'>>;

function operation(
  id: string,
  action: string,
  plan: Operation['plan'],
  reads: readonly string[],
  rest: Rest,
): Operation {
  const activity = action.charAt(0).toLowerCase() + action.slice(1);
  return { id, action, activity, reads, billing: 'none', canAwaitPayment: false, plan, ...rest };
}

function wuying(name: string, action: string, plan: Operation['plan'], rest: Rest = {}): Operation {
  return operation(`wuying.${name}`, action, plan, WUYING_READS, rest);
}

function cen(name: string, action: string, plan: Operation['plan'], rest: Rest = {}): Operation {
  return operation(`cen.${name}`, action, plan, CEN_READS, rest);
}

function ugn(name: string, action: string, plan: Operation['plan'], rest: Rest = {}): Operation {
  return operation(`ugn.${name}`, action, plan, UGN_READS, rest);
}
