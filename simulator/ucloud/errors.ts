import { OrderRefusal, type RefusalReason } from '../money/refusal.js';

/** A failure as UCloud words it: HTTP 200 and a number. */
export class UcloudError extends Error {
  readonly retCode: number;

  constructor(retCode: number, message: string) {
    super(message);
    this.name = 'UcloudError';
    this.retCode = retCode;
  }
}

/**
 * UGN publishes no table of its own numbers; those from 66001 are this simulator's, and no client may depend on them.
 */
export const retCodes = {
  timedOut: 110,
  unavailable: 150,
  throttled: 153,
  actionMissing: 160,
  actionUnknown: 161,
  signatureMissing: 170,
  signatureWrong: 171,
  userUnknown: 172,
  missingParameter: 220,
  badParameter: 230,
  projectUnknown: 292,
  balance: 66_001,
  ugnUnknown: 66_002,
  packageUnknown: 66_003,
  pairTaken: 66_004,
  pairNotUsable: 66_005,
  unpaidOrder: 66_006,
  badBandwidth: 66_007,
  riskControl: 66_008,
} as const;

export function missingParameter(name: string): UcloudError {
  return new UcloudError(retCodes.missingParameter, `Missing params [${name}]`);
}

export function badParameter(name: string): UcloudError {
  return new UcloudError(retCodes.badParameter, `Params [${name}] not available`);
}

export function refusedOrder(reason: RefusalReason): UcloudError {
  switch (reason) {
    case 'insufficientBalance':
      return new UcloudError(retCodes.balance, 'Insufficient balance');
    case 'riskControl':
      return new UcloudError(
        retCodes.riskControl,
        'RISK.RISK_CONTROL_REJECTION: the order was suspended, please contact customer service for details',
      );
    case 'unpaidOrder':
      return new UcloudError(retCodes.unpaidOrder, 'There is an unpaid order');
    case 'partnerQuota':
      return new UcloudError(retCodes.balance, 'The channel partner has too little quota');
  }
}

/** Whatever an operation threw, in the vendor's words; null: it is not the vendor's, something here is broken. */
export function asUcloudError(error: unknown): UcloudError | null {
  if (error instanceof UcloudError) return error;
  return error instanceof OrderRefusal ? refusedOrder(error.reason) : null;
}
