import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Verdict } from './verdict.js';

const entrySchema = z.object({
  seed: z.number(),
  index: z.number(),
  name: z.string(),
  ok: z.boolean(),
  realMs: z.number(),
  violations: z.array(z.object({ invariant: z.string(), what: z.string() })),
  struck: z.array(z.string()),
  at: z.string(),
});
export type JournalEntry = z.infer<typeof entrySchema>;

/** What has been played already, a line each, so that a long campaign can be had in several sittings. */
export class CampaignJournal {
  readonly #file: string | null;
  readonly #played = new Map<string, JournalEntry>();

  /** @param file null: nothing is kept */
  constructor(file: string | null) {
    this.#file = file;
    if (file === null || !existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const entry = readEntry(line);
      if (entry !== null) this.#played.set(keyOf(entry.seed, entry.index, entry.name), entry);
    }
  }

  /** What a schedule came to in an earlier sitting; null when it has not been played, or was another one then. */
  played(seed: number, index: number, name: string): JournalEntry | null {
    return this.#played.get(keyOf(seed, index, name)) ?? null;
  }

  add(seed: number, index: number, name: string, verdict: Verdict): JournalEntry {
    const { violations, struck, realMs } = verdict;
    const entry: JournalEntry = {
      seed,
      index,
      name,
      ok: violations.length === 0,
      realMs,
      violations: [...violations],
      struck: [...struck],
      at: new Date().toISOString(),
    };
    if (this.#file !== null) appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
    return entry;
  }
}

function keyOf(seed: number, index: number, name: string): string {
  return `${seed} ${index} ${name}`;
}

/** The last line may be half written: whoever wrote it was stopped. */
function readEntry(line: string): JournalEntry | null {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
