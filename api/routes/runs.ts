import { createHash } from 'node:crypto';
import {
  QueryNotRegisteredError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { z } from 'zod';
import { canonicalText } from '../../model/canonical.js';
import { MAIN_QUEUE, runWorkflowId, WORKFLOW_TYPES } from '../../model/ids.js';
import { RUN_PACKAGES_MAX, RUN_QUERY_STATE, type RunInput, type RunResult } from '../../model/workflow-inputs.js';
import { grpcCodeOf } from '../../workers/client/grpc-code.js';
import type { Api, ApiContext } from '../context.js';
import { noWorker, ProblemError } from '../problem.js';
import { keyOf, runIdSchema, runParams } from './run-key.js';

const BODY_MEMO = 'body';
const BY_MEMO = 'by';
const ANSWER_LIMIT_MS = 12_000;

const bodySchema = z.strictObject({
  packages: z.array(z.record(z.string(), z.unknown())).min(1).max(RUN_PACKAGES_MAX),
  atomic: z.boolean().optional(),
  /** By what they can be decided about together; absent: by the id of the run. */
  batch: runIdSchema.optional(),
});

const LISTED_MAX = 100;
const listedSchema = z.object({
  id: z.string(),
  /** Null for runs of earlier releases, and where nobody said. */
  by: z.string().nullable(),
  startedAt: z.string(),
  isRunning: z.boolean(),
});
const acceptedSchema = z.object({ id: z.string(), url: z.string() });

/**
 * Many packages for one request. The key of the request is the id of the run, and of its workflow: however often and from
 * however many places it is sent, it starts once.
 */
export function runRoutes(api: Api, { client }: ApiContext): void {
  api.post(
    '/v1/runs',
    {
      config: { act: 'request' },
      schema: {
        description: 'Orders many packages. The same Idempotency-Key never starts a second run.',
        headers: z.object({ 'idempotency-key': z.string().optional() }),
        body: bodySchema,
        response: { 202: acceptedSchema },
      },
    },
    async (request, reply) => {
      const id = keyOf(request.headers['idempotency-key']);
      const { packages, atomic, batch } = request.body;
      const input: RunInput = {
        packages,
        ...(atomic !== undefined && { atomic }),
        ...(batch !== undefined && { batch }),
      };
      const body = hashOf(input);
      const by = request.caller?.name ?? 'unknown';
      const workflowId = runWorkflowId(id);
      try {
        await client.workflow.start(WORKFLOW_TYPES.run, {
          workflowId,
          taskQueue: MAIN_QUEUE,
          args: [{ ...input, by }],
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
          memo: { [BODY_MEMO]: body, [BY_MEMO]: by },
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        const { memo } = await client.workflow.getHandle(workflowId).describe();
        if (memo?.[BODY_MEMO] !== body) {
          throw new ProblemError(422, 'other-body', `The key ${id} belongs to a run with another body.`, {
            remedy: 'Send another request under another Idempotency-Key',
          });
        }
      }
      const url = `/v1/runs/${encodeURIComponent(id)}`;
      return reply.code(202).header('location', url).send({ id, url });
    },
  );

  api.get(
    '/v1/runs',
    {
      schema: {
        description: 'The newest runs, newest first.',
        response: { 200: z.object({ runs: z.array(listedSchema) }) },
      },
    },
    async () => {
      const runs: z.infer<typeof listedSchema>[] = [];
      const query = `WorkflowType = '${WORKFLOW_TYPES.run}'`;
      for await (const { workflowId, startTime, status, memo } of client.workflow.list({
        query,
        pageSize: LISTED_MAX,
      })) {
        const by = memo?.[BY_MEMO];
        runs.push({
          by: typeof by === 'string' ? by : null,
          id: workflowId.slice(runWorkflowId('').length),
          startedAt: startTime.toISOString(),
          isRunning: status.name === 'RUNNING',
        });
        if (runs.length === LISTED_MAX) break;
      }
      return { runs };
    },
  );

  api.get(
    '/v1/runs/:id',
    { schema: { description: 'How a run stands, package by package.', params: runParams } },
    async (request) => {
      const { id } = request.params;
      try {
        const handle = client.workflow.getHandle(runWorkflowId(id));
        const state = await client.withDeadline(Date.now() + ANSWER_LIMIT_MS, () =>
          handle.query<RunResult>(RUN_QUERY_STATE),
        );
        return { ...state, id };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError)
          throw new ProblemError(404, 'unknown-run', `There is no run ${id}.`);
        if (!isNoAnswer(error)) throw error;
        throw noWorker('run');
      }
    },
  );
}

/** The same content in another order of its fields is the same request. */
function hashOf(input: RunInput): string {
  return createHash('sha256').update(canonicalText(input)).digest('hex');
}

/** gRPC: 4 deadline exceeded, 9 failed precondition (no worker has polled for long). */
function isNoAnswer(error: unknown): boolean {
  return error instanceof QueryNotRegisteredError || [4, 9].includes(grpcCodeOf(error) ?? 0);
}
