import { createHash, randomUUID } from 'node:crypto';
import {
  type Client,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { canonicalText } from '../../model/canonical.js';
import { ExplainedError } from '../../model/config/explained-error.js';
import {
  actOf,
  type MessageAnswer,
  type MessageArguments,
  type MessageName,
  REFUSED,
  type Said,
  UNCONFIRMED,
} from '../../model/messages.js';
import { isEnded, type LeaseStatus } from '../../model/status.js';
import { requirePackage } from './names.js';

/** The package answers at once; without a worker nobody does, and a person should not stare at nothing for long. */
const ANSWER_LIMIT_MS = 30_000;

/** Why a package did not take what it was told. */
export class MessageError extends ExplainedError {
  override readonly name = 'MessageError';
  /** `unconfirmed`: it would be taken with `confirm: true`. `noAnswer`: whether it was taken is not known. */
  readonly kind: 'refused' | 'unconfirmed' | 'ended' | 'noAnswer';

  constructor(kind: MessageError['kind'], what: string, remedy: string, options?: ErrorOptions) {
    super(what, remedy, options);
    this.kind = kind;
  }
}

interface Speaking {
  /** Of the package. */
  readonly name: string;
  readonly by: string;
  /** Of whoever speaks, as their login says; absent: none are known. */
  readonly groups?: readonly string[];
}

/**
 * Tells a package something and returns its answer. A repeated `operationId` is answered, not repeated.
 * @throws UnknownPackageError when there is no such package; MessageError when it refuses, has ended, or no worker answers in 30 s
 */
export async function tell<Name extends MessageName>(
  client: Client,
  { name, by, groups = [] }: Speaking,
  message: Name,
  argument: MessageArguments[Name] & Said,
): Promise<MessageAnswer> {
  const { row } = await requirePackage(client, name);
  const operationId = argument.operationId ?? randomUUID();
  const handle = client.workflow.getHandle(row.workflowId);
  try {
    return await client.withDeadline(Date.now() + ANSWER_LIMIT_MS, () =>
      handle.executeUpdate<MessageAnswer, [MessageArguments[Name] & Said]>(message, {
        args: [{ ...argument, by, operationId, ...(groups.length > 0 && { groups }) }],
        // The server answers one it has seen before by itself: it must not for another act under the same operationId.
        updateId: `${message}-${operationId}-${hashOf(actOf(message, { ...argument, by }))}`,
      }),
    );
  } catch (error) {
    throw explain(error, { name, message, operationId, status: row.status });
  }
}

const hashOf = (act: readonly unknown[]): string =>
  createHash('sha256').update(canonicalText(act)).digest('hex').slice(0, 16);

interface Told {
  readonly name: string;
  readonly message: MessageName;
  readonly operationId: string;
  readonly status: LeaseStatus;
}

function explain(error: unknown, told: Told): unknown {
  const { name, message, operationId, status } = told;
  const options = { cause: error };
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const why = error.cause.message;
    if (error.cause.type === UNCONFIRMED) {
      const remedy = `Look with leaseline ${message} ${name} --dry-run, then repeat with --yes`;
      return new MessageError('unconfirmed', why, remedy, options);
    }
    return new MessageError(
      'refused',
      error.cause.type === REFUSED ? why : `${name} could not do ${message}: ${why}`,
      `Run leaseline show ${name} to see where it stands`,
      options,
    );
  }
  // It was there a moment ago, so it has ended since, whatever the row said then.
  if (error instanceof WorkflowNotFoundError) {
    const how = isEnded(status) ? ` (${status})` : '';
    return new MessageError(
      'ended',
      `${name} has ended${how}, so it cannot take ${message}`,
      `Run leaseline timeline ${name} to see how it ended`,
      options,
    );
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    return new MessageError(
      'noAnswer',
      `${name} did not answer ${message} within ${ANSWER_LIMIT_MS / 1000} s: no worker seems to run`,
      `Start one (leaseline up), look with leaseline show ${name}; if nothing happened, repeat with --operation-id ${operationId}`,
      options,
    );
  }
  return error;
}
