import { randomBytes } from 'node:crypto';
import type { Caller } from '../tokens.js';

const CODE_BYTES = 24;
const VALID_MS = 10 * 60 * 1000;
/** More at once nobody needs; the oldest of the same person goes, and nobody else's. */
const KEPT_OF_EACH = 20;

export interface LoginCode {
  readonly code: string;
  /** ISO 8601 UTC. */
  readonly expiresAt: string;
}

/**
 * Codes that open the console once, for whoever asked for them. They stand in a link, so they end up in the history of a
 * browser: each is worth nothing once it was used, ten minutes later, or when this process ends.
 */
export class LoginCodes {
  readonly #open = new Map<string, { readonly caller: Caller; readonly endsMs: number }>();

  issue(caller: Caller, nowMs = Date.now()): LoginCode {
    const code = randomBytes(CODE_BYTES).toString('base64url');
    const endsMs = nowMs + VALID_MS;
    for (const [old, { endsMs: endedMs }] of this.#open) if (endedMs <= nowMs) this.#open.delete(old);
    const own = [...this.#open].filter(([, one]) => one.caller.name === caller.name);
    const [oldest] = own;
    if (own.length >= KEPT_OF_EACH && oldest !== undefined) this.#open.delete(oldest[0]);
    this.#open.set(code, { caller, endsMs });
    return { code, expiresAt: new Date(endsMs).toISOString() };
  }

  /** @returns for whom it was; null when it never was one, was used, or is too old */
  redeem(code: string, nowMs = Date.now()): Caller | null {
    const found = this.#open.get(code);
    this.#open.delete(code);
    return found !== undefined && found.endsMs > nowMs ? found.caller : null;
  }
}
