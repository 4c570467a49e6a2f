import { asAlibabaError } from '../alibaba/errors.js';
import { Parameters } from '../alibaba/parameters.js';
import { findOperation } from '../alibaba/services.js';
import type { LateCall } from '../records.js';
import { asUcloudError } from '../ucloud/errors.js';
import { findOperation as findUcloudOperation } from '../ucloud/operations.js';
import { UcloudParameters } from '../ucloud/parameters.js';
import type { Visit, World } from '../world.js';
import { effectsOf } from './strikes.js';

/**
 * Processes a call that `lateCommit` held back, as of `at`: as if it had arrived only then, whatever has happened since.
 * What the vendor answers reaches nobody; the ledger keeps what came of it.
 */
export function commitLateCall(world: World, call: LateCall, at: number): void {
  const { requestId, accountId, caller, action, strikes } = call;
  const visit = { world, now: at, accountId, caller, action, requestId, effects: effectsOf(world, strikes) };
  world.ledger.putLateCall({ ...call, committedAt: at, outcome: outcomeOf(visit, call) });
}

function outcomeOf(visit: Visit, { vendor, version, action, request }: LateCall): string {
  try {
    if (vendor === 'alibaba') {
      findOperation(version, action).run(visit, new Parameters(new Map(Object.entries(request))));
    } else {
      findUcloudOperation(action)(visit, new UcloudParameters(request));
    }
    return 'done';
  } catch (error) {
    const refusal = vendor === 'alibaba' ? asAlibabaError(error)?.code : asUcloudError(error)?.retCode;
    if (refusal === undefined) throw error;
    return String(refusal);
  }
}
