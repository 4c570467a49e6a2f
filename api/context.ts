import type { Client } from '@temporalio/client';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { LeaselineConfig } from '../model/config/leaseline-config.js';
import type { Act } from './roles.js';
import type { Caller } from './tokens.js';

/** What every route works with. */
export interface ApiContext {
  readonly client: Client;
  readonly config: LeaselineConfig;
}

export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before any handler that is not open to all runs. */
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    /** What the caller must be allowed to do; `open`: anybody, `calendar`: also by a token for the calendar. */
    act?: Act | 'open' | 'calendar';
  }
}
