import type { JournalEntry } from './journal.js';
import type { Schedule } from './schedule.js';
import type { Shrunk } from './shrink.js';
import type { Verdict } from './verdict.js';

/** Everything a person needs to see a failure again. */
export interface Failure {
  readonly index: number | null;
  readonly seed: number;
  readonly schedule: Schedule;
  readonly verdict: Verdict;
  readonly shrunk: Shrunk | null;
}

export function failureText({ index, seed, schedule, verdict, shrunk }: Failure): string {
  const violations = verdict.violations.map(({ invariant, what }) => `  ${invariant}: ${what}`);
  const again =
    index === null
      ? 'npm run campaign -- --schedule FILE   (with the schedule below in FILE)'
      : `npm run campaign -- --seed ${seed} --from ${index} --schedules 1${schedule.governance === undefined ? '' : ' --governed'}`;
  return [
    `BROKEN  ${index === null ? '' : `${index}  `}${schedule.name}`,
    ...violations,
    ...verdict.ends.map((end) => `  ended: ${end}`),
    `  again: ${again}`,
    `  schedule: ${JSON.stringify(schedule)}`,
    ...(shrunk === null ? [] : [`  cut down (${shrunk.plays} plays): ${JSON.stringify(shrunk.schedule)}`]),
  ].join('\n');
}

export interface Summary {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly played: number;
  readonly resumed: number;
  readonly broken: number;
  readonly brokenBy: Readonly<Record<string, number>>;
  /** Different faults that struck: `Action fault`. */
  readonly struck: readonly string[];
  readonly realSeconds: number;
  readonly perSecond: number;
}

export function summaryOf(
  { seed, from, to, resumed }: Pick<Summary, 'seed' | 'from' | 'to' | 'resumed'>,
  entries: readonly JournalEntry[],
  realMs: number,
): Summary {
  const brokenBy: Record<string, number> = {};
  for (const { violations } of entries) {
    for (const name of new Set(violations.map(({ invariant }) => invariant)))
      brokenBy[name] = (brokenBy[name] ?? 0) + 1;
  }
  const now = entries.length - resumed;
  return {
    seed,
    from,
    to,
    played: entries.length,
    resumed,
    broken: entries.filter(({ ok }) => !ok).length,
    brokenBy,
    struck: [...new Set(entries.flatMap(({ struck }) => struck))].sort(),
    realSeconds: Math.round(realMs / 1000),
    perSecond: Math.round((now / (realMs / 1000)) * 100) / 100,
  };
}

export function summaryText(summary: Summary): string {
  const { played, resumed, broken, brokenBy, struck, realSeconds, perSecond, seed, from, to } = summary;
  const earlier = resumed === 0 ? '' : `, ${resumed} of them in an earlier sitting`;
  return [
    `${played} schedules played (seed ${seed}, ${from} to ${to}${earlier}), ${broken} broken`,
    ...Object.entries(brokenBy).map(([name, count]) => `  ${name}: ${count}`),
    `${struck.length} different faults struck; ${realSeconds} s, ${perSecond} schedules/s`,
  ].join('\n');
}
