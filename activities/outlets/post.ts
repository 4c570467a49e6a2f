import { Agent, request } from 'undici';
import { redactor } from '../../clouds/redact.js';
import { oneLine } from './one-line.js';

export interface Sending {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Removed from whatever is said about the attempt. */
  readonly secret: string | null;
  readonly signal: AbortSignal;
  /** What the answer's body must hold, but for spaces; null: any. */
  readonly takenWhen?: string | null;
}

/**
 * - `taken`: a 2xx
 * - `refused`: asking again would be refused again
 * - `failed`: it may be taken another time, not sooner than `afterMs` where the receiver says so
 */
export type Sent =
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string; readonly afterMs: number | null };

/** From the start of connecting to the end of the answer. */
const LIMIT_MS = 10_000;
/** Nothing of an answer's body is of use; more than this is not even read past. */
const ANSWER_LIMIT_BYTES = 16 * 1024;
const SHOWN_MAX = 200;
const SECRET_MIN = 8;
const LONGEST_PAUSE_MS = 60 * 60 * 1000;
/** 4xx that say "later", not "never": too slow, too early, too many. */
const LATER = [408, 425, 429];

/** The limit is the attempt's own, so undici's are off. */
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });

/**
 * One attempt to tell somebody. Never throws. A redirect is refused: following it would carry notice and signature to
 * an address nobody configured. What is said of a failure never holds the address, whose path may be a secret.
 */
export async function post({ url, method, headers, body, secret, signal, takenWhen = null }: Sending): Promise<Sent> {
  const clean = redactor([secret ?? undefined, url.href, ...partsOf(url)]);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  try {
    const response = await request(url, {
      dispatcher: agent,
      method,
      headers,
      body,
      signal: limit,
      // Notices are rare: by the next one a kept connection would be stale.
      reset: true,
    });
    const judged = judge(response.statusCode, response.headers['retry-after']);
    if (takenWhen !== null && judged.kind === 'taken') {
      const answer = await beginningOf(response.body);
      if (withoutSpaces(answer).includes(withoutSpaces(takenWhen))) return judged;
      const why = `answered ${response.statusCode}, but not as takenWhen says: ${oneLine(clean(answer)).slice(0, SHOWN_MAX)}`;
      return { kind: 'failed', why, afterMs: null };
    }
    // It has answered; what follows its headers cannot change that.
    await response.body.dump({ limit: ANSWER_LIMIT_BYTES, signal: limit }).catch(() => undefined);
    return judged;
  } catch (error) {
    return { kind: 'failed', why: clean(describe(error)), afterMs: null };
  }
}

/** Parts of an address that may be the secret in it, which some receivers repeat. */
function partsOf(url: URL): string[] {
  return [...url.pathname.split('/'), ...url.searchParams.values()].filter((part) => part.length >= SECRET_MIN);
}

async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body) {
    parts.push(part);
    length += part.length;
    if (length >= ANSWER_LIMIT_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, ANSWER_LIMIT_BYTES).toString('utf8');
}

const withoutSpaces = (text: string): string => text.replace(/\s+/g, '');

function judge(status: number, retryAfter: string | string[] | undefined): Sent {
  if (status >= 200 && status < 300) return { kind: 'taken' };
  if (status >= 300 && status < 400) return { kind: 'refused', why: `answered ${status}; a redirect is not followed` };
  const why = `answered ${status}`;
  if (status < 500 && !LATER.includes(status)) return { kind: 'refused', why };
  return { kind: 'failed', why, afterMs: pauseOf(retryAfter) };
}

/** `Retry-After` in seconds; its other form, a date, is left to the usual pause. */
function pauseOf(header: string | string[] | undefined): number | null {
  if (typeof header !== 'string' || !/^\d{1,6}$/.test(header.trim())) return null;
  return Math.min(Number(header) * 1000, LONGEST_PAUSE_MS);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${LIMIT_MS / 1000} s`;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  // Node reports several refused addresses (::1 and 127.0.0.1) as an AggregateError with an empty message.
  return error.message === '' ? code : error.message;
}
