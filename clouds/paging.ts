import type { Reading } from './answer.js';

/** All pages of a listing, read one after the other while the vendor's data moved on. */
export interface Listing<T> {
  readonly items: readonly T[];
  /**
   * True only if the last page was reached and the vendor's totals, where it gives any, agree with what was collected.
   * Anything less may miss entries, so it proves no absence.
   */
  readonly complete: boolean;
  /** The vendor's clock at the first page, so not later than anything it shows; null when it sent none. */
  readonly vendorTime: string | null;
}

/** Ends a listing that never ends, far above any account's size. */
const mostPages = 2_000;

/** Follows NextToken. A token that repeats would go round for ever; it ends the listing as incomplete. */
export async function pagesByToken<P extends { readonly NextToken: string | null }, T>(
  readPage: (nextToken: string | undefined) => Promise<Reading<P>>,
  itemsOf: (page: P) => readonly T[],
  idOf: (item: T) => string,
): Promise<Listing<T>> {
  const found = new Map<string, T>();
  const tokens = new Set<string>();
  let token: string | undefined;
  let vendorTime: string | null = null;
  let complete = false;
  for (let page = 0; page < mostPages; page += 1) {
    const reading = await readPage(token);
    if (page === 0) vendorTime = reading.vendorTime;
    for (const item of itemsOf(reading.value)) found.set(idOf(item), item);
    const next = reading.value.NextToken;
    complete = next === null;
    if (next === null || tokens.has(next)) break;
    tokens.add(next);
    token = next;
  }
  return { items: [...found.values()], complete, vendorTime };
}

/** How to read a listing of numbered or offset pages. */
export interface CountedPages<P, T> {
  readonly pageSize: number;
  readonly readPage: (at: { readonly pageNumber: number; readonly offset: number }) => Promise<Reading<P>>;
  readonly itemsOf: (page: P) => readonly T[];
  readonly idOf: (item: T) => string;
  /** True where one id may rightly stand twice on a page: an order in several parts. */
  readonly inParts?: boolean;
}

/**
 * Counts through pages until the total is reached and a page was not full, so that a total which only counts its own page
 * cannot end the listing early. An entry that moved to a page already read shows as a total that disagrees; one that
 * moved back shows twice and is kept once, in its newer state.
 */
export async function pagesByCount<P extends { readonly TotalCount: number }, T>(
  listing: CountedPages<P, T>,
): Promise<Listing<T>> {
  const { pageSize, readPage, itemsOf, idOf, inParts = false } = listing;
  const found = new Map<string, T>();
  const totals = new Set<number>();
  let vendorTime: string | null = null;
  let offset = 0;
  let parts = 0;
  let ended = false;
  for (let pageNumber = 1; pageNumber <= mostPages && !ended; pageNumber += 1) {
    const reading = await readPage({ pageNumber, offset });
    if (pageNumber === 1) vendorTime = reading.vendorTime;
    const items = itemsOf(reading.value);
    parts += items.filter((item) => !found.has(idOf(item))).length;
    for (const item of items) found.set(idOf(item), item);
    totals.add(reading.value.TotalCount);
    offset += items.length;
    ended = items.length === 0 || (items.length < pageSize && offset >= reading.value.TotalCount);
  }
  const complete = ended && totals.size === 1 && totals.has(inParts ? parts : found.size);
  return { items: [...found.values()], complete, vendorTime };
}
