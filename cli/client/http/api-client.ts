import { request } from 'undici';
import { z } from 'zod';
import { ExplainedError } from '../../../model/config/explained-error.js';
import { MessageError } from '../../../workers/client/messages.js';
import { UnknownPackageError } from '../../../workers/client/names.js';
import { CliError } from '../../support/errors.js';
import { EXIT } from '../../support/exit-codes.js';
import type { ApiAddress } from './api-address.js';
import { ApiUnreachableError } from './api-unreachable.js';

const CONNECT_LIMIT_MS = 5_000;
/** Longer than the API's own patience with a package that does not answer. */
const ANSWER_LIMIT_MS = 45_000;

const problemSchema = z.object({
  type: z.string(),
  detail: z.string(),
  remedy: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), rule: z.string() })).optional(),
});

interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
}

/** One installation's API: an answer is checked before it is believed, and a problem is thrown as what it would be without the API. */
export class ApiClient {
  readonly #address: ApiAddress;

  constructor(address: ApiAddress) {
    this.#address = address;
  }

  get<Answer>(path: string, schema: z.ZodType<Answer>, asked: Omit<Asked, 'body'> = {}): Promise<Answer> {
    return this.#ask('GET', path, schema, asked);
  }

  post<Answer>(path: string, schema: z.ZodType<Answer>, asked: Asked): Promise<Answer> {
    return this.#ask('POST', path, schema, asked);
  }

  async #ask<Answer>(method: 'GET' | 'POST', path: string, schema: z.ZodType<Answer>, asked: Asked): Promise<Answer> {
    const { statusCode, text } = await this.#send(method, path, asked);
    const answer = parsed(text);
    if (statusCode >= 400) throw this.#failure(statusCode, answer);
    const checked = schema.safeParse(answer);
    if (statusCode < 300 && checked.success) return checked.data;
    throw new ExplainedError(
      `${this.#host} answered something that is no answer of Leaseline's API (${statusCode})`,
      'Check LEASELINE_API_URL, and that both are of the same release',
    );
  }

  async #send(method: 'GET' | 'POST', path: string, asked: Asked): Promise<{ statusCode: number; text: string }> {
    const { url: base } = this.#address;
    const token = await this.#address.token();
    const url = new URL(`${base.pathname.replace(/\/$/, '')}${path}`, base);
    for (const [name, value] of Object.entries(asked.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    try {
      const { statusCode, body } = await request(url, {
        method,
        headers: {
          ...(token !== '' && { authorization: `Bearer ${token}` }),
          accept: 'application/json',
          ...(asked.body !== undefined && { 'content-type': 'application/json' }),
          ...asked.headers,
        },
        ...(asked.body !== undefined && { body: JSON.stringify(asked.body) }),
        headersTimeout: ANSWER_LIMIT_MS,
        bodyTimeout: ANSWER_LIMIT_MS,
        signal: AbortSignal.timeout(CONNECT_LIMIT_MS + ANSWER_LIMIT_MS),
      });
      return { statusCode, text: await body.text() };
    } catch (error) {
      const why = error instanceof Error && 'code' in error ? String(error.code) : 'no answer in time';
      throw new ApiUnreachableError(
        `The API does not answer at ${this.#host}: ${why}`,
        'Start it (leaseline up, or leaseline api), or correct LEASELINE_API_URL',
        { cause: error },
      );
    }
  }

  get #host(): string {
    return this.#address.url.host;
  }

  #failure(statusCode: number, answer: unknown): Error {
    const problem = problemSchema.safeParse(answer);
    if (!problem.success) {
      const what = `${this.#host} refused the request (${statusCode})`;
      return new ExplainedError(what, 'Check LEASELINE_API_URL: this may not be the API of Leaseline');
    }
    const { type, detail, remedy = 'See the log of leaseline api', errors = [] } = problem.data;
    const kind = type.replace(/^urn:leaseline:/, '');
    switch (kind) {
      case 'refused':
      case 'unconfirmed':
      case 'ended':
      case 'noAnswer':
        return new MessageError(kind, detail, remedy);
      case 'unknown-package':
        return new UnknownPackageError(detail, remedy);
      case 'temporal-away':
        return new ApiUnreachableError(detail, remedy);
      case 'invalid':
      case 'unknown-account': {
        const what = errors.length > 0 ? errors.map(({ field, rule }) => `${field}: ${rule}`).join('\n') : detail;
        return new CliError({ what, remedy: 'Correct it and run the same command again', exitCode: EXIT.usage });
      }
      default:
        return new ExplainedError(detail, remedy);
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
