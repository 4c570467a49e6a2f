import { z } from 'zod';
import { canonicalText } from './canonical.js';

/**
 * One line of the audit trail: an entry of a package's timeline, or that some are missing. Each carries the hash of the line
 * before it, so that an edit, a gap, another order and a missing end all show.
 */
export const auditLineSchema = z.strictObject({
  seq: z.int().positive(),
  /** When it was written here; the entry has its own time. */
  writtenAt: z.iso.datetime(),
  package: z.string(),
  /** Which life of that name. */
  life: z.string(),
  kind: z.enum(['entry', 'gap']),
  /** The number of the entry within that life; of a gap the last one that is missing. */
  n: z.int().positive(),
  at: z.string().nullable(),
  who: z.string().nullable(),
  what: z.string(),
  facts: z.record(z.string(), z.unknown()).nullable(),
  account: z.string(),
  product: z.string(),
  previous: z.string().regex(/^[0-9a-f]{64}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type AuditLine = z.infer<typeof auditLineSchema>;

/** What stands before the first line. */
export const GENESIS = '0'.repeat(64);

/** The newest line: kept somewhere else, it proves that nothing was cut off. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

export const headText = ({ seq, hash }: AuditHead): string => `${seq}:${hash}`;

/** @returns null when it is no such head */
export function parseHead(text: string): AuditHead | null {
  const [, seq, hash] = /^(\d{1,12}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  return seq === undefined || hash === undefined ? null : { seq: Number(seq), hash };
}

/** What a line's hash is made of. */
export function hashedText({ hash: _, ...line }: AuditLine | (Omit<AuditLine, 'hash'> & { hash?: string })): string {
  return canonicalText(line);
}
