import { type Answer, jsonAnswer } from '../http/answer.js';

export function problem(status: number, detail: string): Answer {
  return jsonAnswer(status, { error: detail });
}
