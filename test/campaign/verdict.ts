import type { Violation } from './invariants/invariant.js';
import { judge } from './judge.js';
import { type Evidence, play } from './play.js';
import { replayProblems } from './replay.js';
import type { Schedule } from './schedule.js';
import { memoryFor, Stage, StageStuck, type WorkerMemory } from './stage.js';

/** What became of one schedule. */
export interface Verdict {
  readonly violations: readonly Violation[];
  /** How each package ended, for a person who reads a list. */
  readonly ends: readonly string[];
  /** `Action fault` for each that struck. */
  readonly struck: readonly string[];
  readonly replayed: boolean;
  readonly realMs: number;
}

/** A server that has played this many is replaced: it remembers every workflow it ever ran. */
const PLAYS_PER_STAGE = 150;
/** A stuck schedule is played once more on a fresh server: the test server, not Leaseline, may be to blame. */
const TRIES = 2;
const LEAVE_MS = 12_000;

/** Plays schedules one after the other, on stages it keeps as long as they are good. */
export class Theatre {
  readonly #bundlePath: string;
  readonly #stages = new Map<WorkerMemory, Stage>();

  constructor(bundlePath: string) {
    this.#bundlePath = bundlePath;
  }

  async play(schedule: Schedule, { replay }: { readonly replay: boolean }): Promise<Verdict> {
    const begunMs = performance.now();
    const done = (rest: Omit<Verdict, 'realMs'>): Verdict => ({
      ...rest,
      realMs: Math.round(performance.now() - begunMs),
    });
    const memory = memoryFor(schedule);
    for (let attempt = 1; ; attempt += 1) {
      try {
        const stage = await this.#ready(memory);
        const problems: Violation[] = [];
        const evidence = await play(stage, schedule, async (played) => {
          if (replay) problems.push(...(await replayProblems(stage, played)));
        });
        const violations = [...judge(evidence), ...problems];
        // Time that was pushed leaps over what was under way: only a clean server may accuse.
        if (violations.length > 0 && stage.isTainted && attempt < TRIES) continue;
        return done({
          violations,
          ends: endsOf(evidence),
          struck: struckIn(evidence),
          replayed: replay,
        });
      } catch (error) {
        if (!(error instanceof StageStuck)) throw error;
        await this.#leave(memory);
        if (attempt < TRIES) continue;
        const violations = [{ invariant: 'plays-to-the-end', what: error.message }];
        return done({ violations, ends: [], struck: [], replayed: false });
      }
    }
  }

  async close(): Promise<void> {
    const stages = [...this.#stages.values()];
    this.#stages.clear();
    await Promise.all(stages.map((stage) => stage.stop()));
  }

  async #ready(memory: WorkerMemory): Promise<Stage> {
    const known = this.#stages.get(memory);
    if (known !== undefined && !known.isTainted && known.played < PLAYS_PER_STAGE) return known;
    await this.#leave(memory);
    const stage = await Stage.start(this.#bundlePath, memory);
    this.#stages.set(memory, stage);
    return stage;
  }

  /** A stuck server may not stop in good order either: nobody waits for it long. */
  async #leave(memory: WorkerMemory): Promise<void> {
    const stage = this.#stages.get(memory);
    this.#stages.delete(memory);
    if (stage === undefined) return;
    const stopped = stage.stop().catch(() => undefined);
    await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, LEAVE_MS).unref())]);
  }
}

function endsOf({ packages }: Evidence): string[] {
  return packages.map(({ name, state: { status, waitingFor, reason } }) =>
    [name, status, waitingFor === null ? null : `waits for ${waitingFor}`, reason]
      .filter((part) => part !== null)
      .join(', '),
  );
}

function struckIn({ ledger, workerHits }: Evidence): string[] {
  const atVendors = ledger.hits.map(({ action, fault }) => `${action} ${fault}`);
  return [...new Set([...atVendors, ...workerHits])];
}
