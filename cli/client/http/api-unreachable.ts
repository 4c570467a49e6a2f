import { ExplainedError } from '../../../model/config/explained-error.js';

/** The HTTP API does not answer, or Temporal does not answer it. Commands end with exit code 4. */
export class ApiUnreachableError extends ExplainedError {
  override readonly name = 'ApiUnreachableError';
}
