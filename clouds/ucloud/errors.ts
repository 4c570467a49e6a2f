import type { Ruling } from '../answer.js';

const quotaWaitMs = 2_000;

const checkKeys = 'Check the public and private key of the account.';
const addMoney = 'Add money to the account that pays, then try again.';
const payOrder = 'Pay the unpaid order in the console first.';
const wrongAddress = "Check the endpoint's address: this operation is not offered there.";

const refused = (remedy: string | null = null): Ruling => ({ fate: 'refused', remedy, afterMs: 0 });
const unknown: Ruling = { fate: 'unknown', remedy: null, afterMs: 0 };
const callSupport =
  "Call the vendor's support: risk control stopped it, and an order may exist and come back. Do not order again.";
const suspended: Ruling = { fate: 'suspended', remedy: callSupport, afterMs: 0 };
const unclassified: Ruling = { ...unknown, isUnclassified: true };

/**
 * UCloud's common return codes, and the money codes its products document. UGN documents none of its own, so most of
 * what it may refuse is `unknown` here, and reconciliation finds out. Source: UCloud's `public` page and the error pages of
 * UNet, ULB, UDB, UDisk, UMem and UHost.
 */
const rulings: ReadonlyMap<number, Ruling> = new Map<number, Ruling>([
  // The gateway gave up after 60 s, is out of order, or cannot reach the service: it may have been done.
  [110, unknown],
  [130, unknown],
  [150, unknown],

  [153, { fate: 'throttled', remedy: null, afterMs: quotaWaitMs }],

  [160, refused(wrongAddress)],
  [161, refused(wrongAddress)],
  [170, refused(checkKeys)],
  [171, refused(checkKeys)],
  [172, refused(checkKeys)],
  [174, refused('Renew the security token.')],
  [220, refused('A required parameter is missing.')],
  [230, refused('A parameter has a value the vendor does not take.')],
  [292, refused('Check the project id: the vendor does not know it.')],
  [293, refused('The project has no permission there; grant it or choose another region.')],
  [294, refused("Allow this machine's address in the account's API settings.")],
  [295, refused('The account is locked for security; unlock it in the console.')],
  [299, refused('Grant the IAM user the action it lacks, then try again.')],

  [4018, refused(addMoney)],
  [4057, refused(addMoney)],
  [7059, refused(addMoney)],
  [17063, refused(addMoney)],
  [20013, refused(addMoney)],
  [4067, refused(payOrder)],
  [8104, refused(payOrder)],
]);

/** No page of UCloud's names a code for it; the last word is Chinese for risk control. */
const RISK_CONTROL = /RISK[_ ]?CONTROL|order (is|was|has been) suspended|\u98ce\u63a7/i;

/**
 * What a return code means for a send. The vendor's SDKs call everything above 2000 retryable, which buys twice; here a code
 * nobody documented is `unknown`, unless its words say that risk control holds the order: what is held shows in no list, so
 * finding nothing would pass for a refusal, and the order could come on top of the next one. For a read that means "try again later".
 */
export function ucloudRuling(retCode: number, message: string | null = null): Ruling {
  return rulings.get(retCode) ?? (message !== null && RISK_CONTROL.test(message) ? suspended : unclassified);
}
