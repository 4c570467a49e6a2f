import { z } from 'zod';
import { type RowMemo, UNKNOWN_MEMO } from '../../model/row.js';

const text = z.string().nullable().catch(null);

const nextStep = z
  .object({ what: z.enum(['approve', 'pay', 'ready', 'renew', 'release', 'lapse', 'resolve']), at: text })
  .nullable()
  .catch(null);

const price = z
  .object({
    amountMinor: z.number().int(),
    currency: z.string(),
    per: z.enum(['month', 'year', 'week', 'term']).nullable(),
  })
  .nullable()
  .catch(null);

const reservation = z
  .object({ bandwidthMbps: z.number().nullable(), internetChargeType: text, activeAt: text })
  .nullable()
  .catch(null);

const term = z.object({ period: z.number().int().positive(), unit: z.enum(['Week', 'Month', 'Year']) });

const contract = z
  .object({
    isForTerm: z.boolean(),
    orderTerm: term,
    priceTerm: term.nullable(),
    termStartedAt: text,
    atTermEnd: z.enum(['ask', 'renew', 'release', 'lapse', 'vendorAutoRenew']),
    renewTerm: term,
    releaseAt: text,
    vendorRenews: z.boolean().nullable().catch(null),
  })
  .nullable()
  .catch(null);

/**
 * The memo as another version of Leaseline may have written it: a field that is missing or strange becomes "absent",
 * because a list that fails would hide every package for the sake of one.
 */
const rowMemoSchema = z.object({
  reason: text,
  orderId: text,
  bandwidthMbps: z.number().catch(0),
  nextStep,
  price,
  labels: z.record(z.string(), z.string()).catch({}),
  observedAt: text,
  observedStatus: text,
  attachedTo: z.array(z.string()).catch([]),
  eipAddresses: z.array(z.string()).catch([]),
  reservation,
  plannedResize: z.object({ bandwidthMbps: z.number(), at: z.string() }).nullable().catch(null),
  blindSince: text,
  reminded: z.object({ rung: z.string(), at: z.string() }).nullable().catch(null),
  waitingSince: text,
  batch: text,
  paused: z.boolean().catch(false),
  pausedUntil: text,
  vanished: z.boolean().catch(false),
  contract,
});

/** Reads a package's part of a workflow memo. Never throws. */
export function readRowMemo(found: unknown): RowMemo {
  // What is missing is not strange, and a failed check costs more than all of a row's others together.
  return rowMemoSchema.parse(typeof found === 'object' ? { ...UNKNOWN_MEMO, ...found } : UNKNOWN_MEMO);
}
