import type { Schedule } from './schedule.js';
import type { Shrunk } from './shrink.js';
import type { Verdict } from './verdict.js';

/** What the campaign asks of one of its processes. */
export interface Task {
  readonly id: number;
  readonly schedule: Schedule;
  /** Also replay every history. */
  readonly replay: boolean;
  /** Cut a schedule that breaks something down to what is needed for it. */
  readonly shrinks: boolean;
}

export type Answer =
  | { readonly id: number; readonly verdict: Verdict; readonly shrunk: Shrunk | null }
  | { readonly id: number; readonly error: string };
