import type { TimelineEntry } from '../../../model/messages.js';
import type { OperationRecord } from '../../../model/operation-record.js';
import type { VendorCall } from '../../../model/vendor-call.js';
import type { Shown } from '../../data/queries.js';
import type { Tone } from '../../words/status.js';

/** One line of a package's story, from whatever source. */
export interface Happening {
  readonly key: string;
  readonly at: string;
  readonly kind: string;
  readonly tone: Tone;
  readonly what: string;
  readonly who: string | null;
  readonly detail: string | null;
  /** What the vendor's support asks for. */
  readonly requestId: string | null;
}

/** A day in the reader's time zone, newest first. */
export interface Chapter {
  /** Of its newest happening. */
  readonly day: string;
  readonly happenings: readonly Happening[];
}

export function chaptersOf(shown: Shown, calls: readonly VendorCall[]): readonly Chapter[] {
  const timeline = shown.spec === undefined ? [] : shown.timeline;
  const operations = shown.spec === undefined ? [] : shown.operations;
  const all = [...operations.map(intent), ...calls.map(call), ...timeline.map(told)].sort((one, other) =>
    other.at.localeCompare(one.at),
  );
  const days = new Map<string, Happening[]>();
  for (const one of all) {
    const day = new Date(one.at).toDateString();
    days.set(day, [...(days.get(day) ?? []), one]);
  }
  return [...days.values()].map((happenings) => ({ day: happenings[0]?.at ?? '', happenings }));
}

const nothing = { who: null, detail: null, requestId: null } as const;

function intent({ operation, attempt, what, openedAt, outcome, detail }: OperationRecord): Happening {
  const isOpen = outcome === 'open';
  return {
    ...nothing,
    key: `intent-${operation}-${attempt}`,
    at: openedAt,
    kind: 'intent',
    tone: isOpen ? 'busy' : 'quiet',
    what: `Operation ${operation}${attempt > 1 ? `, attempt ${attempt}` : ''}: ${what}`,
    detail: isOpen ? 'Written down before anything is sent.' : detail,
  };
}

const CALL_WORDS = {
  accepted: { word: 'accepted', tone: 'good' },
  refused: { word: 'refused', tone: 'bad' },
  throttled: { word: 'not done: too busy', tone: 'waits' },
  suspended: { word: 'suspended', tone: 'bad' },
  unknown: { word: 'outcome unknown', tone: 'bad' },
  lost: { word: 'no answer came', tone: 'bad' },
  running: { word: 'being sent', tone: 'busy' },
} as const;

function call(one: VendorCall): Happening {
  const { action, at, endedAt, outcome, code, message, requestId } = one;
  const { word, tone } = CALL_WORDS[outcome];
  return {
    ...nothing,
    key: `call-${at}-${action}`,
    at: endedAt ?? at,
    kind: 'call to the vendor',
    tone,
    what: `${action}: ${word}`,
    detail: [code, message].filter(Boolean).join(': ') || null,
    requestId,
  };
}

function told({ at, what, who }: TimelineEntry, index: number): Happening {
  const isPerson = who !== 'vendor' && who !== 'leaseline';
  return {
    ...nothing,
    key: `told-${at}-${index}`,
    at,
    kind: isPerson ? 'decision' : who === 'vendor' ? 'observed' : 'done',
    tone: toneOf(what, isPerson),
    what: what.slice(0, 1).toUpperCase() + what.slice(1),
    who: isPerson ? who : null,
  };
}

function toneOf(what: string, isPerson: boolean): Tone {
  if (/reject|refus|fail|unknown|no longer|lapsed|suspend|could not/i.test(what)) return 'bad';
  if (/wait|remind|asked|must be paid|due/i.test(what)) return 'waits';
  if (/accepted|paid|active|renewed|released|ready|approved|found/i.test(what)) return 'good';
  return isPerson ? 'busy' : 'quiet';
}
