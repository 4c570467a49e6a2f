import { createHash } from 'node:crypto';
import { UTCDate } from '@date-fns/utc';
import { formatISO } from 'date-fns';
import { S3mini, S3ServiceError } from 's3mini';
import { Agent, fetch, Headers, type RequestInit } from 'undici';
import type { AuditStoreConfig } from '../../model/config/audit-config.js';
import { ExplainedError } from '../../model/config/explained-error.js';
import { readSecret } from '../config/credentials.js';

const OWNER = 'the audit store';
const REQUEST_LIMIT_MS = 30_000;
const POOL = new Agent({ connections: 2, keepAliveTimeout: 10_000 });
const PART = /(?:^|\/)(\d{12})-(\d{12})\.jsonl$/;

/** Some lines of a trail, as one object of a bucket. */
export interface StoredPart {
  readonly key: string;
  /** Numbers of its first and its last line. */
  readonly first: number;
  readonly last: number;
}

/**
 * An S3-compatible bucket with copies of a trail's lines. What is copied is never written again: an object that is there stays
 * as it is, also against us.
 */
export class AuditStore {
  readonly #config: AuditStoreConfig;
  readonly #bucket: S3mini;
  /** Some stores know no conditional writes; there one writer and the look before must do. */
  #isConditional = true;

  /** @throws ExplainedError when its credentials cannot be read */
  constructor(config: AuditStoreConfig, env: NodeJS.ProcessEnv = process.env) {
    this.#config = config;
    this.#bucket = new S3mini({
      accessKeyId: readSecret(config.accessKeyId, OWNER, env),
      secretAccessKey: readSecret(config.accessKeySecret, OWNER, env),
      endpoint: config.url,
      region: config.region,
      requestAbortTimeout: REQUEST_LIMIT_MS,
      // Node's own would take its connections from this package's pool, which its version may not fit.
      fetch: ((input: string, init?: RequestInit) =>
        fetch(input, { ...this.#asConditional(init), dispatcher: POOL })) as unknown as typeof globalThis.fetch,
    });
  }

  /** For people: bucket and folder. */
  get place(): string {
    return `${this.#config.url}/${this.#config.prefix}`;
  }

  /** Signed or not, this header is heeded; the library signs its own alone. */
  #asConditional(init: RequestInit | undefined): RequestInit {
    if (init?.method !== 'PUT' || !this.#isConditional) return init ?? {};
    const headers = new Headers(init.headers);
    headers.set('if-none-match', '*');
    return { ...init, headers };
  }

  /**
   * Everything that is copied, in the order of the lines.
   * @throws ExplainedError when it cannot be asked, or lines are missing in between
   */
  async parts(): Promise<readonly StoredPart[]> {
    const { prefix } = this.#config;
    const listed = await this.#ask('listed', () => this.#bucket.listObjects('/', prefix));
    if (listed === null) {
      throw new ExplainedError(
        `The audit store ${this.place} has no such bucket`,
        'Create it, or correct audit.store.url in leaseline.yaml',
      );
    }
    const parts = listed
      .flatMap(({ Key: key }): StoredPart[] => {
        const [, first, last] = PART.exec(key) ?? [];
        return first === undefined || last === undefined ? [] : [{ key, first: Number(first), last: Number(last) }];
      })
      .toSorted((one, other) => one.first - other.first);
    let due = 1;
    for (const { key, first, last } of parts) {
      if (first !== due || last < first) {
        throw new ExplainedError(
          `The audit store ${this.place} begins with line ${first} in ${key} where ${due} is due: an object is missing, or two trails were written to one place`,
          'Keep it as evidence, and give this trail another audit.store.prefix',
        );
      }
      due = last + 1;
    }
    return parts;
  }

  /** The text of one part. */
  async read({ key }: StoredPart): Promise<string> {
    const text = await this.#ask('read', () => this.#bucket.getObject(key));
    if (text !== null) return text;
    throw new ExplainedError(
      `The audit store ${this.place} does not give ${key}, which it lists`,
      'Look at its permissions',
    );
  }

  /** Every line, in order. */
  async *lines(): AsyncGenerator<string> {
    for (const part of await this.parts()) {
      const lines = (await this.read(part)).split('\n').filter((line) => line !== '');
      if (lines.length !== part.last - part.first + 1) {
        throw new ExplainedError(
          `${part.key} in the audit store holds ${lines.length} lines, and its name says ${part.last - part.first + 1}`,
          'It was changed: keep it as evidence',
        );
      }
      yield* lines;
    }
  }

  /**
   * @param text whole lines, each with its end
   * @returns `taken` when that object is there already
   */
  async put(first: number, last: number, text: string): Promise<'stored' | 'taken'> {
    const pad = (seq: number) => String(seq).padStart(12, '0');
    const key = `${this.#config.prefix}${pad(first)}-${pad(last)}.jsonl`;
    const send = () => this.#bucket.putObject(key, text, 'application/jsonl', undefined, this.#lock(text));
    return this.#ask('written', async () => {
      try {
        await send();
      } catch (error) {
        const status = error instanceof S3ServiceError ? error.status : null;
        if (status === 412) return 'taken';
        if (status !== 501 || !this.#isConditional) throw error;
        this.#isConditional = false;
        await send();
      }
      return 'stored';
    });
  }

  #lock(text: string): Record<`x-amz-${string}`, string> {
    const { retainMs } = this.#config;
    // Both are asked for where an object is to be locked ("PutObject" in the Amazon S3 API Reference).
    const checksum = {
      'x-amz-sdk-checksum-algorithm': 'SHA256',
      'x-amz-checksum-sha256': createHash('sha256').update(text).digest('base64'),
    } as const;
    if (retainMs === null) return checksum;
    return {
      ...checksum,
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-retain-until-date': formatISO(new UTCDate(Date.now() + retainMs)),
    };
  }

  /** What a store says when it refuses may repeat keys: only its code is passed on. */
  async #ask<T>(what: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      const why =
        error instanceof S3ServiceError
          ? `it answers ${error.status}${error.serviceCode === undefined ? '' : ` (${error.serviceCode})`}`
          : `it cannot be reached (${networkCode(error)})`;
      throw new ExplainedError(
        `The audit store ${this.place} cannot be ${what}: ${why}`,
        'Check audit.store in leaseline.yaml: url, region, credentials and what they may do (ListBucket, GetObject, PutObject)',
      );
    }
  }
}

function networkCode(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at.name === 'TimeoutError') return 'no answer in time';
  }
  return 'no answer';
}
