const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * What a clock on the wall shows there; ISO weekday, 1 is Monday. Intl is asked with a number: in a workflow `Date` is not
 * the one date libraries were written for.
 */
export function wallClock(ms: number, timeZone: string): { isoDay: number; hour: number; minute: number } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  return {
    isoDay: DAYS.indexOf(parts.get('weekday') ?? '') + 1,
    hour: Number(parts.get('hour')),
    minute: Number(parts.get('minute')),
  };
}
