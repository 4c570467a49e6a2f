import type { BudgetRequest } from './budget.js';
import type { DeskRequest } from './desk.js';
import { isRecord } from './shapes.js';
import type { SurveyRequest } from './survey.js';

/**
 * What a desk or a budget is asked, as far as they rely on it. Only Leaseline asks them; a program that writes to Temporal directly
 * can ask anything, and what was taken once stays in their books for years: they would stumble over it at every sweep and every
 * new run.
 */
export function areDeskRequests(said: unknown): said is DeskRequest[] {
  return Array.isArray(said) && said.every(isDeskRequest);
}

export function areBudgetRequests(said: unknown): said is BudgetRequest[] {
  return Array.isArray(said) && said.every(isBudgetRequest);
}

export function isSurveyRequest(said: unknown): said is SurveyRequest {
  if (!isRecord(said) || typeof said.fresh !== 'boolean' || !areTexts(said.resourceIds)) return false;
  return said.orderIds === undefined || areTexts(said.orderIds);
}

function isDeskRequest(value: unknown): boolean {
  if (!isRecord(value) || !isHolder(value.holder)) return false;
  const { operation, attempt, lane, fingerprint, resourceId, adopting, orderId, watch, told, from } = value;
  switch (value.kind) {
    case 'open':
      return isNumbered(operation) && (lane === null || isLane(lane)) && isTextOrNull(fingerprint);
    case 'fence':
      return isNumbered(operation) && isNumbered(attempt);
    case 'own':
      return isText(resourceId) && (adopting === undefined || typeof adopting === 'boolean');
    case 'ownOrder':
      return isText(orderId);
    case 'review':
      return isNumbered(operation) && isReview(value);
    case 'settle':
      return isNumbered(operation);
    case 'watch':
      return isWatch(watch) && (told === undefined || isText(told));
    case 'handOver':
      return isHolder(from);
    case 'leave':
      return true;
    default:
      return false;
  }
}

function isBudgetRequest(value: unknown): boolean {
  if (!isRecord(value) || !isHolder(value.holder)) return false;
  if (value.kind === 'forget') return true;
  const { kind, monthly, limit, force } = value;
  return kind === 'count' && isMoney(monthly) && isMoney(limit) && typeof force === 'boolean';
}

function isReview({ candidates, ordered, mayCommitForMs }: Record<string, unknown>): boolean {
  return Array.isArray(candidates) && candidates.every(isReviewable) && areTexts(ordered) && isNumber(mayCommitForMs);
}

function isReviewable(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return [value.resourceId, value.orderId, value.createdAt].every(isTextOrNull) && typeof value.isTold === 'boolean';
}

function isWatch(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const isPace = value.pace === 'delivery' || value.pace === 'payment' || value.pace === 'idle';
  return isPace && [value.resourceId, value.orderId, value.mark].every(isTextOrNull);
}

const isHolder = (value: unknown): boolean =>
  isRecord(value) && isText(value.packageName) && isText(value.firstExecutionRunId);

const isLane = (value: unknown): boolean =>
  isRecord(value) && isText(value.name) && (value.until === 'operation' || value.until === 'life');

const isMoney = (value: unknown): boolean => isRecord(value) && isNumber(value.amountMinor) && isText(value.currency);

const isNumbered = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);

const isText = (value: unknown): value is string => typeof value === 'string';

const isTextOrNull = (value: unknown): boolean => value === null || isText(value);

const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
