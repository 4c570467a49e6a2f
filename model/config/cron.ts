/** What Temporal takes in the five fields of a cron line; its aliases (`@daily`) and zones (`TZ=`) are said otherwise here. */
interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** In order, from `from` on. */
  readonly words: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: 'minute', from: 0, to: 59, words: [] },
  { name: 'hour', from: 0, to: 23, words: [] },
  { name: 'day of the month', from: 1, to: 31, words: [] },
  {
    name: 'month',
    from: 1,
    to: 12,
    words: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of the week', from: 0, to: 7, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

/** Why Temporal would refuse this cron line; null when it takes it. Checked here, so that it is told beside its line. */
export function cronProblem(text: string): string | null {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== FIELDS.length) {
    return 'must have five fields: minute, hour, day of the month, month, day of the week';
  }
  const wrong = FIELDS.find((field, index) => !(parts[index] ?? '').split(',').every((part) => isTaken(part, field)));
  return wrong === undefined
    ? null
    : `its ${wrong.name} does not fit (${wrong.from} to ${wrong.to}, lists, ranges, steps)`;
}

/** `*`, `3`, `mon`, `1-5`, each with an optional step: `1-23/2`. */
function isTaken(part: string, field: Field): boolean {
  const [range = '', step, more] = part.split('/');
  if (more !== undefined || (step !== undefined && !/^[1-9]\d?$/.test(step))) return false;
  if (range === '*') return true;
  const [first = '', last = first, third] = range.split('-');
  const [from, to] = [numberOf(first, field), numberOf(last, field)];
  return third === undefined && from !== null && to !== null && from <= to;
}

function numberOf(text: string, { from, to, words }: Field): number | null {
  const word = words.indexOf(text.toLowerCase());
  const value = word >= 0 ? word + from : /^\d{1,2}$/.test(text) ? Number(text) : null;
  return value !== null && value >= from && value <= to ? value : null;
}
