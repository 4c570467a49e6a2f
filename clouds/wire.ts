import { z } from 'zod';

/** Pieces for reading vendors' JSON, tolerant where the vendors' own pages and samples disagree. */

/** An id. Some samples show order ids as JSON numbers; larger ones than 2^53 arrive here as text already. */
export const id = z.union([z.string().trim().min(1), z.number()]).transform(String);

/** Text that may be missing, null or empty; the vendors use all three for "absent". */
export const optionalText = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => (value === null || value === undefined || value === '' ? null : String(value)));

const numeric = z.union([z.number(), z.string().regex(/^\s*-?\d+(\.\d+)?\s*$/)]).transform((value) => Number(value));

/** A number, possibly in quotes. */
export const number = numeric;

/** A number that may be missing, null, empty or in quotes. */
export const optionalNumber = z
  .union([z.literal('').transform(() => null), numeric])
  .nullish()
  .transform((value) => value ?? null);

/** {@link optionalAmount} where the answer means nothing without it. */
export const amount = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).replaceAll(',', '').trim())
  .pipe(z.string().regex(/^-?\d+(\.\d+)?$/));

/** A decimal amount as text, thousands separators removed: money never becomes a float here. */
export const optionalAmount = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => {
    const text = String(value ?? '')
      .replaceAll(',', '')
      .trim();
    return text === '' ? null : text;
  });

export const optionalFlag = z
  .union([z.boolean(), z.string(), z.number()])
  .nullish()
  .transform((value) => {
    const word = String(value ?? '').toLowerCase();
    if (word === 'true' || word === '1') return true;
    return word === 'false' || word === '0' ? false : null;
  });

/** A list; old-style samples show a bare object where there is one element. */
export function list<T extends z.ZodType>(item: T) {
  return z.union([z.array(item), item.transform((only) => [only])]);
}

/** A list that may be missing altogether; then it is empty. Only for lists inside an entry, never for the listing itself. */
export function optionalList<T extends z.ZodType>(item: T) {
  return list(item)
    .nullish()
    .transform((items): z.output<T>[] => items ?? []);
}

/** The first of the known words that differs only in case, else the word as it came: unknown words are kept, not lost. */
export function knownWord(words: readonly string[]) {
  return optionalText.transform((word) => words.find((known) => known.toLowerCase() === word?.toLowerCase()) ?? word);
}
