import { z } from 'zod';
import { ROLES } from '../../model/role.js';
import { bearer, callerOfToken, holds, type Known } from '../auth.js';
import type { Api } from '../context.js';
import { ProblemError } from '../problem.js';
import { ACTS, mayDo } from '../roles.js';
import { clearSession, SESSION_MS, setSession } from '../session/cookie.js';
import type { LoginCodes } from '../session/login-codes.js';
import { isOurOwnPage } from '../session/same-origin.js';
import { type Caller, issueToken, madeFrom } from '../tokens.js';
import { baseOf } from './login.js';

const sessionSchema = z.object({
  name: z.string(),
  role: z.enum(ROLES),
  may: z.array(z.enum(ACTS)),
  /** As the login provider said; they count where a policy names them. */
  groups: z.array(z.string()),
  /** ISO 8601 UTC; null: it does not end by itself. */
  endsAt: z.string().nullable(),
  /** Where the browser ends its login with the provider as well; null: there is nothing to end. */
  logoutUrl: z.string().nullable(),
});
const loginSchema = z.strictObject({ code: z.string().max(200).optional() });

/** Logging in to the console: a token, or a code from a link, becomes a cookie that no script can read. */
export function sessionRoutes(api: Api, known: Known, codes: LoginCodes): void {
  api.post(
    '/v1/session',
    {
      config: { act: 'open' },
      schema: {
        description: 'Logs a browser in, by a token in Authorization: Bearer or by a code that holds once.',
        body: z.preprocess((body) => body ?? {}, loginSchema),
        response: { 200: sessionSchema },
      },
    },
    async (request, reply) => {
      // Else a page of another site could log somebody in as somebody else.
      if (!isOurOwnPage(request)) {
        throw new ProblemError(403, 'cross-site', 'A page of another site may not log you in.');
      }
      const caller = await whoLogsIn(bearer(request), request.body.code);
      // An hour's token must not become a day's session, nor go on for ever by codes.
      const holdsMs = Math.min(SESSION_MS, (caller.endsAtMs ?? Infinity) - Date.now());
      setSession(request, reply, await issueToken(known.key, { ...caller, ...madeFrom(caller) }, holdsMs), holdsMs);
      return sessionOf({ ...caller, endsAtMs: Date.now() + holdsMs }, null);
    },
  );

  async function whoLogsIn(token: string | null, code: string | undefined): Promise<Caller> {
    if (token !== null) {
      const caller = await callerOfToken(token, known);
      if (caller.scope !== 'all') throw new ProblemError(403, 'scope', 'This token opens the calendar only.');
      return caller;
    }
    const caller = code === undefined ? null : codes.redeem(code);
    // A code is worth no more than what it was asked for with.
    if (caller !== null && holds(caller, known.book)) return caller;
    const detail =
      code === undefined ? 'There is neither a token nor a code.' : 'This login link was used, or is too old.';
    throw new ProblemError(401, 'code', detail, {
      remedy: 'Run leaseline console for a new link, or paste a token',
      isGuess: code !== undefined && caller === null,
    });
  }

  api.get(
    '/v1/session',
    { schema: { description: 'Who is asking, and what their role may do.', response: { 200: sessionSchema } } },
    async (request) => {
      const { caller } = request;
      if (caller === null) throw new ProblemError(401, 'token', 'The request carries no token.');
      const { provider } = known;
      // Only a browser that has logged in there has something to end.
      const isTheirs = caller.via === 'login' && provider !== null && bearer(request) === null;
      return sessionOf(caller, isTheirs ? await provider.endUrl(`${baseOf(request, provider)}/`) : null);
    },
  );

  api.delete('/v1/session', { schema: { description: 'Logs a browser out.' } }, (request, reply) => {
    // Not the token of a program, which may go on with it.
    const id = bearer(request) === null ? request.caller?.id : undefined;
    if (id !== undefined) known.book.logOut(id);
    clearSession(request, reply);
    return reply.code(204).send();
  });

  api.post(
    '/v1/session/code',
    {
      schema: {
        description: 'A code that logs a browser in once as whoever asks, within ten minutes.',
        response: { 200: z.object({ code: z.string(), expiresAt: z.string() }) },
      },
    },
    ({ caller }) => {
      if (caller === null) throw new ProblemError(401, 'token', 'The request carries no token.');
      return codes.issue(caller);
    },
  );
}

function sessionOf(
  { name, role, groups = [], endsAtMs }: Caller,
  logoutUrl: string | null,
): z.infer<typeof sessionSchema> {
  const endsAt = endsAtMs === undefined ? null : new Date(endsAtMs).toISOString();
  return { name, role, may: ACTS.filter((act) => mayDo(role, act)), groups: [...groups], endsAt, logoutUrl };
}
