import { z } from 'zod';
import { ExplainedError } from '../../model/config/explained-error.js';
import type { Api } from '../context.js';
import { ProblemError } from '../problem.js';
import type { TokenBook } from '../session/token-book.js';
import { tokenListedSchema } from '../shapes/token.js';

const ADMINISTER = { act: 'administer' } as const;

/** Which tokens were made with `leaseline token`, and ending them. A token itself is shown nowhere. */
export function tokenRoutes(api: Api, book: TokenBook): void {
  api.get(
    '/v1/tokens',
    {
      config: ADMINISTER,
      schema: {
        description: 'The tokens that were made, oldest first.',
        response: { 200: z.object({ tokens: z.array(tokenListedSchema) }) },
      },
    },
    () => ({ tokens: [...book.list()] }),
  );

  api.post(
    '/v1/tokens/:id/revoke',
    {
      config: ADMINISTER,
      schema: {
        description: 'Ends a token and every session made of it. Repeated, it says how it was ended.',
        params: z.object({ id: z.string().max(100) }),
        body: z.preprocess((body) => body ?? {}, z.strictObject({ comment: z.string().max(2000).optional() })),
        response: { 200: tokenListedSchema },
      },
    },
    ({ params: { id }, body: { comment }, caller }) => {
      const ended = book.revoke(id, caller?.name ?? 'unknown', comment ?? null);
      if (ended !== null) return ended;
      throw new ProblemError(404, 'unknown-token', `No token with the id ${id} was made here.`, {
        remedy: 'GET /v1/tokens lists what was; what no list knows is ended by POST /v1/tokens/revoke-before',
      });
    },
  );

  api.post(
    '/v1/tokens/revoke-before',
    {
      config: ADMINISTER,
      schema: {
        description: 'Ends every token and session that was made before then, also those no list knows.',
        body: z.strictObject({ before: z.iso.datetime({ offset: true }) }),
        response: { 200: z.object({ before: z.string() }) },
      },
    },
    ({ body, caller }) => {
      try {
        return { before: book.endBefore(new Date(body.before), caller?.name ?? 'unknown') };
      } catch (error) {
        if (!(error instanceof ExplainedError)) throw error;
        throw new ProblemError(400, 'invalid', `before: ${error.message}`, { remedy: error.remedy });
      }
    },
  );
}
