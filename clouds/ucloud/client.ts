import { z } from 'zod';
import type { Outcome } from '../../model/outcome.js';
import {
  type Answer,
  type CallOptions,
  type Failure,
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
import { number, optionalText } from '../wire.js';
import { ucloudRuling } from './errors.js';
import { ucloudSignature } from './signature.js';

export interface UcloudCredentials {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly securityToken?: string | undefined;
}

export interface UcloudClientOptions {
  readonly credentials: UcloudCredentials;
  /** Replaces SurferCloud's own address; may have a path. */
  readonly baseUrl?: string | undefined;
  /** Limit of one attempt, from connecting to the last byte. The vendor's gateway itself gives up at 60 s. */
  readonly requestTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Waited for before each read; lets an account stay within its quota. Sends never wait: their fence is taken already. */
  readonly paceRead?: (() => Promise<void>) | undefined;
  /** Told the code of every call that fails. */
  readonly onFailure?: ((code: string) => void) | undefined;
}

/** Vendor-spelled parameters. Lists become `X.0`, `X.1`; absent and empty ones are not sent. */
export type UcloudParameters = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

const surferCloud = 'https://api.surfercloud.com/';

/**
 * UCloud's and SurferCloud's API: one call is one signed attempt. The vendor's own SDKs retry by themselves, orders
 * included, and no order here has an idempotency token.
 */
export class UcloudClient {
  readonly #options: UcloudClientOptions;
  readonly #url: URL;
  readonly #redact: (message: string) => string;

  constructor(options: UcloudClientOptions) {
    const { publicKey, privateKey, securityToken } = options.credentials;
    this.#options = options;
    this.#url = new URL(options.baseUrl ?? surferCloud);
    this.#redact = redactor([publicKey, privateKey, securityToken]);
  }

  /** Spends or destroys. Never throws, never repeats. */
  async send<T>(
    action: string,
    parameters: UcloudParameters,
    schema: z.ZodType<T>,
    options: CallOptions,
  ): Promise<Outcome<T>> {
    return toOutcome(await this.#attempt(action, parameters, true, options), schema);
  }

  /** @throws CloudReadError, or the signal's reason when the caller gave up */
  async read<T>(
    action: string,
    parameters: UcloudParameters,
    schema: z.ZodType<T>,
    options: CallOptions,
  ): Promise<Reading<T>> {
    await this.#options.paceRead?.();
    return toReading(await this.#attempt(action, parameters, false, options), schema, options);
  }

  async #attempt(
    action: string,
    parameters: UcloudParameters,
    ownConnection: boolean,
    options: CallOptions,
  ): Promise<Answer> {
    const answer = await this.#answer(action, parameters, ownConnection, options);
    if (answer.kind === 'failed') this.#options.onFailure?.(answer.code);
    return answer;
  }

  async #answer(
    action: string,
    parameters: UcloudParameters,
    ownConnection: boolean,
    options: CallOptions,
  ): Promise<Answer> {
    const { credentials, requestTimeoutMs, connectTimeoutMs } = this.#options;
    if (credentials.publicKey === '' || credentials.privateKey === '') return withoutKeys;
    const end = await exchange({
      url: this.#url,
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'leaseline',
      },
      body: signedForm(action, parameters, credentials),
      timeoutMs: requestTimeoutMs,
      connectTimeoutMs,
      ownConnection,
      sendBefore: options.sendBefore,
      signal: options.signal,
    });
    return end.kind === 'answered' ? this.#judge(end) : unanswered(end, this.#url, this.#redact);
  }

  #judge(end: Extract<Exchange, { kind: 'answered' }>): Answer {
    const body = parseBody(end.text);
    const requestId = end.headers['x-ucloud-request-uuid'] ?? null;
    // Redacted before it is cut, so that no half of a secret stays at the end.
    const excerpt = this.#redact(end.text.slice(0, 10 * excerptLength)).slice(0, excerptLength);
    const read = envelope.safeParse(body);
    if (!read.success) {
      if (end.status >= 300) return uncoded(end.status, { requestId, excerpt }, quotaWaitMs);
      return garbled('GarbledAnswer', 'the answer has no RetCode', { requestId, excerpt });
    }
    const { RetCode, Message } = read.data;
    if (RetCode !== 0) return this.failure(RetCode, Message, requestId);
    // A gateway's error status around a RetCode of 0 contradicts itself.
    if (end.status >= 300) return uncoded(end.status, { requestId, excerpt }, quotaWaitMs);
    return { kind: 'answered', body, requestId, vendorTime: end.vendorTime, excerpt };
  }

  /** A failure named by the vendor's own return code; the same for a whole call and for one entry inside it. */
  failure(retCode: number, message: string | null, requestId: string | null): Failure {
    const code = `RetCode ${retCode}`;
    return ruled(ucloudRuling(retCode, message), { code, message: this.#redact(message ?? code), requestId });
  }
}

const withoutKeys = ruled(
  { fate: 'refused', remedy: 'Set the credentials the account names in leaseline.yaml.', afterMs: 0 },
  { code: 'CredentialsMissing', message: 'the public or the private key is empty', requestId: null },
);

function signedForm(action: string, parameters: UcloudParameters, credentials: UcloudCredentials): string {
  const form = new Map<string, string>([
    ['Action', action],
    ['PublicKey', credentials.publicKey],
  ]);
  if (credentials.securityToken) form.set('SecurityToken', credentials.securityToken);
  for (const [name, value] of Object.entries(parameters)) {
    const entries = Array.isArray(value) ? value.map((item, index) => [`${name}.${index}`, item]) : [[name, value]];
    for (const [key, item] of entries) {
      if (item !== undefined && item !== '') form.set(String(key), String(item));
    }
  }
  form.set('Signature', ucloudSignature(form, credentials.privateKey));
  return new URLSearchParams([...form]).toString();
}

const excerptLength = 200;
const quotaWaitMs = 2_000;

/** RetCode may come quoted; the vendor's Go SDK patches such answers. */
const envelope = z.object({ RetCode: number, Message: optionalText });
