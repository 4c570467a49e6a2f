import type { FastifyReply } from 'fastify';
import { ExplainedError } from '../model/config/explained-error.js';
import { grpcCodeOf } from '../workers/client/grpc-code.js';
import { MessageError } from '../workers/client/messages.js';
import { UnknownPackageError } from '../workers/client/names.js';
import { TemporalUnreachableError } from '../workers/connection.js';

/** RFC 9457: what an error answer is made of. `remedy` is ours: what to do, one sentence. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly remedy?: string;
  /** Of a body that does not fit: where, and the rule. */
  readonly errors?: readonly { readonly field: string; readonly rule: string }[];
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request is not valid',
  401: 'Who asks is not known',
  403: 'This role may not do that',
  404: 'There is no such thing',
  405: 'The method does not fit',
  409: 'It does not fit what the package is doing',
  413: 'The body is too large',
  414: 'The address is too long',
  415: 'The body is not JSON',
  422: 'The request contradicts an earlier one',
  429: 'Too many requests',
  500: 'Something unexpected happened',
  503: 'It cannot be answered now',
};

/** What a handler throws to answer with a problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  /** Of a 401: what came was never one of ours, as somebody would send who tries what opens. */
  readonly isGuess: boolean;

  constructor(
    status: number,
    kind: string,
    detail: string,
    more: { readonly remedy?: string; readonly errors?: Problem['errors']; readonly isGuess?: boolean } = {},
  ) {
    super(detail);
    const { remedy, errors } = more;
    this.isGuess = more.isGuess === true;
    this.problem = {
      type: `urn:leaseline:${kind}`,
      title: TITLES[status] ?? 'It did not work',
      status,
      detail,
      ...(remedy !== undefined && { remedy }),
      ...(errors !== undefined && { errors }),
    };
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).type('application/problem+json').serializer(JSON.stringify).send(problem);
}

const OF_MESSAGES = { refused: 409, unconfirmed: 409, ended: 409, noAnswer: 503 } as const;

/**
 * Any error as a problem. What nobody expected says nothing of itself: its text may hold what must not leave this process.
 * @returns null for what is not expected and belongs in the log
 */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof MessageError) {
    return new ProblemError(OF_MESSAGES[error.kind], error.kind, error.message, { remedy: error.remedy }).problem;
  }
  if (error instanceof UnknownPackageError) return new ProblemError(404, 'unknown-package', error.message).problem;
  if (error instanceof TemporalUnreachableError || isServerAway(error)) {
    const remedy = 'Try again in a moment; leaseline doctor tells what is wrong if it stays so';
    return new ProblemError(503, 'temporal-away', 'Temporal cannot be reached', { remedy }).problem;
  }
  if (error instanceof ExplainedError) {
    return new ProblemError(409, 'not-possible', error.message, { remedy: error.remedy }).problem;
  }
  return ofFastify(error);
}

function ofFastify(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return null;
  const { statusCode } = error;
  if (statusCode < 400 || statusCode > 499) return null;
  if ('validation' in error && Array.isArray(error.validation)) {
    const errors = error.validation.slice(0, 50).map((one: { instancePath?: unknown; message?: unknown }) => ({
      field: String(one.instancePath ?? '')
        .replace(/^\//, '')
        .replaceAll('/', '.'),
      rule: String(one.message ?? 'is not valid'),
    }));
    const first = errors[0];
    const detail = first === undefined ? 'The request is not valid.' : `${first.field || 'The body'}: ${first.rule}`;
    return new ProblemError(400, 'invalid', detail, { errors }).problem;
  }
  return new ProblemError(statusCode, 'request', error.message).problem;
}

/** gRPC: 4 deadline exceeded, 8 and 14: busy or away. */
const isServerAway = (error: unknown): boolean => [4, 8, 14].includes(grpcCodeOf(error) ?? 0);

/** Only a worker can tell it, and none does. */
export function noWorker(forWhat: 'run' | 'package'): ProblemError {
  return new ProblemError(503, 'no-worker', `No worker answers for this ${forWhat}.`, {
    remedy: 'Look whether a worker runs (leaseline doctor), and ask again',
  });
}
