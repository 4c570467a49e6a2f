import { showInstant } from '../../model/format-instant.js';
import type { ScheduleStanding } from '../../workers/client/schedules.js';
import { colour } from './colour.js';
import { plainTable } from './plain-table.js';
import { printable, showWhen } from './text.js';

export const SCHEDULE_REMEDIES: Readonly<Record<ScheduleStanding['state'], string | null>> = {
  written: null,
  changed: 'its files have changed since it was written: leaseline schedules --apply, or start a worker again',
  missing: 'it has no schedule yet: leaseline schedules --apply, or start a worker',
  invalid: 'correct its files, then leaseline schedules --apply; until then what was written before goes on',
  foreign: 'give it another name in temporal.yaml',
  leftover: 'no file names it any more: leaseline schedules --apply removes it',
};

/** What stands in the way of one schedule, as one sentence; null when nothing does. */
export function scheduleTrouble({ state, problems }: ScheduleStanding): string | null {
  const remedy = SCHEDULE_REMEDIES[state];
  return remedy === null ? null : [remedy, ...problems].join('; ');
}

export function schedulesText(schedules: readonly ScheduleStanding[], now: Date): string {
  if (schedules.length === 0)
    return 'Nothing is scheduled. Recurring runs are written in temporal.yaml, under schedules.';
  const table = plainTable(['NAME', 'NEXT (UTC)', 'LAST (UTC)', 'PACKAGES', 'NOTE']);
  for (const schedule of schedules) {
    const { name, kind, paused, nextAt, lastAt, packages, note } = schedule;
    const [next] = nextAt;
    table.push([
      name,
      paused ? colour.yellow('paused') : next === undefined ? '–' : showWhen(next, now),
      lastAt === null ? '–' : showInstant(lastAt),
      kind === 'run' ? String(packages.length) : '–',
      printable(note ?? ''),
    ]);
  }
  const troubles = schedules.flatMap((schedule) => {
    const trouble = scheduleTrouble(schedule);
    return trouble === null ? [] : [colour.yellow(`  ${schedule.name}: ${printable(trouble)}`)];
  });
  const skips = schedules.flatMap(({ name, skipped }) =>
    skipped === 0 ? [] : [`  ${name}: passed over ${skipped} time(s), because the run before had not ended`],
  );
  const notes = [...troubles, ...skips];
  return [table.toString(), ...(notes.length === 0 ? [] : ['', ...notes])].join('\n');
}
