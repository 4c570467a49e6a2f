import { z } from 'zod';
import { RECURRING_KEY } from '../../model/ids.js';
import { ProblemError } from '../problem.js';

export const runIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$/, 'is 1 to 200 letters, digits, dots, colons, hyphens or underscores');
export const runParams = z.object({ id: runIdSchema });

/**
 * The Idempotency-Key of a request.
 * @throws ProblemError 400 when it is missing or not valid
 */
export function keyOf(given: string | undefined): string {
  if (given === undefined || given === '') {
    throw new ProblemError(400, 'no-key', 'The header Idempotency-Key is missing.', {
      remedy: 'Send one of your own making, the same for each repetition of this request',
    });
  }
  const parsed = runIdSchema.safeParse(given);
  if (parsed.success && parsed.data.startsWith(RECURRING_KEY)) {
    throw new ProblemError(400, 'bad-key', `Idempotency-Key must not begin with ${RECURRING_KEY}`, {
      remedy: 'Choose another one: such keys belong to the recurring runs of temporal.yaml',
    });
  }
  if (parsed.success) return parsed.data;
  throw new ProblemError(400, 'bad-key', `Idempotency-Key ${parsed.error.issues[0]?.message ?? 'is not valid'}.`);
}
