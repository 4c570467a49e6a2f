import { z } from 'zod';
import type { KeyPair } from '../accounts.js';
import { keepForLater } from '../faults/late-calls.js';
import { walkOf } from '../faults/listings.js';
import type { Strike } from '../faults/menu.js';
import { bentBody, bentText, lostAnswer } from '../faults/shape.js';
import { effectsOf, struckBy } from '../faults/strikes.js';
import { type Answer, droppedAnswer, jsonAnswer } from '../http/answer.js';
import { decodeForm, type Incoming } from '../http/incoming.js';
import type { Reception } from '../reception.js';
import { sameSignature } from '../signing/encode.js';
import { ucloudSignature } from '../signing/ucloud.js';
import { asUcloudError, retCodes, UcloudError } from './errors.js';
import { findOperation } from './operations.js';
import { UcloudParameters } from './parameters.js';

const jsonBodySchema = z.record(z.string(), z.unknown());

/** Answers one UCloud call: GET query, POST form or POST JSON. The HTTP status says nothing; RetCode does. */
export function answerUcloud(reception: Reception, incoming: Incoming, now: number): Answer {
  const requestId = reception.nextRequestId().toLowerCase();
  const raw = rawParameters(incoming);
  const action = textOf(raw.Action);
  const caller = textOf(raw.PublicKey);
  reception.noteCall({ caller, action, requestId, at: now });
  let strikes: readonly Strike[] = [];
  try {
    if (action === '') throw new UcloudError(retCodes.actionMissing, 'Missing Action');
    const run = findOperation(action);
    const key = authenticated(reception, raw);
    strikes = reception.strikes({ action, service: 'ucloud', caller: key.id, requestId, at: now });
    if (struckBy(strikes, 'dropBefore')) return droppedAnswer;
    refuseBefore(strikes);
    const then = reception.timeAfterJump(now, strikes);
    if (!reception.admits(key.id, 'all', reception.world.behaviour.throttling.ucloudPerSecond, then)) {
      throw throttled();
    }
    const { world } = reception;
    const parameters = new UcloudParameters(raw);
    const { accountId } = key;
    if (struckBy(strikes, 'lateCommit')) {
      const call = { requestId, caller: key.id, accountId, action, request: parameters.recorded() };
      keepForLater(world, { ...call, vendor: 'ucloud', version: '' }, strikes, then);
      return droppedAnswer;
    }
    const effects = effectsOf(world, strikes);
    const answer = run({ world, now: then, accountId, caller: key.id, action, requestId, effects }, parameters);
    const body = { RetCode: 0, Action: `${action}Response`, ...answer };
    const walk = () => walkOf(key.id, action, parameters.recorded());
    return finished(bentBody(action, body, strikes, walk, reception.lastShown), action, requestId, strikes);
  } catch (error) {
    const known = asUcloudError(error);
    if (known === null) throw error;
    return finished(failure(known, action), action, requestId, strikes);
  }
}

/** The URL's parameters count only where there is no body: SDKs repeat Action there for their logs, unsigned. */
function rawParameters(incoming: Incoming): Readonly<Record<string, unknown>> {
  const text = incoming.body.toString('utf8');
  if (incoming.method !== 'POST' || text === '') return Object.fromEntries(incoming.query);
  if (!(incoming.headers.get('content-type') ?? '').toLowerCase().startsWith('application/json')) {
    return Object.fromEntries(decodeForm(text));
  }
  try {
    return jsonBodySchema.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

function authenticated(reception: Reception, raw: Readonly<Record<string, unknown>>): KeyPair {
  const signature = textOf(raw.Signature);
  if (signature === '') throw new UcloudError(retCodes.signatureMissing, 'Missing Signature');
  const key = reception.keys.ucloud(textOf(raw.PublicKey));
  if (key === undefined) throw userUnknown();
  if (!sameSignature(ucloudSignature(raw, key.secret), signature)) {
    throw new UcloudError(retCodes.signatureWrong, 'Signature VerifyAC Error');
  }
  return key;
}

function refuseBefore(strikes: readonly Strike[]): void {
  if (struckBy(strikes, 'throttle') || struckBy(strikes, 'throttleWithRetryAfter')) throw throttled();
  if (struckBy(strikes, 'serviceUnavailable')) throw new UcloudError(retCodes.unavailable, 'Service unavailable');
  if (struckBy(strikes, 'invalidAccessKey')) throw userUnknown();
}

function userUnknown(): UcloudError {
  return new UcloudError(retCodes.userUnknown, 'User not found');
}

function throttled(): UcloudError {
  return new UcloudError(retCodes.throttled, 'Request is throttled');
}

function failure(error: UcloudError, action: string): Record<string, unknown> {
  return { RetCode: error.retCode, Action: `${action}Response`, Message: error.message };
}

function finished(
  body: Record<string, unknown>,
  action: string,
  requestId: string,
  strikes: readonly Strike[],
): Answer {
  const headers = { 'x-ucloud-request-uuid': requestId };
  const answer = jsonAnswer(200, body, headers);
  if (strikes.length === 0) return answer;
  const timedOut = jsonAnswer(200, failure(new UcloudError(retCodes.timedOut, 'Response timeout'), action), headers);
  return lostAnswer({ ...answer, text: bentText(answer.text, strikes) }, timedOut, strikes);
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
