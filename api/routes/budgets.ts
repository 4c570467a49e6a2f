import { z } from 'zod';
import { readBudgets } from '../../workers/client/budgets.js';
import type { Api, ApiContext } from '../context.js';

const money = z.object({ amountMinor: z.int(), currency: z.string() });

/** What may be committed a month, and what is. */
export function budgetRoutes(api: Api, { client, config }: ApiContext): void {
  api.get(
    '/v1/budgets',
    {
      schema: {
        description: 'The budgets of leaseline.yaml: money a month that is committed, and what is left.',
        response: {
          200: z.object({
            budgets: z
              .array(
                z.object({
                  name: z.string(),
                  perMonth: money,
                  committedMinor: z.int(),
                  leftMinor: z.int(),
                  isNear: z.boolean(),
                  packages: z.array(z.object({ name: z.string(), monthly: money, since: z.string() })).readonly(),
                }),
              )
              .readonly(),
          }),
        },
      },
    },
    async () => ({ budgets: await readBudgets(client, config) }),
  );
}
