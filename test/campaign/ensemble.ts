import { failureText } from './report.js';
import type { Schedule } from './schedule.js';
import { Theatre } from './verdict.js';

/** A schedule mostly waits for real limits to pass, so a process plays several at once. */
const AT_ONCE = 3;

/** Plays schedules and tells of every one that breaks a promise, so that a test shows all of them at once. */
export class Ensemble {
  readonly #theatres: readonly Theatre[];

  constructor(bundlePath: string) {
    this.#theatres = Array.from({ length: AT_ONCE }, () => new Theatre(bundlePath));
  }

  async brokenAmong(
    schedules: readonly Schedule[],
    { replayEvery }: { readonly replayEvery: number },
  ): Promise<string[]> {
    const broken: string[] = [];
    const queue = schedules.entries();
    const playOn = async (theatre: Theatre) => {
      for (const [at, schedule] of queue) {
        const verdict = await theatre.play(schedule, { replay: at % replayEvery === 0 });
        if (verdict.violations.length === 0) continue;
        broken.push(failureText({ index: null, seed: 0, schedule, verdict, shrunk: null }));
      }
    };
    await Promise.all(this.#theatres.map(playOn));
    return broken;
  }

  async close(): Promise<void> {
    await Promise.all(this.#theatres.map((theatre) => theatre.close()));
  }
}
