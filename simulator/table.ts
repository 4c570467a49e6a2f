import { z } from 'zod';

/** What the ledger needs from a table without knowing its rows. */
export interface JournaledTable {
  readonly name: string;
  /** The rows put and the keys dropped since the last call, or null when there are none. */
  takeChanges(): TableChange | null;
  /** Everything, in pieces small enough for one line each. */
  snapshot(): Iterable<TableChange>;
  replay(change: unknown): void;
}

export interface TableChange {
  readonly put: readonly unknown[];
  readonly drop: readonly string[];
}

const changeSchema = z.object({ put: z.array(z.unknown()), drop: z.array(z.string()) });
const rowsPerSnapshotLine = 200;

/** Rows by key, in the order they were first put; every change is remembered until the journal takes it. */
export class Table<Row> implements JournaledTable {
  readonly name: string;
  readonly #schema: z.ZodType<Row>;
  readonly #keyOf: (row: Row) => string;
  readonly #rows = new Map<string, Row>();
  readonly #changed = new Set<string>();

  constructor(name: string, schema: z.ZodType<Row>, keyOf: (row: Row) => string) {
    this.name = name;
    this.#schema = schema;
    this.#keyOf = keyOf;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  values(): Iterable<Row> {
    return this.#rows.values();
  }

  put(row: Row): void {
    const key = this.#keyOf(row);
    this.#rows.set(key, row);
    this.#changed.add(key);
  }

  drop(key: string): void {
    if (this.#rows.delete(key)) this.#changed.add(key);
  }

  takeChanges(): TableChange | null {
    if (this.#changed.size === 0) return null;
    const put: Row[] = [];
    const drop: string[] = [];
    for (const key of this.#changed) {
      const row = this.#rows.get(key);
      if (row === undefined) drop.push(key);
      else put.push(row);
    }
    this.#changed.clear();
    return { put, drop };
  }

  *snapshot(): Iterable<TableChange> {
    let put: Row[] = [];
    for (const row of this.#rows.values()) {
      put.push(row);
      if (put.length === rowsPerSnapshotLine) {
        yield { put, drop: [] };
        put = [];
      }
    }
    if (put.length > 0) yield { put, drop: [] };
  }

  replay(change: unknown): void {
    const { put, drop } = changeSchema.parse(change);
    for (const raw of put) {
      const row = this.#schema.parse(raw);
      this.#rows.set(this.#keyOf(row), row);
    }
    for (const key of drop) this.#rows.delete(key);
  }
}
