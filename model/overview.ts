import type { PackageRow } from './row.js';

/** What a page can show before a long list has come (`GET /v1/overview`). */
export interface Overview {
  /** The first ones by name, in the order of its characters and without a gap. */
  readonly first: readonly PackageRow[];
  /** All that wait for a person; null: too many to be sent ahead. */
  readonly waiting: readonly PackageRow[] | null;
  /** How many packages there are; null: the list is still being read, and `first` is empty. */
  readonly all: number | null;
}
