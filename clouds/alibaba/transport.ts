import { z } from 'zod';
import type { Outcome } from '../../model/outcome.js';
import {
  type Answer,
  type CallOptions,
  garbled,
  type Reading,
  ruled,
  toOutcome,
  toReading,
  unanswered,
  uncoded,
} from '../answer.js';
import { type Exchange, exchange } from '../exchange.js';
import { parseBody } from '../lossless-body.js';
import { redactor } from '../redact.js';
import { optionalText } from '../wire.js';
import { type AlibabaCredentials, AlibabaKeySource } from './credentials.js';
import { type AlibabaProduct, type AlibabaSite, vendorEndpoint } from './endpoints.js';
import { alibabaRuling } from './errors.js';
import { type AlibabaAction, signedRequest } from './signed-request.js';

export interface AlibabaTransportOptions {
  readonly credentials: AlibabaCredentials;
  readonly site: AlibabaSite;
  /** Base URLs that replace the vendor's endpoint rule, http or https. */
  readonly endpoints?: Partial<Readonly<Record<AlibabaProduct, string>>> | undefined;
  /** Limit of one attempt, from connecting to the last byte. The vendor's gateway itself gives up at 60 s. */
  readonly requestTimeoutMs: number;
  /** Limit for connecting, and for fetching temporary credentials. */
  readonly connectTimeoutMs: number;
  /** Waited for before each read; lets an account stay within its quota. Sends never wait: their fence is taken already. */
  readonly paceRead?: (() => Promise<void>) | undefined;
  /** Told the code of every call that fails. */
  readonly onFailure?: ((code: string) => void) | undefined;
}

export interface AlibabaCall extends AlibabaAction {
  readonly product: AlibabaProduct;
  /** Chooses the endpoint of regional products. */
  readonly regionId?: string | undefined;
}

/**
 * One call is one attempt over the vendor's RPC protocol.
 *
 * The vendor's core library flattens and signs, but does not send: its client can neither be aborted nor held to a
 * total time, throws away status and headers (Date, request id) when an error body is no JSON, rounds integers above
 * 2^53, and shares sockets so that a stale one makes an order's outcome unknown.
 */
export class AlibabaTransport {
  readonly #options: AlibabaTransportOptions;
  readonly #endpoints: ReadonlyMap<string, URL>;
  readonly #keySource: AlibabaKeySource;

  /** @throws TypeError when a configured endpoint is no URL: better here than in the middle of an order */
  constructor(options: AlibabaTransportOptions) {
    this.#options = options;
    this.#endpoints = new Map(Object.entries(options.endpoints ?? {}).map(([product, url]) => [product, new URL(url)]));
    this.#keySource = new AlibabaKeySource(options.credentials);
  }

  /** Spends or destroys. Never throws, never repeats. */
  async send<T>(call: AlibabaCall, schema: z.ZodType<T>, options: CallOptions): Promise<Outcome<T>> {
    return toOutcome(await this.#attempt(call, true, options), schema);
  }

  /** @throws CloudReadError, or the signal's reason when the caller gave up */
  async read<T>(call: AlibabaCall, schema: z.ZodType<T>, options: CallOptions): Promise<Reading<T>> {
    await this.#options.paceRead?.();
    return toReading(await this.#attempt(call, false, options), schema, options);
  }

  async #attempt(call: AlibabaCall, ownConnection: boolean, options: CallOptions): Promise<Answer> {
    const answer = await this.#answer(call, ownConnection, options);
    if (answer.kind === 'failed') this.#options.onFailure?.(answer.code);
    return answer;
  }

  async #answer(call: AlibabaCall, ownConnection: boolean, options: CallOptions): Promise<Answer> {
    const { site, requestTimeoutMs, connectTimeoutMs } = this.#options;
    const endpoint = this.#endpoints.get(call.product) ?? vendorEndpoint(call.product, site, call.regionId);
    if (!endpoint) return refusedHere('InvalidRegionId', `no region id in ${call.action}`, 'Check the region id.');
    const found = await this.#keySource.keys(connectTimeoutMs);
    if (found.kind !== 'keys') return withoutKeys(found.kind, redactor([])(found.why));
    const { accessKeyId, accessKeySecret, securityToken } = found.keys;
    const redact = redactor([accessKeyId, accessKeySecret, securityToken]);
    const { url, headers } = signedRequest(endpoint, call, found.keys);
    const end = await exchange({
      url,
      headers,
      body: '',
      timeoutMs: requestTimeoutMs,
      connectTimeoutMs,
      ownConnection,
      sendBefore: options.sendBefore,
      signal: options.signal,
    });
    return end.kind === 'answered' ? judge(end, redact) : unanswered(end, endpoint, redact);
  }
}

function refusedHere(code: string, message: string, remedy: string): Answer {
  return ruled({ fate: 'refused', remedy, afterMs: 0 }, { code, message, requestId: null });
}

function withoutKeys(kind: 'missing' | 'late', why: string): Answer {
  const remedy = 'Set the credentials the account names in leaseline.yaml, or fill the default credential chain.';
  if (kind === 'missing') return refusedHere('CredentialsMissing', why, remedy);
  return ruled(
    { fate: 'throttled', remedy, afterMs: credentialsAgainMs },
    { code: 'CredentialsLate', message: why, requestId: null },
  );
}

const credentialsAgainMs = 5_000;
const quotaWaitMs = 2_000;

/** The fields every answer may carry. BSS says failure as `Success: false` on HTTP 200, so status alone says nothing. */
const envelope = z.object({
  Code: optionalText,
  Message: optionalText,
  RequestId: optionalText,
  Success: z.union([z.boolean(), z.string()]).nullish(),
  /** Comes with permission errors and names the action that must be granted. */
  AccessDeniedDetail: z.object({ AuthAction: optionalText }).nullish().catch(null),
});

const successWords = new Set(['success', '200', 'ok']);

function judge(end: Extract<Exchange, { kind: 'answered' }>, redact: (message: string) => string): Answer {
  const body = parseBody(end.text);
  const headerId = end.headers['x-acs-request-id'] ?? null;
  // Redacted before it is cut, so that no half of a secret stays at the end.
  const excerpt = redact(end.text.slice(0, 10 * excerptLength)).slice(0, excerptLength);
  const read = envelope.safeParse(body);
  if (!read.success) {
    const seen = { requestId: headerId, excerpt };
    if (end.status >= 300) return uncoded(end.status, seen, retryAfterMs(end) ?? quotaWaitMs);
    return garbled('GarbledAnswer', 'the answer is not the JSON object that is documented', seen);
  }
  const { Code: code, Message: message, Success: success } = read.data;
  const requestId = read.data.RequestId ?? headerId;
  const saysFailed = success === false || String(success).toLowerCase() === 'false';
  if (code !== null && (saysFailed || end.status >= 300 || !successWords.has(code.toLowerCase()))) {
    const ruling = alibabaRuling(code);
    const afterMs = ruling.fate === 'throttled' ? (retryAfterMs(end) ?? ruling.afterMs) : 0;
    const lacking = read.data.AccessDeniedDetail?.AuthAction;
    const sentence = `${message ?? code}${lacking ? ` (lacking: ${lacking})` : ''}`;
    return ruled({ ...ruling, afterMs }, { code: redact(code), message: redact(sentence), requestId });
  }
  if (end.status >= 300) return uncoded(end.status, { requestId, excerpt }, retryAfterMs(end) ?? quotaWaitMs);
  if (saysFailed) return garbled('GarbledAnswer', 'the answer says failure and gives no code', { requestId, excerpt });
  return { kind: 'answered', body, requestId, vendorTime: end.vendorTime, excerpt };
}

const excerptLength = 200;
const longestWaitMs = 10 * 60_000;

/** `x-acs-retry-after`, in milliseconds, kept within reason: what comes from outside must not stop us for a year. */
function retryAfterMs(end: Extract<Exchange, { kind: 'answered' }>): number | null {
  const header = end.headers['x-acs-retry-after'];
  if (header === undefined || !/^\d+$/.test(header.trim())) return null;
  return Math.min(Number(header), longestWaitMs);
}
