const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const locale = (): string | undefined => navigator.language;

const day = new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', year: 'numeric' });
const dayTime = new Intl.DateTimeFormat(locale(), {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});
const dayTimeSeconds = new Intl.DateTimeFormat(locale(), {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});

/** In the reader's own time zone. */
export const dayText = (iso: string): string => day.format(new Date(iso));
export const instantText = (iso: string): string => dayTime.format(new Date(iso));
export const secondText = (iso: string): string => dayTimeSeconds.format(new Date(iso));

/** The same in UTC, for whoever compares with a vendor or a colleague. */
export const utcText = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

/** `in 3 days`, `2 h ago`: coarse, for a glance. */
export function relativeText(iso: string, nowMs: number): string {
  const ms = Date.parse(iso) - nowMs;
  const size = spanText(Math.abs(ms));
  if (Math.abs(ms) < MINUTE_MS) return 'now';
  return ms < 0 ? `${size} ago` : `in ${size}`;
}

/** `3 days`, `5 h`, `12 min` */
export function spanText(ms: number): string {
  if (ms >= 2 * DAY_MS) return `${Math.floor(ms / DAY_MS)} days`;
  if (ms >= 2 * HOUR_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.max(1, Math.floor(ms / MINUTE_MS))} min`;
}

/** Whole days until then; negative when it is over. */
export const daysUntil = (iso: string, nowMs: number): number => Math.floor((Date.parse(iso) - nowMs) / DAY_MS);
