import { CampaignJournal, type JournalEntry } from './journal.js';
import type { Answer, Task } from './player-messages.js';
import { Players } from './players.js';
import { type Failure, type Summary, summaryOf } from './report.js';
import { type Repertoire, scheduleOf } from './schedules.js';

export interface CampaignOptions {
  readonly repertoire: Repertoire;
  readonly seed: number;
  readonly from: number;
  readonly schedules: number;
  readonly processes: number;
  readonly journal: string | null;
  readonly shrinks: boolean;
  /** After so many broken schedules it stops by itself. */
  readonly mostFailures: number;
  readonly bundlePath: string;
}

export interface Listener {
  progress(done: number, total: number, broken: number): void;
  failure(failure: Failure): void;
  /** The campaign itself, not Leaseline, went wrong. */
  mishap(what: string): void;
}

const REPLAY_EVERY = 10;
const PROGRESS_MS = 5_000;

/** Plays a stretch of the schedules of a seed, in several processes. */
export async function runCampaign(options: CampaignOptions, signal: AbortSignal, listener: Listener): Promise<Summary> {
  const { repertoire, seed, from, schedules, processes, shrinks, mostFailures, bundlePath } = options;
  const journal = new CampaignJournal(options.journal);
  const entries: JournalEntry[] = [];
  const begunMs = performance.now();
  const enough = new AbortController();
  let resumed = 0;
  let broken = 0;

  function* tasks(): Iterable<Task> {
    for (let index = from; index < from + schedules; index += 1) {
      const schedule = scheduleOf(repertoire, seed, index);
      const known = journal.played(seed, index, schedule.name);
      if (known?.ok === true) {
        resumed += 1;
        entries.push(known);
        continue;
      }
      yield { id: index, schedule, replay: index % REPLAY_EVERY === 0, shrinks };
    }
  }

  function take({ id: index, schedule }: Task, answer: Answer): void {
    if ('error' in answer) {
      listener.mishap(`${index} ${schedule.name}: ${answer.error}`);
      return;
    }
    const { verdict, shrunk } = answer;
    entries.push(journal.add(seed, index, schedule.name, verdict));
    if (verdict.violations.length === 0) return;
    broken += 1;
    listener.failure({ index, seed, schedule, verdict, shrunk });
    if (broken >= mostFailures) enough.abort();
  }

  const ticker = setInterval(() => listener.progress(entries.length, schedules, broken), PROGRESS_MS);
  try {
    await new Players(bundlePath, processes).playAll(tasks(), AbortSignal.any([signal, enough.signal]), take);
  } finally {
    clearInterval(ticker);
  }
  const to = from + schedules - 1;
  return summaryOf({ seed, from, to, resumed }, entries, performance.now() - begunMs);
}
