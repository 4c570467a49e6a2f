import { z } from 'zod';
import { readStrays, type Strays } from '../../workers/client/strays.js';
import type { Api, ApiContext } from '../context.js';
import { Kept } from '../kept.js';
import { ProblemError } from '../problem.js';
import { mayDo } from '../roles.js';

/** Every look is an event in each desk's history. */
const KEPT_MS = 60_000;

/** What is in the accounts and belongs to no package: the document `leaseline strays --json` prints. */
export function strayRoutes(api: Api, context: ApiContext): void {
  const strays = new Kept<Strays>(KEPT_MS);
  api.get(
    '/v1/strays',
    {
      schema: {
        description: 'Resources and unpaid orders nobody owns; ?now=true reads the vendors afresh (operators).',
        querystring: z.strictObject({ now: z.enum(['true', 'false']).optional() }),
      },
    },
    ({ query, caller }) => {
      const afresh = query.now === 'true';
      if (afresh && (caller === null || !mayDo(caller.role, 'operate'))) {
        throw new ProblemError(403, 'role', 'Reading the vendors now is for operators.', {
          remedy: 'Leave now out: the newest listing is shown',
        });
      }
      return strays.get('all', () => readStrays(context, afresh), afresh);
    },
  );
}
