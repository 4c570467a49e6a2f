import { Agent, buildConnector, Client, type Dispatcher, request } from 'undici';

/** Far above the largest documented page (300 instances); a bigger body is a fault, not an answer. */
const maxResponseBytes = 16 * 1024 * 1024;

/**
 * One HTTP attempt. There is never a second one: neither vendor makes all its writes idempotent, so a retry hidden
 * here could buy twice.
 */
export interface Attempt {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** From the start of connecting to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /**
   * True for calls that spend or destroy: the attempt gets a connection of its own. Then a failure while connecting
   * proves that the vendor never saw the request, and a stale pooled socket can never make an outcome unknown.
   */
  readonly ownConnection: boolean;
  /**
   * On the clock of `performance.now()`: a request that is not written by then is never written. Only for an attempt
   * with a connection of its own.
   */
  readonly sendBefore: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * - `answered`: a whole HTTP answer, whatever its status
 * - `notSent`: the connection was never made, or made too late to be used, so the vendor surely saw nothing
 * - `broken`: the request may have arrived; there is no whole answer
 */
export type Exchange =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly text: string;
      readonly headers: Readonly<Record<string, string>>;
      /** The vendor's clock from the Date header, ISO 8601 UTC; null when it sent none. */
      readonly vendorTime: string | null;
    }
  | { readonly kind: 'notSent'; readonly code: string; readonly why: string }
  | { readonly kind: 'broken'; readonly code: string; readonly why: string };

/** Never throws: every end of the attempt is a value. Redirects are not followed. */
export async function exchange(attempt: Attempt): Promise<Exchange> {
  if (attempt.signal?.aborted) return { kind: 'notSent', code: 'GivenUp', why: 'given up before it was sent' };
  const stop = new AbortController();
  const onCallerAbort = () => stop.abort(new StoppedError('GivenUp', 'given up by the caller before the answer came'));
  attempt.signal?.addEventListener('abort', onCallerAbort, { once: true });
  const timer = setTimeout(() => {
    stop.abort(new StoppedError('TimedOut', `no whole answer within ${attempt.timeoutMs} ms`));
  }, attempt.timeoutMs);
  const own = attempt.ownConnection ? openOwnConnection(attempt) : null;
  try {
    const response = await request(attempt.url, {
      dispatcher: own?.client ?? pooled,
      method: 'POST',
      headers: attempt.headers,
      body: attempt.body,
      signal: stop.signal,
      reset: attempt.ownConnection,
    });
    const text = await response.body.text();
    const headers = flatHeaders(response.headers);
    return { kind: 'answered', status: response.statusCode, text, headers, vendorTime: readDate(headers.date) };
  } catch (error) {
    const { code, why } = describe(error);
    return { kind: own && !own.wasOpened() ? 'notSent' : 'broken', code, why };
  } finally {
    clearTimeout(timer);
    attempt.signal?.removeEventListener('abort', onCallerAbort);
    await own?.client.destroy();
  }
}

/** Reads share connections; their time limit is the attempt's own, so undici's are off. */
const pooled = new Agent({ headersTimeout: 0, bodyTimeout: 0, maxResponseSize: maxResponseBytes });

function openOwnConnection(attempt: Attempt): { client: Dispatcher; wasOpened: () => boolean } {
  const { url, connectTimeoutMs, sendBefore = Number.POSITIVE_INFINITY } = attempt;
  const connect = buildConnector({ timeout: connectTimeoutMs });
  let opened = false;
  const client = new Client(url.origin, {
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: maxResponseBytes,
    connect: (options, done) => {
      connect(options, (error, socket) => {
        if (error) return done(error, null);
        // Undici writes the request in the same turn of the event loop, so nothing of ours can come in between.
        if (performance.now() >= sendBefore) {
          socket.destroy();
          return done(new StoppedError('TooLate', 'the connection was open too late to send on it'), null);
        }
        opened = true;
        done(null, socket);
      });
    },
  });
  return { client, wasOpened: () => opened };
}

class StoppedError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'StoppedError';
    this.code = code;
  }
}

function describe(error: unknown): { code: string; why: string } {
  if (!(error instanceof Error)) return { code: 'Unknown', why: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  // Node reports several refused addresses (::1 and 127.0.0.1) as an AggregateError with an empty message.
  return { code, why: error.message === '' ? code : error.message };
}

function flatHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

function readDate(header: string | undefined): string | null {
  const atMs = Date.parse(header ?? '');
  return Number.isNaN(atMs) ? null : new Date(atMs).toISOString();
}
