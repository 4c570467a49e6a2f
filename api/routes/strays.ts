import { z } from 'zod';
import { readStrays, type Strays } from '../../workers/client/strays.js';
import type { Api, ApiContext } from '../context.js';
import { ProblemError } from '../problem.js';
import { mayDo } from '../roles.js';

/** Every look is an event in each desk's history: pages that are open on many screens share one. */
const KEPT_MS = 60_000;

/** What is in the accounts and belongs to no package: the document `leaseline strays --json` prints. */
export function strayRoutes(api: Api, context: ApiContext): void {
  let kept: { readonly strays: Promise<Strays>; readonly readMs: number } | null = null;
  api.get(
    '/v1/strays',
    {
      schema: {
        description: 'Resources and unpaid orders nobody owns; ?now=true reads the vendors afresh (operators).',
        querystring: z.strictObject({ now: z.enum(['true', 'false']).optional() }),
      },
    },
    async ({ query, caller }) => {
      const fresh = query.now === 'true';
      if (fresh && (caller === null || !mayDo(caller.role, 'operate'))) {
        throw new ProblemError(403, 'role', 'Reading the vendors now is for operators.', {
          remedy: 'Leave now out: the newest listing is shown',
        });
      }
      if (kept === null || fresh || performance.now() - kept.readMs > KEPT_MS) {
        const reading = { strays: readStrays(context, fresh), readMs: performance.now() };
        kept = reading;
        // What failed is not kept.
        reading.strays.catch(() => {
          if (kept === reading) kept = null;
        });
      }
      return kept.strays;
    },
  );
}
