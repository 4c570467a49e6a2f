import { z } from 'zod';
import { MARK_TAG_KEY } from '../mark.js';
import type { TermUnit } from '../term.js';

/** Adds a problem at a field, in the words "what the rule is"; the reader of the file adds line and value. */
export function refuse(context: z.RefinementCtx, path: (string | number)[], message: string): void {
  context.addIssue({ code: 'custom', path, message });
}

/** Periods each unit is sold in (WUYING and CEN order pages agree; CEN has no weeks). */
export const SOLD_PERIODS: Readonly<Record<TermUnit, readonly number[]>> = {
  Week: [1],
  Month: [1, 2, 3, 6],
  Year: [1, 2, 3],
};

export function refusePeriod(
  context: z.RefinementCtx,
  path: (string | number)[],
  period: number,
  unit: TermUnit,
): void {
  const allowed = SOLD_PERIODS[unit];
  if (!allowed.includes(period)) refuse(context, path, `is ${allowed.join(', ')} when the unit is ${unit}`);
}

/** Vendors refuse names and texts that begin like an address. */
export const noUrl = (text: string): boolean => !/^https?:\/\//i.test(text);

/**
 * The vendor takes 20 tags; one of them is our mark, by which an order is found again after a lost answer.
 * Limits: ECD CreateNetworkPackage (SDK 5.x) and CEN CreateCenBandwidthPackage, `Tag.N`.
 */
export function tagsSchema(limits: { keyLength: number; valueLength: number }) {
  return z
    .array(
      z.strictObject({
        key: z
          .string()
          .min(1)
          .max(limits.keyLength)
          .refine((key) => !/^(aliyun|acs:)/i.test(key), 'does not start with aliyun or acs:')
          .refine((key) => !/https?:\/\//i.test(key), 'holds no http:// or https://')
          .refine((key) => key !== MARK_TAG_KEY, `is not ${MARK_TAG_KEY}, which Leaseline itself sets`),
        value: z.string().max(limits.valueLength).default(''),
      }),
    )
    .max(19, 'has at most 19 entries (the vendor takes 20, one is ours)')
    .default([]);
}

/** 64-bit account ids lose digits as JavaScript numbers: kept as text, and taken as text or as a safe integer. */
export const bigId = z
  .union([z.string().regex(/^\d+$/, 'is a number'), z.number().int().nonnegative()])
  .transform((value) => String(value));
