import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import {
  type Client,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { ExplainedError } from '../../model/config/explained-error.js';
import {
  type MessageAnswer,
  type MessageArguments,
  type MessageName,
  REFUSED,
  type Said,
  UNCONFIRMED,
} from '../../model/messages.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { requirePackage } from './names.js';

/** The package answers at once; without a worker nobody does, and a person should not stare at nothing for long. */
const ANSWER_LIMIT_MS = 30_000;

/** Who speaks: `LEASELINE_BY`, else the name of this machine's user. */
export function speaker(): string {
  const named = process.env.LEASELINE_BY;
  if (named !== undefined && named !== '') return named;
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id that has no name.
    return 'unknown user';
  }
}

/**
 * Tells a package something and returns its answer. A repeated `operationId` is answered, not repeated.
 * @throws ExplainedError when there is no such package, when it refuses, or when no worker answers in 30 s
 */
export async function tell<Name extends MessageName>(
  client: Client,
  name: string,
  message: Name,
  argument: MessageArguments[Name] & Said,
): Promise<MessageAnswer> {
  const { row, closed } = await requirePackage(client, name);
  const operationId = argument.operationId ?? randomUUID();
  const handle = client.workflow.getHandle(row.workflowId);
  try {
    return await client.withDeadline(Date.now() + ANSWER_LIMIT_MS, () =>
      handle.executeUpdate<MessageAnswer, [MessageArguments[Name] & Said]>(message, {
        args: [{ by: speaker(), ...argument, operationId }],
        updateId: `${message}-${operationId}`,
      }),
    );
  } catch (error) {
    throw explain(error, { name, message, operationId, status: row.status, closed });
  }
}

interface Told {
  readonly name: string;
  readonly message: MessageName;
  readonly operationId: string;
  readonly status: string;
  readonly closed: boolean;
}

function explain(error: unknown, told: Told): unknown {
  const { name, message, operationId, status, closed } = told;
  const options = { cause: error };
  if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
    const why = error.cause.message;
    if (error.cause.type === UNCONFIRMED) {
      const remedy = `Look with leaseline ${message} ${name} --dry-run, then repeat with --yes`;
      return new CliError({ what: why, remedy, exitCode: EXIT.usage, cause: error });
    }
    return new ExplainedError(
      error.cause.type === REFUSED ? why : `${name} could not do ${message}: ${why}`,
      `Run leaseline show ${name} to see where it stands`,
      options,
    );
  }
  if (error instanceof WorkflowNotFoundError && closed) {
    return new ExplainedError(
      `${name} has ended (${status}), so it cannot take ${message}`,
      `Run leaseline timeline ${name} to see how it ended`,
      options,
    );
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    return new ExplainedError(
      `${name} did not answer ${message} within ${ANSWER_LIMIT_MS / 1000} s: no worker seems to run`,
      `Start one (leaseline up), look with leaseline show ${name}; if nothing happened, repeat with --operation-id ${operationId}`,
      options,
    );
  }
  return error;
}
