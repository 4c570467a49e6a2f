import { createHash } from 'node:crypto';
import { z } from 'zod';
import { RUN_PACKAGES_MAX } from '../../model/workflow-inputs.js';
import { approveBatch, readBatch } from '../../workers/client/batch.js';
import type { Api, ApiContext } from '../context.js';
import { ProblemError } from '../problem.js';
import { batchAnswersSchema, batchViewSchema } from '../shapes/batch.js';
import { keyOf, runParams } from './run-key.js';

const bodySchema = z.strictObject({
  packages: z
    .array(z.strictObject({ name: z.string().min(1).max(63), request: z.string().regex(/^[0-9a-f]{16}$/) }))
    .min(1)
    .max(RUN_PACKAGES_MAX)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'names a package twice'),
  comment: z.string().max(2000).optional(),
});

/** Deciding together about what waits of one run, or of one batch that `apply` or `order` began. */
export function batchRoutes(api: Api, { client }: ApiContext, onTold: (name: string) => void): void {
  api.get(
    '/v1/runs/:id/approvals',
    {
      schema: {
        description: 'What of a run, or of a batch of apply or order, waits for approval, with what it comes to.',
        params: runParams,
        response: { 200: batchViewSchema },
      },
    },
    async ({ params: { id } }) => {
      const view = await readBatch(client, id);
      if (view !== null) return view;
      throw new ProblemError(404, 'unknown-run', `No package is of a run or batch ${id}.`);
    },
  );

  api.post(
    '/v1/runs/:id/approve',
    {
      config: { act: 'decide' },
      schema: {
        description:
          'Says yes to each of these packages as it was seen. Each decides for itself; one that asks about something else by now is reported and not approved.',
        params: runParams,
        headers: z.object({ 'idempotency-key': z.string().optional() }),
        body: bodySchema,
        response: { 200: batchAnswersSchema },
      },
    },
    async ({ params: { id }, headers, body, caller }) => {
      const key = keyOf(headers['idempotency-key']);
      const { name: by = 'unknown', groups = [] } = caller ?? {};
      const { packages: yeses, comment } = body;
      // Each has keys of their own: what another has sent under the same one is another's yes.
      const ofWhom = createHash('sha256').update(by).digest('hex').slice(0, 16);
      const said = { by, groups, operationId: `batch-${ofWhom}-${key}`, ...(comment !== undefined && { comment }) };
      const packages = await approveBatch(client, { id, yeses, ...said });
      for (const { name } of packages) onTold(name);
      return { id, packages };
    },
  );
}
