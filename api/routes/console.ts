import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { ExplainedError } from '../../model/config/explained-error.js';
import type { Api } from '../context.js';

/** The pages of the console. Only these answer with its page; everything else that is not there is 404. */
const PAGES = [
  '/',
  '/inbox',
  '/packages',
  '/packages/:name',
  '/calendar',
  '/money',
  '/strays',
  '/runs',
  '/runs/:id',
] as const;

const NONCE = '__CSP_NONCE__';
const OPEN = { config: { act: 'open' }, schema: { hide: true } } as const;

/**
 * Serves the built console. Its files carry the hash of their content in their names, so a browser keeps them for ever; the
 * page that names them is asked for each time.
 */
export async function consoleRoutes(api: Api, folder: string): Promise<void> {
  const file = join(folder, 'index.html');
  if (!existsSync(file)) {
    throw new ExplainedError(
      `The console is not built: ${file} is missing`,
      'Run npm run build, or leave it out with --no-console',
    );
  }
  const [before = '', ...rest] = readFileSync(file, 'utf8').split(NONCE);
  await api.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, act: 'open' };
      route.schema = { ...route.schema, hide: true };
    });
    await scope.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: '/assets/',
      immutable: true,
      maxAge: '365d',
      index: false,
      preCompressed: true,
    });
    scope.get('/favicon.svg', OPEN, (_request, reply) =>
      reply.sendFile('favicon.svg', folder, { maxAge: '1d', immutable: false }),
    );
    for (const page of PAGES) {
      scope.get(page, OPEN, (_request, reply) => {
        const nonce = randomBytes(16).toString('base64');
        return reply
          .header('content-security-policy', policyWith(nonce))
          .header('cache-control', 'no-cache')
          .type('text/html; charset=utf-8')
          .send([before, ...rest].join(nonce));
      });
    }
  });
}

/** Nothing from elsewhere, no script in the page itself, and styles of ours alone. */
function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
