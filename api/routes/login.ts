import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isLoopback } from '../../model/config/endpoints.js';
import type { Api } from '../context.js';
import type { BegunCookie, BegunHere } from '../login/begun-cookie.js';
import type { LoginProvider } from '../login/provider.js';
import { sendRefusal } from '../login/refusal-page.js';
import { ProblemError, problemOf } from '../problem.js';
import { SESSION_MS, setSession } from '../session/cookie.js';
import { type Caller, issueToken } from '../tokens.js';

interface LoginWays {
  readonly key: Uint8Array;
  /** null: people log in by tokens and links alone. */
  readonly provider: LoginProvider | null;
  readonly cookie: BegunCookie;
}

const START = '/v1/login/start';
const CALLBACK = '/v1/login/callback';
/** From one address, behind which many people may be: each asks the provider something. */
const PER_MINUTE = 300;
const OPEN = { act: 'open', rateLimit: { max: PER_MINUTE } } as const;

const waysSchema = z.object({
  provider: z.nullable(
    z.object({
      name: z.string(),
      startUrl: z.string(),
      issuer: z.string(),
      scopes: z.array(z.string()),
      cliClientId: z.string().nullable(),
    }),
  ),
});

/** Logging in by the provider of leaseline.yaml: a browser is sent there and comes back with a code. */
export function loginRoutes(api: Api, { key, provider, cookie }: LoginWays): void {
  api.get(
    '/v1/login',
    {
      config: { act: 'open' },
      schema: {
        description:
          'How people may log in here beside tokens and links; provider is null where no other way is set up.',
        response: { 200: waysSchema },
      },
    },
    () => {
      if (provider === null) return { provider: null };
      const { name, issuer, scopes, cliClientId } = provider.login;
      return { provider: { name, startUrl: START, issuer, scopes: [...scopes], cliClientId } };
    },
  );
  if (provider === null) return;

  api.get(
    START,
    {
      config: OPEN,
      schema: {
        description: 'Sends a browser to the login provider.',
        querystring: z.object({ back: z.string().max(1000).optional() }),
      },
    },
    async (request, reply) => {
      const base = baseOf(request, provider);
      const back = pageHere(base, request.query.back);
      const { url, begun } = await provider.begin(`${base}${CALLBACK}`);
      await cookie.set(request, reply, { ...begun, back });
      return reply.redirect(url, 303);
    },
  );

  api.get(
    CALLBACK,
    { config: OPEN, schema: { description: 'Where the login provider sends the browser back to, with a code.' } },
    async (request, reply) => {
      const base = baseOf(request, provider);
      try {
        const from = await cookie.take(request, reply);
        const caller = await whoCame(new URL(`${base}${CALLBACK}${queryOf(request)}`), from);
        const holdsMs = holdsFor(caller);
        setSession(request, reply, await issueToken(key, caller, holdsMs), holdsMs);
        return await reply.redirect(`${base}${from?.back ?? '/'}`, 303);
      } catch (error) {
        const problem = problemOf(error);
        if (problem === null || request.headers.accept?.includes('text/html') !== true) throw error;
        return sendRefusal(reply, problem, `${base}/`);
      }
    },
  );

  async function whoCame(returned: URL, from: BegunHere | null): Promise<Caller> {
    if (from !== null && provider !== null) return provider.finish(returned, from);
    throw new ProblemError(401, 'login', 'This login was begun in another browser, or too long ago.', {
      remedy: 'Log in again from the login page of the console',
    });
  }

  /** A session ends with the id token it was made of, unless leaseline.yaml says how long one lasts. */
  function holdsFor({ endsAtMs = 0 }: Caller): number {
    const set = provider?.login.sessionMs ?? null;
    return set ?? Math.max(0, Math.min(SESSION_MS, endsAtMs - Date.now()));
  }
}

/** Where browsers reach us. A Host header is believed on this machine only: elsewhere it may be anybody's. */
export function baseOf({ host }: FastifyRequest, { login: { publicUrl } }: LoginProvider): string {
  if (publicUrl !== null) return publicUrl;
  const here = `http://${host}`;
  if (URL.canParse(here) && isLoopback(here)) return new URL(here).origin;
  throw new ProblemError(409, 'not-possible', 'Where browsers reach this page is not set.', {
    remedy: 'Set login.publicUrl in leaseline.yaml, and let the provider send browsers back to it',
  });
}

/** A page of ours, so that a link to the login cannot lead elsewhere. */
function pageHere(base: string, wanted = '/'): string {
  if (!/^\/[\w\-.~/?=&%:+,]*$/.test(wanted) || wanted.startsWith('//')) return '/';
  return new URL(wanted, base).origin === new URL(base).origin ? wanted : '/';
}

function queryOf({ raw: { url = '' } }: FastifyRequest): string {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at);
}
