import { Dice } from './dice.js';

/** A row has one value of each factor. */
export type Row = readonly string[];

export interface Factor {
  readonly name: string;
  readonly values: readonly string[];
}

/**
 * Rows in which every pair of values of any two factors stands together at least once, greedily: each new row begins with
 * a pair that is still missing and takes, factor by factor, the value that adds most missing pairs.
 *
 * @param allowed whether a row may be; a pair that stands in no allowed row is left out.
 */
export function pairwiseRows(factors: readonly Factor[], allowed: (row: Row) => boolean): Row[] {
  const missing = allPairs(factors);
  const dice = new Dice(1, 'pairwise');
  const rows: Row[] = [];
  for (const first of [...missing]) {
    if (!missing.has(first)) continue;
    const row = bestRow(factors, first, missing, allowed, dice.for(rows.length));
    missing.delete(first);
    if (row === null) continue;
    for (const pair of pairsOf(row)) missing.delete(pair);
    rows.push(row);
  }
  return rows;
}

const TRIES = 12;

/** The best of some rows that hold the pair, filled in different orders of their factors. */
function bestRow(
  factors: readonly Factor[],
  pair: string,
  missing: ReadonlySet<string>,
  allowed: (row: Row) => boolean,
  dice: Dice,
): Row | null {
  let best: { row: Row; gain: number } | null = null;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const row = filled(factors, pair, missing, dice.for('try', attempt));
    if (!allowed(row)) continue;
    const gain = pairsOf(row).filter((one) => missing.has(one)).length;
    if (best === null || gain > best.gain) best = { row, gain };
  }
  return best?.row ?? null;
}

function filled(factors: readonly Factor[], pair: string, missing: ReadonlySet<string>, dice: Dice): Row {
  const row: (string | undefined)[] = factors.map(() => undefined);
  for (const cell of pair.split('|')) {
    const [at, value] = cell.split('=');
    row[Number(at)] = value;
  }
  const order = factors.map((_, at) => at).sort((a, b) => dice.fraction(`order ${a}`) - dice.fraction(`order ${b}`));
  for (const at of order) {
    if (row[at] !== undefined) continue;
    const values = factors[at]?.values ?? [];
    const gains = values.map((value) => ({ value, gain: gainOf(row, at, value, missing) }));
    const most = Math.max(...gains.map(({ gain }) => gain));
    const good = gains.filter(({ gain }) => gain === most).map(({ value }) => value);
    row[at] = good[dice.whole(`value ${at}`, 0, good.length - 1)];
  }
  return row.map((value) => value ?? '');
}

function gainOf(row: readonly (string | undefined)[], at: number, value: string, missing: ReadonlySet<string>): number {
  return row.filter((other, index) => other !== undefined && missing.has(pairOf(index, other, at, value))).length;
}

function allPairs(factors: readonly Factor[]): Set<string> {
  const pairs = new Set<string>();
  for (const [at, factor] of factors.entries()) {
    for (const [further, other] of factors.slice(at + 1).entries()) {
      for (const value of factor.values) {
        for (const second of other.values) pairs.add(pairOf(at, value, at + 1 + further, second));
      }
    }
  }
  return pairs;
}

function pairsOf(row: Row): string[] {
  return row.flatMap((value, at) =>
    row.slice(at + 1).map((other, further) => pairOf(at, value, at + 1 + further, other)),
  );
}

function pairOf(at: number, value: string, otherAt: number, other: string): string {
  return at < otherAt ? `${at}=${value}|${otherAt}=${other}` : `${otherAt}=${other}|${at}=${value}`;
}
