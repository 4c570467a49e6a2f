import { keepForLater } from '../faults/late-calls.js';
import { walkOf } from '../faults/listings.js';
import type { Strike } from '../faults/menu.js';
import { bentBody, bentText, lostAnswer, numericOrderIds } from '../faults/shape.js';
import { effectsOf, secondsOf, struckBy } from '../faults/strikes.js';
import { type Answer, droppedAnswer, jsonAnswer } from '../http/answer.js';
import type { Incoming } from '../http/incoming.js';
import type { Reception } from '../reception.js';
import { authenticated, type Claim, checkSigningTime, keyUnknown, nonceUsed, readClaim } from './authenticate.js';
import { AlibabaError, asAlibabaError } from './errors.js';
import { Parameters } from './parameters.js';
import { findOperation, type ServiceOperation } from './services.js';

/** Answers one Alibaba Cloud RPC call, whatever the service: version and action tell them apart. */
export function answerAlibaba(reception: Reception, incoming: Incoming, now: number): Answer {
  const requestId = reception.nextRequestId();
  const host = incoming.headers.get('host') ?? '';
  let strikes: readonly Strike[] = [];
  try {
    const claim = readClaim(incoming);
    reception.noteCall({ caller: claim.accessKeyId, action: claim.action, requestId, at: now });
    const operation = findOperation(claim.version, claim.action);
    const key = authenticated(claim, reception.keys);
    checkTime(reception, claim, now);
    const { action } = claim;
    strikes = reception.strikes({ action, service: operation.service, caller: key.id, requestId, at: now });
    const early = refusedBefore(strikes, operation, requestId, host);
    if (early !== null) return early;
    const then = reception.timeAfterJump(now, strikes);
    if (!reception.takeNonce(key.id, claim.nonce)) throw nonceUsed();
    const throttled = throttledAnswer(reception, key.id, action, operation, then, requestId, host);
    if (throttled !== null) return throttled;
    const { world } = reception;
    const parameters = new Parameters(claim.parameters);
    const { accountId } = key;
    if (struckBy(strikes, 'lateCommit')) {
      const call = { requestId, caller: key.id, accountId, action, request: parameters.recorded() };
      keepForLater(world, { ...call, vendor: 'alibaba', version: claim.version }, strikes, then);
      return droppedAnswer;
    }
    const effects = effectsOf(world, strikes);
    const body = operation.run({ world, now: then, accountId, caller: key.id, action, requestId, effects }, parameters);
    const walk = () => walkOf(key.id, action, parameters.recorded());
    const shown = bentBody(action, { ...body, RequestId: requestId }, strikes, walk, reception.lastShown);
    const answer = jsonAnswer(200, shown, { 'x-acs-request-id': requestId });
    // The one operation whose page shows its order id as an integer.
    const text = action === 'RefundInstance' ? numericOrderIds(answer.text) : answer.text;
    return lost({ ...answer, text: bentText(text, strikes) }, strikes, requestId, host);
  } catch (error) {
    const known = asAlibabaError(error);
    if (known === null) throw error;
    return lost(failed(known, requestId, host), strikes, requestId, host);
  }
}

export function internalError(): AlibabaError {
  return new AlibabaError(
    500,
    'InternalError',
    'The request processing has failed due to some unknown error, exception or failure.',
  );
}

export function failed(
  error: AlibabaError,
  requestId: string,
  host: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const body = {
    RequestId: requestId,
    HostId: host,
    Code: error.code,
    Message: error.message,
    Recommend: `https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(error.code)}&requestId=${requestId}`,
  };
  return jsonAnswer(error.status, body, { 'x-acs-request-id': requestId, ...headers });
}

function checkTime(reception: Reception, claim: Claim, now: number): void {
  const { checkClockSkew, clockSkewReference } = reception.world.behaviour;
  if (!checkClockSkew) return;
  checkSigningTime(claim, clockSkewReference === 'either' ? [now, Date.now()] : [now]);
}

function refusedBefore(
  strikes: readonly Strike[],
  operation: ServiceOperation,
  requestId: string,
  host: string,
): Answer | null {
  if (struckBy(strikes, 'dropBefore')) return droppedAnswer;
  const retryAfterSeconds = secondsOf(strikes, 'throttleWithRetryAfter', 1);
  if (retryAfterSeconds !== null) {
    return failed(throttling(), requestId, host, { 'x-acs-retry-after': String(retryAfterSeconds * 1000) });
  }
  if (struckBy(strikes, 'throttle')) return failed(throttling(), requestId, host);
  if (struckBy(strikes, 'serviceUnavailable')) {
    const error = new AlibabaError(
      503,
      'ServiceUnavailable',
      'The request has failed due to a temporary failure of the server.',
    );
    return failed(error, requestId, host);
  }
  if (struckBy(strikes, 'invalidAccessKey')) return failed(keyUnknown(), requestId, host);
  if (struckBy(strikes, 'successFalse') && operation.service === 'bss') {
    return jsonAnswer(200, {
      Code: 'NotApplicable',
      Message: 'This API is not applicable for caller.',
      RequestId: requestId,
      Success: false,
    });
  }
  return null;
}

/** Over the limit. Every second answer says how long to wait, as real ones do not always. */
function throttledAnswer(
  reception: Reception,
  caller: string,
  action: string,
  operation: ServiceOperation,
  now: number,
  requestId: string,
  host: string,
): Answer | null {
  const { ecdPerSecond, cenPerSecond, bssPerSecond } = reception.world.behaviour.throttling;
  const perSecond = { ecd: ecdPerSecond, cen: cenPerSecond, bss: bssPerSecond, other: ecdPerSecond };
  if (reception.admits(caller, action, perSecond[operation.service], now)) return null;
  const tellsDelay = requestId.charCodeAt(0) % 2 === 0;
  return failed(throttling(), requestId, host, tellsDelay ? { 'x-acs-retry-after': '1000' } : {});
}

function throttling(): AlibabaError {
  return new AlibabaError(400, 'Throttling.User', 'Request was denied due to user flow control.');
}

function lost(answer: Answer, strikes: readonly Strike[], requestId: string, host: string): Answer {
  return strikes.length === 0 ? answer : lostAnswer(answer, failed(internalError(), requestId, host), strikes);
}
