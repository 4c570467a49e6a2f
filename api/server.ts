import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import { fastify, LogController } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { packageVersion } from '../workers/build-id.js';
import { allowanceOf, Strangers } from './allowance.js';
import { authenticate, type Known } from './auth.js';
import type { Api, ApiContext } from './context.js';
import { Feed } from './feed.js';
import { BegunCookie } from './login/begun-cookie.js';
import type { LoginProvider } from './login/provider.js';
import { ProblemError, problemOf, sendProblem } from './problem.js';
import { batchRoutes } from './routes/batches.js';
import { budgetRoutes } from './routes/budgets.js';
import { calendarRoutes } from './routes/calendar.js';
import { calendarLinkRoutes } from './routes/calendar-link.js';
import { consoleRoutes } from './routes/console.js';
import { eventRoutes } from './routes/events.js';
import { healthRoutes } from './routes/health.js';
import { loginRoutes } from './routes/login.js';
import { messageRoutes } from './routes/messages.js';
import { moneyRoutes } from './routes/money.js';
import { packageRoutes } from './routes/packages.js';
import { previewRoutes } from './routes/previews.js';
import { runRoutes } from './routes/runs.js';
import { sessionRoutes } from './routes/session.js';
import { strayRoutes } from './routes/strays.js';
import { type OtherPages, systemRoutes } from './routes/system.js';
import { tokenRoutes } from './routes/tokens.js';
import { CalendarLinks } from './session/calendar-links.js';
import { LoginCodes } from './session/login-codes.js';
import { TokenBook } from './session/token-book.js';

export interface ApiOptions extends ApiContext {
  readonly port: number;
  readonly host: string;
  /** Signs and checks tokens. */
  readonly key: Uint8Array;
  /** What opens everything on this machine; null: only signed tokens do. */
  readonly localToken: string | null;
  /** By whom people log in besides; absent or null: by our own tokens alone. */
  readonly provider?: LoginProvider | null;
  readonly logger: Logger;
  /** Requests a minute for each token; absent: 1,200. */
  readonly perMinute?: number;
  /** Where the built console lies; null: it is not served. */
  readonly consoleFolder?: string | null;
  /** Where people's own calendar addresses are kept over restarts; absent: nowhere. */
  readonly calendarLinksFile?: string;
  /** Where it stands which tokens were made and ended; absent: in this process alone. */
  readonly tokensFile?: string;
  /** Absent: nobody knows of any. */
  readonly pages?: OtherPages;
}

/** Package documents are small; 500 of them with long remarks stay below. */
const BODY_LIMIT = 2 * 1024 * 1024;
const PER_MINUTE = 1_200;
const REQUEST_LIMIT_MS = 30_000;

export interface RunningApi {
  readonly url: string;
  close(): Promise<void>;
}

/** The HTTP API of docs/api.md on one port, until it is closed. */
export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const { port, host, key, localToken, logger, provider = null } = options;
  const api = fastify({
    loggerInstance: logger.child(
      {},
      { serializers: { req: ({ method, url, id }) => ({ method, path: pathOf(url), id }) } },
    ),
    logController: new LogController({ disableRequestLogging: ({ url }) => isProbe(url) }),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_LIMIT_MS,
    // A line of a program's own counter, not a header a caller could forge.
    requestIdHeader: false,
    return503OnClosing: true,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 300 },
    // An address no route can be found for.
    frameworkErrors: (error, _request, reply) => {
      sendProblem(reply, problemOf(error) ?? new ProblemError(400, 'request', 'The address is not valid.').problem);
    },
  }).withTypeProvider<ZodTypeProvider>() as unknown as Api;
  let strangers: Strangers | null = null;
  api.setValidatorCompiler(validatorCompiler);
  api.setSerializerCompiler(serializerCompiler);
  api.setErrorHandler(async (error, request, reply) => {
    const problem = problemOf(error);
    if (problem?.status === 401) {
      const refused = await strangers?.tooMany(request, error instanceof ProblemError && error.isGuess);
      if (refused != null) return sendProblem(reply.header('retry-after', refused.afterS), refused.error.problem);
    }
    if (problem !== null) return sendProblem(reply, problem);
    request.log.error({ err: error }, 'a request failed unexpectedly');
    const remedy = `Look in the API's log for request ${request.id}`;
    return sendProblem(reply, new ProblemError(500, 'unexpected', 'It failed unexpectedly.', { remedy }).problem);
  });
  await api.register(helmet, { global: true });
  await api.register(cookie);
  const { perMinute = PER_MINUTE } = options;
  await api.register(rateLimit, {
    max: perMinute,
    timeWindow: '1 minute',
    // It comes after authenticate: a route's own hooks come last.
    keyGenerator: allowanceOf,
    allowList: ({ url }) => isProbe(url) || isFile(url),
    errorResponseBuilder: (_request, { after }) =>
      new ProblemError(429, 'rate', `Too many requests; again in ${after}.`),
  });
  strangers = new Strangers(api, perMinute);
  const links = new CalendarLinks(options.calendarLinksFile ?? null);
  const book = new TokenBook(options.tokensFile ?? null);
  const known: Known = { key, localToken, provider, book };
  authenticate(api, known, links);
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Leaseline',
        version: packageVersion(),
        description: 'Buys, watches, renews and releases cloud bandwidth packages.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
  });
  const context: ApiContext = { client: options.client, config: options.config };
  const feed = new Feed(options.client, logger);
  await api.register(async (scope) => {
    const routes = scope.withTypeProvider<ZodTypeProvider>() as Api;
    healthRoutes(routes, context);
    runRoutes(routes, context);
    batchRoutes(routes, context, (name) => feed.hurry(name));
    packageRoutes(routes, context);
    previewRoutes(routes, context);
    messageRoutes(routes, context, (name) => feed.hurry(name));
    budgetRoutes(routes, context);
    calendarRoutes(routes, context);
    eventRoutes(routes, feed, book);
    tokenRoutes(routes, book);
    calendarLinkRoutes(routes, key, links);
    moneyRoutes(routes, context);
    strayRoutes(routes, context);
    systemRoutes(routes, context, options.pages ?? { temporalUi: null, simulator: null });
    sessionRoutes(routes, known, new LoginCodes());
    loginRoutes(routes, { key, provider, cookie: new BegunCookie(key) });
    if (options.consoleFolder != null) await consoleRoutes(routes, options.consoleFolder);
    routes.get('/openapi.json', { schema: { hide: true } }, () => api.swagger());
  });
  api.setNotFoundHandler({ preHandler: api.rateLimit() }, ({ method, url }, reply) =>
    sendProblem(
      reply,
      new ProblemError(404, 'no-such-route', `There is no ${method} ${pathOf(url).slice(0, 200)}.`, {
        remedy: '/openapi.json lists what there is',
      }).problem,
    ),
  );
  const url = await api.listen({ port, host });
  if (options.consoleFolder != null) feed.warm();
  return {
    url,
    close: async () => {
      feed.close();
      await api.close();
    },
  };
}

/** Asked every few seconds by whoever watches the process: neither logged nor counted. */
const isProbe = (url: string): boolean => /^\/(healthz|readyz)$/.test(pathOf(url));

/** Of the console, and kept by browsers for ever: after a new release everybody behind a proxy asks for them at once. */
const isFile = (url: string): boolean => url.startsWith('/assets/');

/** Without its query, which may carry a calendar's token. */
function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
