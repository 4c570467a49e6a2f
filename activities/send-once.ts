import { activityInfo, cancellationSignal, getClient, log } from '@temporalio/activity';
import { accountNamed } from '../model/config/leaseline-config.js';
import type { FenceId } from '../model/desk.js';
import { NO_FENCE, type Outcome } from '../model/outcome.js';
import { deps } from './context.js';
import { RefusedCall } from './refused-call.js';

/** What every activity that spends or destroys is given. */
export interface Send<Request> {
  readonly account: string;
  readonly fence: FenceId;
  readonly request: Request;
}

interface SendOptions {
  readonly signal: AbortSignal;
  readonly sendBefore: number;
}

/** Who has not reached its socket so long after the desk's answer was frozen: its workflow may have moved on, so it must not send. */
const FENCE_TO_SOCKET_MS = 5_000;
/** Kept of the activity's limit beyond the request's own, so that what the vendor answers last is heard. */
const SPARE_MS = 5_000;

/**
 * Sends one attempt, at most once ever. The fence is taken last before the socket: whoever else runs this attempt, a
 * reset workflow, a second worker, a replayed task, finds it taken and reports `unknown` instead of sending.
 */
export async function sendOnce<Request, Response>(
  { account, fence, request }: Send<Request>,
  send: (request: Request, options: SendOptions) => Promise<Outcome<Response>>,
): Promise<Outcome<Response>> {
  // Monotonic: a clock that is set must not open or close this window.
  const begunMs = performance.now();
  const { activityType } = activityInfo();
  const fields = { account, operation: fence.operation, attempt: fence.attempt };
  if (accountNamed(deps().config, account)?.observeOnly === true) {
    return refused(
      'ObserveOnly',
      `account ${account} is set to observe only`,
      'Set observeOnly: false in leaseline.yaml.',
    );
  }
  const taken = await takeFence(fence);
  if (taken !== null) return taken;
  // A busy desk may take its time, as long as the longest request still ends before the workflow gives up on this task.
  const { activityTimeoutMs, requestTimeoutMs } = deps().config.timing;
  const forDeskMs = Math.max(0, activityTimeoutMs - requestTimeoutMs - SPARE_MS - FENCE_TO_SOCKET_MS);
  const sendBefore = Math.min(begunMs + forDeskMs, performance.now()) + FENCE_TO_SOCKET_MS;
  if (performance.now() > sendBefore) return notSent('TooLate', 'the worker was too slow to send it');
  try {
    // The clock is looked at once more when the connection stands: a freeze in between sends nothing.
    const outcome = await send(request, { signal: cancellationSignal(), sendBefore });
    log.info(`${activityType}: ${outcome.kind}`, { ...fields, outcome: withoutValue(outcome) });
    return outcome;
  } catch (error) {
    if (error instanceof RefusedCall) return refused('NotHere', error.message, error.remedy);
    const why = error instanceof Error ? error.message : String(error);
    log.error(`${activityType}: broke off`, { ...fields, why });
    return { kind: 'unknown', why, code: null, requestId: null };
  }
}

async function takeFence(fence: FenceId): Promise<Outcome<never> | null> {
  const { desk, holder, operation, attempt } = fence;
  try {
    const [answer] = await deps().desks.ask(getClient(), desk, null, [{ kind: 'fence', holder, operation, attempt }]);
    if (answer?.kind === 'granted') return null;
    const why = 'this attempt was already begun once, and what became of it is not known';
    return { kind: 'unknown', why, code: 'FenceTaken', requestId: null };
  } catch (error) {
    return notSent(NO_FENCE, `the desk could not be asked (${error instanceof Error ? error.message : String(error)})`);
  }
}

function withoutValue(outcome: Outcome<unknown>): object {
  if (outcome.kind !== 'accepted') return outcome;
  const { kind, requestId } = outcome;
  return { kind, requestId };
}

function refused(code: string, message: string, remedy: string): Outcome<never> {
  return { kind: 'refused', code, message, requestId: null, remedy };
}

function notSent(code: string, message: string): Outcome<never> {
  return { kind: 'throttled', afterMs: 1_000, code, message, requestId: null, remedy: null };
}
