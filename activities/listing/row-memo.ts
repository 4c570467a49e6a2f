import { z } from 'zod';
import { type RowMemo, UNKNOWN_MEMO } from '../../model/row.js';

const text = z.string().nullable();
/** Of what has several: one that is strange does not take the others with it. */
const textInside = text.catch(null);

const nextStep = z
  .object({ what: z.enum(['approve', 'pay', 'ready', 'renew', 'release', 'lapse', 'resolve']), at: textInside })
  .nullable();

const price = z
  .object({
    amountMinor: z.number().int(),
    currency: z.string(),
    per: z.enum(['month', 'year', 'week', 'term']).nullable(),
  })
  .nullable();

const reservation = z
  .object({ bandwidthMbps: z.number().nullable(), internetChargeType: textInside, activeAt: textInside })
  .nullable();

const term = z.object({ period: z.number().int().positive(), unit: z.enum(['Week', 'Month', 'Year']) });

const contract = z
  .object({
    isForTerm: z.boolean(),
    orderTerm: term,
    priceTerm: term.nullable(),
    termStartedAt: textInside,
    atTermEnd: z.enum(['ask', 'renew', 'release', 'lapse', 'vendorAutoRenew']),
    renewTerm: term,
    releaseAt: textInside,
    vendorRenews: z.boolean().nullable().catch(null),
  })
  .nullable();

const rowMemoSchema = z.object({
  reason: text,
  orderId: text,
  bandwidthMbps: z.number(),
  nextStep,
  price,
  labels: z.record(z.string(), z.string()),
  observedAt: text,
  observedStatus: text,
  attachedTo: z.array(z.string()),
  eipAddresses: z.array(z.string()),
  reservation,
  plannedResize: z.object({ bandwidthMbps: z.number(), at: z.string() }).nullable(),
  blindSince: text,
  reminded: z.object({ rung: z.string(), at: z.string() }).nullable(),
  waitingSince: text,
  batch: text,
  paused: z.boolean(),
  pausedUntil: text,
  vanished: z.boolean(),
  contract,
});

/**
 * Reads a package's part of a workflow memo as another version of Leaseline may have written it: a field that is missing or
 * strange becomes "absent", because a list that fails would hide every package for the sake of one. Never throws.
 */
export function readRowMemo(found: unknown): RowMemo {
  if (typeof found !== 'object') return UNKNOWN_MEMO;
  // What is missing is not strange, and a failed check costs more than all of a row's others together.
  const whole = { ...UNKNOWN_MEMO, ...found };
  const read = rowMemoSchema.safeParse(whole);
  if (read.success) return read.data;
  const strange = new Set(read.error.issues.map(({ path: [field] }) => field));
  const known = Object.entries(whole).filter(([field]) => !strange.has(field));
  return rowMemoSchema.parse({ ...UNKNOWN_MEMO, ...Object.fromEntries(known) });
}
