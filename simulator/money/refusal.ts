/** Why an order did not go through, in words no vendor owns; each gateway has its own code for it. */
export type RefusalReason = 'insufficientBalance' | 'riskControl' | 'unpaidOrder' | 'partnerQuota';

export class OrderRefusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(`order refused: ${reason}`);
    this.name = 'OrderRefusal';
    this.reason = reason;
  }
}
