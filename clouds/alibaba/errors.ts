import type { Fate, Ruling } from '../answer.js';

/** Waits where the vendor names none; x-acs-retry-after wins over them. */
const quotaWaitMs = 2_000;
const busyWaitMs = 5_000;

const askAccess = 'Grant the RAM user or role the action it lacks, then try again.';
const checkSecret = 'Check the access key secret: it does not belong to the access key id, or was cut when copied.';
const fixClock = "Fix this machine's clock: the vendor refuses requests more than 15 minutes off.";
const addMoney = 'Add money to the account that pays, then try again.';
const payOrCancel = 'Pay or cancel the blocking unpaid order first.';
const waitStable = 'Wait until the resource is in a stable state, then try again.';
const callSupport =
  "Call the vendor's support: risk control stopped it, and an order may exist and come back. Do not order again.";
const switchSite = "Check the account's site (domestic or international) and the product code in leaseline.yaml.";

const refused = (remedy: string | null = null): Ruling => ({ fate: 'refused', remedy, afterMs: 0 });
const throttled = (afterMs: number): Ruling => ({ fate: 'throttled', remedy: null, afterMs });
const suspended: Ruling = { fate: 'suspended', remedy: callSupport, afterMs: 0 };
const unknown: Ruling = { fate: 'unknown', remedy: null, afterMs: 0 };
const unclassified: Ruling = { ...unknown, isUnclassified: true };

/**
 * The vendor's codes. They decide alone: the same code comes with different HTTP statuses in different documents, and
 * one money error sits on a 500. Sources: the error lists of the ECD, CEN and BSS pages and of the vendor's terraform provider.
 */
const rulings: ReadonlyMap<string, Ruling> = new Map<string, Ruling>([
  // May have been done.
  ['ServiceUnavailable', unknown],
  ['InternalError', unknown],
  ['InternalServerError', unknown],
  ['UnknownError', unknown],
  ['DB.Error', unknown],
  // Either our nonce was replayed on the way, and the first copy may have been taken, or two nonces collided.
  ['SignatureNonceUsed', unknown],

  // Not done; the vendor is busy.
  ['Operation.Blocking', throttled(busyWaitMs)],
  // A plan or a CEN between two states, as one just bought is; Terraform's provider repeats on these too.
  ['InvalidStatus.Resource', throttled(busyWaitMs)],
  ['InvalidOperation.BwpInstanceStatus', throttled(busyWaitMs)],
  ['InvalidOperation.CenInstanceStatus', throttled(busyWaitMs)],

  // Stopped for safety: an order may exist.
  ['RISK.RISK_CONTROL_REJECTION', suspended],
  ['Forbidden.RiskControl', suspended],

  // Money.
  [
    'PayFor.AccountMoneyValidateError',
    refused("Call the channel partner: the partner's quota is short, not this account's balance."),
  ],
  ['InsufficientBalance', refused(addMoney)],
  ['Account.Arrearage', refused(addMoney)],
  ['OperationFailed.InsufficientBalance', refused(addMoney)],
  ['Order.Unpaid', refused(payOrCancel)],
  ['InvalidOrderStatus', refused('Look at the order in the billing console: a paid order cannot be cancelled.')],

  // Who asks.
  ['SignatureDoesNotMatch', refused(checkSecret)],
  ['IncompleteSignature', refused(checkSecret)],
  ['InvalidAccessKeyId.NotFound', refused('Check the access key id: the vendor does not know it.')],
  ['InvalidAccessKeyId.Inactive', refused('Activate the access key, or use another one.')],
  ['InvalidTimeStamp.Format', refused(fixClock)],
  ['InvalidTimeStamp.Expired', refused(fixClock)],
  ['InvalidSecurityToken.Expired', refused('Renew the STS credentials: the security token has expired.')],
  ['Forbidden.RAM', refused(askAccess)],
  ['Forbidden', refused(askAccess)],
  ['NoPermission', refused(askAccess)],
  ['Unauthorized', refused(askAccess)],
  ['NotAuthorized', refused(askAccess)],
  ['NotApplicable', refused(switchSite)],

  // What is asked.
  [
    'UnSupported.ChargeType',
    refused('Use a charge type the account is offered; the international site sells prepaid (PREPAY) only.'),
  ],
  ['ParameterIllegal.BandwidthPackage', refused('Check bandwidth, areas and period of the plan.')],
  [
    'IdempotenceParam.NotMatch',
    refused('An earlier order used the same ClientToken with other parameters. Look for that order first.'),
  ],
  ['InventoryExceeded', refused('The vendor has no capacity left there; try another area or later.')],
  ['FilterKey.NotSupport', refused()],
  ['ResourceNotExists', refused(switchSite)],
  ['ResourceStatusError', refused(waitStable)],
  ['ParameterBwpInstanceId', refused('The bandwidth plan does not exist (any more).')],
  ['ParameterCenInstanceId', refused('The CEN does not exist; check its id.')],
  ['NetworkPackageExisted.OfficeSite', refused('The office site has a package already; dissociate that one first.')],

  // What state it is in.
  ['Operation.Failed', refused('The bandwidth was not changed; it may already be what was asked for.')],
  [
    'Forbidden.Release',
    refused('A prepaid plan cannot be deleted before it expires; ask for a refund or let it lapse.'),
  ],
  ['InvalidOperation.BwpBusinessStatus', refused('The plan is locked for money or safety; look at it in the console.')],
  [
    'InvalidOperation.CenBandwidthLimitsNotZero',
    refused('Set every inter-region bandwidth of the plan to zero first.'),
  ],
  ['IncorrectStatus.TransitRouter', refused(waitStable)],
  ['OperationFailed.SetPostPay95BandwidthLimitError', refused()],
  ['OperationInvalid.UserCanNotUseBwp', refused()],
]);

/** Families, tried in this order when no code matches exactly. */
const families: readonly (readonly [RegExp, Ruling])[] = [
  [/^RISK\.|RiskControl/i, suspended],
  [/Throttling/, throttled(quotaWaitMs)],
  [/OrderIsProcessing$|OperationIsProcessing$/, throttled(busyWaitMs)],
  [/^Missing/, refused()],
  [/^Invalid(Action|Api|Version)\b/, refused("Check the endpoint's address: this operation is not offered there.")],
  [/^Invalid/, refused()],
  [/^Forbidden\./, refused(askAccess)],
  [/^NoPermission\./, refused(askAccess)],
  [/^IncorrectNetworkPackageStatus/, refused(waitStable)],
  [/^OperationFailed\.UpDown/, refused()],
];

/**
 * What a code means for a send. A code nobody documented is `unknown`: guessing "not done" buys twice.
 * For a read the same table holds, with `unknown` as "try again later".
 */
export function alibabaRuling(code: string): Ruling & { readonly fate: Fate } {
  return rulings.get(code) ?? families.find(([pattern]) => pattern.test(code))?.[1] ?? unclassified;
}
