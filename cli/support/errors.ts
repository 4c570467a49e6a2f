import { ExplainedError } from '../../model/config/explained-error.js';
import { MessageError } from '../../workers/client/messages.js';
import { ConfigError } from '../../workers/config/config-error.js';
import { TemporalUnreachableError } from '../../workers/connection.js';
import { ApiUnreachableError } from '../client/http/api-unreachable.js';
import { EXIT, type ExitCode } from './exit-codes.js';

/** An end of a command that a person can act on: one line what, one line what to do, and the exit code. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly remedy: string;
  readonly exitCode: ExitCode;

  constructor(options: {
    readonly what: string;
    readonly remedy: string;
    readonly exitCode?: ExitCode;
    readonly cause?: unknown;
  }) {
    super(options.what, { cause: options.cause });
    this.remedy = options.remedy;
    this.exitCode = options.exitCode ?? EXIT.failed;
  }
}

/** Any error as the two lines and the exit code a command ends with. */
export function toCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof ExplainedError) {
    return new CliError({ what: error.message, remedy: error.remedy, exitCode: exitCodeOf(error), cause: error });
  }
  const what = error instanceof Error ? error.message : String(error);
  const remedy = 'This is not expected; run again with LEASELINE_LOG_LEVEL=debug and report what it prints';
  return new CliError({ what, remedy, cause: error });
}

function exitCodeOf(error: ExplainedError): ExitCode {
  if (error instanceof ConfigError) return EXIT.usage;
  if (error instanceof MessageError && error.kind === 'unconfirmed') return EXIT.usage;
  if (error instanceof ApiUnreachableError) return EXIT.unreachable;
  return error instanceof TemporalUnreachableError ? EXIT.unreachable : EXIT.failed;
}
