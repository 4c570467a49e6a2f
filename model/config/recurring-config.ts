import { z } from 'zod';
import { durationMs } from '../duration.js';
import { cronProblem } from './cron.js';
import { timeZoneSchema } from './time-zone.js';

/** When a recurring run begins: one of three ways to say it. */
export type RecurringTimes =
  | { readonly kind: 'cron'; readonly cron: string }
  | {
      readonly kind: 'calendar';
      /** `HH:MM` on the clocks of the time zone. */
      readonly at: string;
      /** Each empty: any. */
      readonly dayOfMonth: readonly number[];
      readonly month: readonly number[];
      readonly dayOfWeek: readonly Weekday[];
    }
  | { readonly kind: 'every'; readonly everyMs: number; readonly offsetMs: number };

/** Packages that are ordered again and again by a Temporal schedule, as `temporal.yaml` says under `schedules`. */
export interface RecurringRun {
  readonly name: string;
  readonly times: RecurringTimes;
  /** IANA name. */
  readonly timeZone: string;
  /** Package files and folders; relative ones count from the folder of `temporal.yaml`. */
  readonly packages: readonly string[];
  /** True: a package that was released or has lapsed is ordered once more; otherwise its name is left alone for good. */
  readonly again: boolean;
  /** A run that was missed because the system was off begins later, up to this much. */
  readonly catchUpMs: number;
  readonly note: string | null;
}

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const MINUTE_MS = 60_000;
/** The server's shortest. */
const SHORTEST_CATCH_UP_MS = 10_000;

/** One or several: `1` or `[1, 15]`. */
const some = <Item extends z.ZodType>(item: Item) =>
  z
    .union([item, z.array(item).min(1)])
    .transform((value): readonly z.output<Item>[] => (Array.isArray(value) ? value : [value]))
    .default([]);

const calendarSchema = z.strictObject({
  at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as "08:00"'),
  dayOfMonth: some(z.number().int().min(1).max(31)),
  month: some(z.number().int().min(1).max(12)),
  dayOfWeek: some(z.enum(WEEKDAYS)),
});

const recurringRunSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'is 1 to 63 small letters, digits and hyphens'),
    cron: z
      .string()
      .superRefine((text, context) => {
        const problem = cronProblem(text);
        if (problem !== null) context.addIssue({ code: 'custom', message: problem });
      })
      .optional(),
    calendar: calendarSchema.optional(),
    every: durationMs.refine((value) => value >= MINUTE_MS, 'must be at least 1m').optional(),
    offset: durationMs.optional(),
    timeZone: timeZoneSchema.default('UTC'),
    packages: z.array(z.string().min(1)).min(1, 'must name a package file or a folder of them'),
    again: z.boolean().default(false),
    overlap: z.literal('skip', 'must be skip: a run begins only when the one before it has ended').default('skip'),
    catchUp: durationMs.refine((value) => value >= SHORTEST_CATCH_UP_MS, 'must be at least 10s').prefault('1d'),
    note: z.string().max(500).nullable().default(null),
  })
  .transform(
    ({ name, cron, calendar, every, offset, timeZone, packages, again, catchUp, note }, context): RecurringRun => {
      const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
      const ways: RecurringTimes[] = [];
      if (cron !== undefined) ways.push({ kind: 'cron', cron });
      if (calendar !== undefined) ways.push({ kind: 'calendar', ...calendar });
      if (every !== undefined) ways.push({ kind: 'every', everyMs: every, offsetMs: offset ?? 0 });
      const [times, second] = ways;
      if (offset !== undefined && every === undefined) refuse('offset', 'belongs to every');
      else if (every !== undefined && offset !== undefined && offset >= every)
        refuse('offset', 'must be shorter than every');
      if (times === undefined || second !== undefined) {
        refuse('cron', 'must be given, or calendar, or every: one of them');
        return z.NEVER;
      }
      return { name, times, timeZone, packages, again, catchUpMs: catchUp, note };
    },
  );

export const recurringRunsSchema = z
  .array(recurringRunSchema)
  .superRefine((runs, context) => {
    for (const [index, { name }] of runs.entries()) {
      if (runs.findIndex((other) => other.name === name) === index) continue;
      context.addIssue({ code: 'custom', path: [index, 'name'], message: `is used twice: ${name}` });
    }
  })
  .default([]);
