import type { z } from 'zod';
import { assertNever } from '../model/assert-never.js';
import type { Outcome } from '../model/outcome.js';
import { CloudReadError, type CloudReadKind } from './cloud-read-error.js';
import type { Exchange } from './exchange.js';

/** Something a vendor showed us. */
export interface Reading<T> {
  readonly value: T;
  readonly requestId: string | null;
  /** The vendor's clock when it answered, ISO 8601 UTC; null when it sent no Date header. */
  readonly vendorTime: string | null;
}

export interface CallOptions {
  /** Ends the call early. A send ended so is `unknown` unless it surely never left. */
  readonly signal?: AbortSignal | undefined;
  /**
   * A send that has not reached its socket by then is not sent, on the clock of `performance.now()`. Checked at the last
   * possible moment, whatever froze the process before. Reads ignore it.
   */
  readonly sendBefore?: number | undefined;
}

/** What a failed call means for a send. Every vendor code is put into exactly one of these, in that vendor's table. */
export type Fate = 'refused' | 'throttled' | 'suspended' | 'unknown';

export interface Ruling {
  readonly fate: Fate;
  readonly remedy: string | null;
  /** Least wait before the same may be sent again; only meaningful when throttled. */
  readonly afterMs: number;
  /** The vendor named a code that no table knows. */
  readonly isUnclassified?: boolean;
}

/** What one attempt brought, before it is decided what that means for a send or a read. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly body: unknown;
      readonly requestId: string | null;
      readonly vendorTime: string | null;
      /** The beginning of the body with secrets removed, for a person who must find out what happened. */
      readonly excerpt: string;
    }
  | Failure;

export interface Failure extends Ruling {
  readonly kind: 'failed';
  readonly readKind: CloudReadKind;
  readonly code: string;
  readonly message: string;
  readonly requestId: string | null;
}

/** A send's end as a value. An answer without the documented minimum is `unknown`: it may have been done. */
export function toOutcome<T>(answer: Answer, schema: z.ZodType<T>): Outcome<T> {
  const settled = answer.kind === 'answered' ? checked(answer, schema) : answer;
  if (settled.kind === 'checked') {
    return { kind: 'accepted', value: settled.value, requestId: settled.requestId, vendorTime: settled.vendorTime };
  }
  const { fate, code, message, requestId, remedy, afterMs } = settled;
  switch (fate) {
    case 'refused':
    case 'suspended':
      return { kind: fate, code, message, requestId, remedy };
    case 'throttled':
      return { kind: 'throttled', afterMs, code, message, requestId, remedy };
    case 'unknown':
      return {
        kind: 'unknown',
        why: message,
        code,
        requestId,
        ...(settled.isUnclassified && { refusal: { code, message, requestId, remedy } }),
      };
    default:
      return assertNever(fate);
  }
}

/**
 * A read's value.
 * @throws the signal's reason when the caller gave up, else {@link CloudReadError}
 */
export function toReading<T>(answer: Answer, schema: z.ZodType<T>, options: CallOptions): Reading<T> {
  const settled = answer.kind === 'answered' ? checked(answer, schema) : answer;
  if (settled.kind === 'checked') {
    return { value: settled.value, requestId: settled.requestId, vendorTime: settled.vendorTime };
  }
  options.signal?.throwIfAborted();
  throw new CloudReadError({
    kind: settled.readKind,
    code: settled.code,
    message: settled.message,
    afterMs: settled.fate === 'throttled' ? settled.afterMs : null,
    requestId: settled.requestId,
    remedy: settled.remedy,
  });
}

interface Checked<T> extends Reading<T> {
  readonly kind: 'checked';
}

function checked<T>(answer: Extract<Answer, { kind: 'answered' }>, schema: z.ZodType<T>): Checked<T> | Failure {
  const result = schema.safeParse(answer.body);
  if (result.success) {
    return { kind: 'checked', value: result.data, requestId: answer.requestId, vendorTime: answer.vendorTime };
  }
  const missing = result.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  return garbled('GarbledAnswer', `the answer lacks what is documented (${missing.slice(0, 3).join('; ')})`, answer);
}

/** An answer came, and it cannot be understood. */
export function garbled(
  code: string,
  what: string,
  seen: { readonly requestId: string | null; readonly excerpt: string },
): Failure {
  return {
    kind: 'failed',
    fate: 'unknown',
    readKind: 'garbled',
    code,
    message: seen.excerpt === '' ? `${what}; the body was empty` : `${what}; it began: ${seen.excerpt}`,
    requestId: seen.requestId,
    remedy: null,
    afterMs: 0,
  };
}

/** The vendor named a code, so its table decides and nothing else. */
export function ruled(
  ruling: Ruling,
  said: { readonly code: string; readonly message: string; readonly requestId: string | null },
): Failure {
  return { kind: 'failed', ...ruling, readKind: readKindOf(ruling.fate), ...said };
}

function readKindOf(fate: Fate): CloudReadKind {
  switch (fate) {
    case 'throttled':
      return 'throttled';
    case 'unknown':
      return 'unavailable';
    case 'refused':
    case 'suspended':
      return 'refused';
    default:
      return assertNever(fate);
  }
}

/** Long enough for a restarted endpoint to come back, short enough that a person watching sees it go on. */
const reconnectAfterMs = 3_000;

/** No answer at all. Only a connection that was never made proves that nothing was done. */
export function unanswered(
  end: Exclude<Exchange, { kind: 'answered' }>,
  endpoint: URL,
  redact: (message: string) => string,
): Failure {
  const remedy = `Check that ${endpoint.origin} can be reached from this machine.`;
  const said = { readKind: 'unavailable', requestId: null, afterMs: reconnectAfterMs } as const;
  switch (end.kind) {
    case 'notSent': {
      const isOurs = end.code === 'GivenUp' || end.code === 'TimedOut' || end.code === 'TooLate';
      const code = isOurs ? end.code : 'ConnectionRefused';
      const message = redact(`not sent: ${end.why} (${end.code})`);
      // Whoever was too late reached the endpoint well.
      return { kind: 'failed', fate: 'throttled', code, message, ...said, remedy: code === 'TooLate' ? null : remedy };
    }
    case 'broken':
      return { kind: 'failed', fate: 'unknown', code: end.code, message: redact(end.why), remedy, ...said };
    default:
      return assertNever(end);
  }
}

/** An HTTP answer without a vendor code: a gateway or a wrong address. Only a 429 says that nothing was done. */
export function uncoded(
  status: number,
  seen: { readonly requestId: string | null; readonly excerpt: string },
  afterMs: number,
): Failure {
  const base = garbled(`HTTP ${status}`, `HTTP ${status} without a code of the vendor's`, seen);
  if (status === 429) return { ...base, fate: 'throttled', readKind: 'throttled', afterMs };
  if (status >= 500) return { ...base, readKind: 'unavailable' };
  if (status >= 300) {
    return {
      ...base,
      readKind: 'refused',
      remedy: "Check the endpoint's address: what answers there is not the vendor.",
    };
  }
  return base;
}
