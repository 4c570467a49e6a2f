import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { ExplainedError } from '../model/config/explained-error.js';
import type { Api } from './context.js';
import type { LoginProvider } from './login/provider.js';
import { ProblemError } from './problem.js';
import { mayDo } from './roles.js';
import type { CalendarLinks } from './session/calendar-links.js';
import { sessionToken } from './session/cookie.js';
import { isOurOwnPage } from './session/same-origin.js';
import type { TokenBook } from './session/token-book.js';
import { type Caller, readToken } from './tokens.js';

/** Whose tokens are taken. */
export interface Known {
  /** Signs and checks our own. */
  readonly key: Uint8Array;
  /** What opens everything on this machine; null: nothing does. */
  readonly localToken: string | null;
  /** Whose tokens are taken besides; null: nobody's. */
  readonly provider: LoginProvider | null;
  /** Which of our own were ended. */
  readonly book: TokenBook;
}

/**
 * Nothing but health, the console's own files and logging in answers without a token. Programs send it in a header, which no
 * page of another site can do for them. The console's comes in a cookie, which a browser adds by itself: there only a
 * page of ours may change anything. The calendar's may come in its address, because calendar programs send no headers.
 */
export function authenticate(api: Api, known: Known, links: CalendarLinks): void {
  api.decorateRequest('caller', null);
  api.addHook('onRequest', async (request) => {
    const act = request.routeOptions.config.act ?? 'view';
    if (act === 'open') return;
    const caller = await callerOf(request, known);
    const forCalendar = act === 'calendar';
    if (caller.scope === 'calendar' && !forCalendar) {
      throw new ProblemError(403, 'scope', 'This token opens the calendar only.');
    }
    if (caller.link !== undefined && !links.isInForce(caller.name, caller.link)) {
      throw new ProblemError(401, 'token', 'This calendar address was ended, or replaced by another.', {
        remedy: 'Make a new one on the calendar page of the console',
      });
    }
    if (!mayDo(caller.role, forCalendar ? 'view' : act)) {
      throw new ProblemError(403, 'role', `The role ${caller.role} may not do this.`, {
        remedy: 'Ask for a token with another role (leaseline token --role)',
      });
    }
    request.caller = caller;
  });
}

async function callerOf(request: FastifyRequest, known: Known): Promise<Caller> {
  const given = bearer(request) ?? calendarToken(request);
  if (given === null) return callerOfCookie(request, known);
  return callerOfToken(given, known);
}

/**
 * @throws ProblemError 401 for a token that is nobody's; 403 for somebody of the provider who has no role here; 503 when
 *   the provider would have to be asked and does not answer
 */
export async function callerOfToken(given: string, known: Known): Promise<Caller> {
  const { localToken, provider } = known;
  if (localToken !== null && isSame(given, localToken)) return { name: 'local', role: 'admin', scope: 'all' };
  if (provider?.isFrom(given) === true) return provider.callerOf(given);
  const caller = await readOwn(given, known);
  if ('why' in caller)
    throw new ProblemError(401, 'token', caller.why, {
      remedy: 'Ask for a new one (leaseline token)',
      isGuess: caller.isGuess,
    });
  return caller;
}

async function callerOfCookie(request: FastifyRequest, known: Known): Promise<Caller> {
  const given = sessionToken(request);
  if (given === null) {
    throw new ProblemError(401, 'token', 'The request carries no token.', {
      remedy: 'Send Authorization: Bearer with a token from leaseline token, or the one in .leaseline/token',
    });
  }
  if (!isOurOwnPage(request)) {
    throw new ProblemError(403, 'cross-site', 'A page of another site may not do this in your name.', {
      remedy: 'Use the console itself, or send a token in Authorization: Bearer',
    });
  }
  const caller = await readOwn(given, known);
  if ('why' in caller) {
    throw new ProblemError(401, 'session', 'You are not logged in any more.', {
      remedy: 'Log in again',
      isGuess: caller.isGuess,
    });
  }
  return caller;
}

async function readOwn(given: string, { key, book }: Known): ReturnType<typeof readToken> {
  const caller = await readToken(key, given);
  if ('why' in caller) return caller;
  return holds(caller, book) ? caller : { why: 'The token was revoked.', isGuess: false };
}

/**
 * Whether what somebody came with holds still.
 * @throws ProblemError 503 when nobody can tell
 */
export function holds(caller: Caller, book: TokenBook): boolean {
  if (caller.endsAtMs !== undefined && caller.endsAtMs <= Date.now()) return false;
  try {
    return !book.isEnded(caller);
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    throw new ProblemError(503, 'tokens-unreadable', error.message, { remedy: error.remedy });
  }
}

export function bearer({ headers: { authorization } }: FastifyRequest): string | null {
  return /^Bearer ([\w.~+/=-]{1,8192})$/i.exec(authorization ?? '')?.[1] ?? null;
}

function calendarToken({ query, routeOptions }: FastifyRequest): string | null {
  if (routeOptions.config.act !== 'calendar') return null;
  const token = (query as Readonly<Record<string, unknown>>).token;
  return typeof token === 'string' ? token : null;
}

/** In a time that does not tell how much of it was right. */
function isSame(given: string, expected: string): boolean {
  const one = Buffer.from(given);
  const other = Buffer.from(expected);
  return one.length === other.length && timingSafeEqual(one, other);
}
