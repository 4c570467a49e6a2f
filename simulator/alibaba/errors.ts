import { OrderRefusal, type RefusalReason } from '../money/refusal.js';

/** A failure as the vendor words it. */
export class AlibabaError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'AlibabaError';
    this.status = status;
    this.code = code;
  }
}

export function missingParameter(name: string): AlibabaError {
  return new AlibabaError(
    400,
    'MissingParameter',
    `The input parameter "${name}" that is mandatory for processing this request is not supplied.`,
  );
}

export function invalidParameter(name: string, rule: string): AlibabaError {
  return new AlibabaError(400, 'InvalidParameter', `The specified parameter "${name}" is not valid: ${rule}`);
}

export const riskControlMessage =
  'In order to protect the security of your account, the order was suspended, please contact customer service for details.';

/** The codes under which ECD, CEN and BSS tell why an order did not go through. */
export function refusedOrder(reason: RefusalReason): AlibabaError {
  switch (reason) {
    case 'riskControl':
      return new AlibabaError(400, 'RISK.RISK_CONTROL_REJECTION', riskControlMessage);
    case 'insufficientBalance':
      return new AlibabaError(400, 'InsufficientBalance', 'Your account does not have enough balance.');
    case 'unpaidOrder':
      return new AlibabaError(
        403,
        'Order.Unpaid',
        'You have unpaid orders, please pay such orders before placing a new order.',
      );
    case 'partnerQuota':
      return new AlibabaError(
        500,
        'PayFor.AccountMoneyValidateError',
        'Your channel merchant quota is insufficient. Please contact the channel merchant.',
      );
  }
}

/** Whatever an operation threw, in the vendor's words; null: it is not the vendor's, something here is broken. */
export function asAlibabaError(error: unknown): AlibabaError | null {
  if (error instanceof AlibabaError) return error;
  return error instanceof OrderRefusal ? refusedOrder(error.reason) : null;
}
