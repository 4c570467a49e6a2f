import { failureText } from './report.js';
import type { Schedule } from './schedule.js';
import type { Theatre } from './verdict.js';

/** Plays schedules and tells of every one that breaks a promise, so that a test shows all of them at once. */
export async function brokenAmong(
  theatre: Theatre,
  schedules: readonly Schedule[],
  { replayEvery }: { readonly replayEvery: number },
): Promise<string[]> {
  const broken: string[] = [];
  for (const [at, schedule] of schedules.entries()) {
    const verdict = await theatre.play(schedule, { replay: at % replayEvery === 0 });
    if (verdict.violations.length === 0) continue;
    broken.push(failureText({ index: null, seed: 0, schedule, verdict, shrunk: null }));
  }
  return broken;
}
