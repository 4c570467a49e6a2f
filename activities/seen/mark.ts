import { MARK_TAG_KEY } from '../../model/mark.js';

/** The mark from a tag; null when it carries none. */
export function markFromTags(tags: readonly { readonly Key: string; readonly Value: string | null }[]): string | null {
  return tags.find((tag) => tag.Key === MARK_TAG_KEY)?.Value ?? null;
}

const REMARK_MARK = /\s*\[leaseline:([A-Za-z0-9-]+)\]\s*$/;

/** The mark from the end of a UGN package's Remark; null when it carries none. */
export function markFromRemark(remark: string | null): string | null {
  return REMARK_MARK.exec(remark ?? '')?.[1] ?? null;
}

/** What a person wrote into a UGN package's Remark: all of it but our mark; null when nothing is left. */
export function remarkWithoutMark(remark: string | null): string | null {
  return (remark ?? '').replace(REMARK_MARK, '') || null;
}
