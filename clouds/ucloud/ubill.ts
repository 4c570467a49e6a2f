import type { Outcome } from '../../model/outcome.js';
import { type CallOptions, type Reading, toOutcome } from '../answer.js';
import type { UcloudClient } from './client.js';
import * as types from './ubill-types.js';

/**
 * Renewal, orders and balance of one account.
 * Methods that spend or change return an `Outcome`; the others throw `CloudReadError`.
 */
export class UbillClient {
  readonly #client: UcloudClient;

  constructor(client: UcloudClient) {
    this.#client = client;
  }

  /** Charged at once; two renewals are two terms. */
  createRenew(request: types.CreateRenewRequest, options: CallOptions): Promise<Outcome<types.CreateRenewResponse>> {
    return this.#client.send('CreateRenew', request, types.createRenewResponse, options);
  }

  /** The whole call may say RetCode 0 while the resource inside failed: then its own code decides. */
  async modifyAutoRenewFlag(
    request: types.ModifyAutoRenewFlagRequest,
    options: CallOptions,
  ): Promise<Outcome<types.ModifyAutoRenewFlagResponse>> {
    const schema = types.modifyAutoRenewFlagResponse;
    const outcome = await this.#client.send('ModifyAutoRenewFlag', request, schema, options);
    if (outcome.kind !== 'accepted') return outcome;
    const { Fail, ResultSet } = outcome.value;
    const { requestId } = outcome;
    const inner = ResultSet.find((result) => result.RetCode !== 0);
    if (inner) {
      return toOutcome(this.#client.failure(inner.RetCode, inner.Message, requestId), schema);
    }
    if (Fail) return { kind: 'unknown', why: `the answer counts ${Fail} failed and names none`, code: null, requestId };
    return outcome;
  }

  /** In UCloud's Go SDK only, not in its index of pages: an account may not be able to read it. */
  describeOrderDetailInfo(
    request: types.DescribeOrderDetailInfoRequest,
    options: CallOptions,
  ): Promise<Reading<types.DescribeOrderDetailInfoResponse>> {
    return this.#client.read('DescribeOrderDetailInfo', request, types.describeOrderDetailInfoResponse, options);
  }

  getBalance(options: CallOptions): Promise<Reading<types.GetBalanceResponse>> {
    return this.#client.read('GetBalance', {}, types.getBalanceResponse, options);
  }
}
