import type { FastifyRequest } from 'fastify';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request that carries a cookie comes from a page of ours. Another port of this machine counts as the same site
 * for a cookie, so `SameSite` alone would let a page there act for whoever is logged in here.
 */
export function isOurOwnPage({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  if (SAFE_METHODS.has(method)) return true;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}
