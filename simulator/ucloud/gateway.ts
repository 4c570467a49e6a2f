import { type Answer, jsonAnswer } from '../http/answer.js';
import type { Incoming } from '../http/incoming.js';
import type { Reception } from '../reception.js';

export function answerUcloud(_reception: Reception, _incoming: Incoming, _now: number): Answer {
  return jsonAnswer(200, { RetCode: 161, Action: 'Response', Message: 'Action not found' });
}
