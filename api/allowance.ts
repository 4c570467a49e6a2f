import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import type { Api } from './context.js';
import { ProblemError } from './problem.js';
import type { Caller } from './tokens.js';

/** Made-up tokens, cookies and codes a minute from one address. None can be guessed anyway; nobody shall have to look. */
const GUESSES_PER_MINUTE = 60;

/**
 * Whose requests are counted together. Never by what a caller merely sends, or whoever makes up another token each time
 * would have another allowance each time; and people behind one address do not take each other's share.
 */
export function allowanceOf({ caller, ip }: Pick<FastifyRequest, 'caller' | 'ip'>): string {
  return caller === null ? `at ${normalizeIP(ip)}` : `of ${whoIs(caller)}`;
}

/** With all that was made of their token: a new session is no new allowance. */
function whoIs({ name, id, madeOf, via }: Caller): string {
  return via === 'login' ? `login ${name}` : (madeOf?.id ?? id ?? name);
}

/** Answers to whoever is nobody, limited by the address they come from. Who has a token is never kept out by it. */
export class Strangers {
  readonly #guesses: ReturnType<Api['createRateLimit']>;
  readonly #others: ReturnType<Api['createRateLimit']>;

  /** @param perMinute of requests without a token, or with one that was ours and is not any more */
  constructor(api: Api, perMinute: number) {
    const byAddress = { timeWindow: '1 minute', keyGenerator: ({ ip }: FastifyRequest) => normalizeIP(ip) };
    this.#guesses = api.createRateLimit({ ...byAddress, max: Math.min(GUESSES_PER_MINUTE, perMinute) });
    this.#others = api.createRateLimit({ ...byAddress, max: perMinute });
  }

  /** @returns what they are answered, and after how many seconds they may ask again; null: there were not too many */
  async tooMany(request: FastifyRequest, isGuess: boolean): Promise<{ error: ProblemError; afterS: number } | null> {
    const limit = await (isGuess ? this.#guesses : this.#others)(request);
    if (limit.isAllowed || !limit.isExceeded) return null;
    const { ttlInSeconds: afterS } = limit;
    const detail = `Too many requests without a token that holds came from your address; again in ${afterS} s.`;
    return { error: new ProblemError(429, 'rate', detail), afterS };
  }
}
