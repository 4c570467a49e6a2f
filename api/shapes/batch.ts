import { z } from 'zod';
import { BATCH_OUTCOMES } from '../../model/batch.js';

const priceSchema = z.object({
  amountMinor: z.int(),
  currency: z.string(),
  per: z.enum(['month', 'year', 'week', 'term']).nullable(),
});
const askedSchema = z.object({
  name: z.string(),
  request: z.string(),
  policy: z.string(),
  what: z.string(),
  price: priceSchema.nullable(),
  quorum: z.int(),
  requestedBy: z.string().nullable(),
  approvedBy: z.array(z.string()).readonly(),
});
/** What waits for approval in one run or batch, as the API answers it and the command line reads it. */
export const batchViewSchema = z.object({
  id: z.string(),
  waiting: z.array(askedSchema).readonly(),
  totals: z.array(priceSchema).readonly(),
  unpriced: z.int(),
});
/** What became of each package that was said yes to. */
export const batchAnswersSchema = z.object({
  id: z.string(),
  packages: z
    .array(
      z.object({
        name: z.string(),
        outcome: z.enum(BATCH_OUTCOMES),
        message: z.string(),
        now: askedSchema.nullable(),
      }),
    )
    .readonly(),
});
