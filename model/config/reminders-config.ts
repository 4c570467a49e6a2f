import { z } from 'zod';
import { durationMs } from '../duration.js';
import { DEFAULT_LADDER, type LadderSettings } from '../life-settings.js';
import { timeZoneSchema } from './time-zone.js';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const dayNames = (numbers: readonly number[]) => numbers.map((number) => DAYS[number - 1] ?? 'Mon');

/** `reminders` of leaseline.yaml: when people who must act before a term ends are reminded. */
export const remindersSchema = z
  .strictObject({
    ladder: z
      .array(durationMs.refine((value) => value > 0, 'must be above zero'))
      .max(20)
      .transform((rungsMs) => [...new Set(rungsMs)].sort((one, other) => other - one))
      .default([...DEFAULT_LADDER.rungsMs]),
    timeZone: timeZoneSchema.default(DEFAULT_LADDER.timeZone),
    workingDays: z.array(z.enum(DAYS)).default(dayNames(DEFAULT_LADDER.workingDays)),
  })
  .transform(
    ({ ladder, timeZone, workingDays }): LadderSettings => ({
      rungsMs: ladder,
      timeZone,
      workingDays: workingDays.map((day) => DAYS.indexOf(day) + 1).sort(),
    }),
  )
  .prefault({});
