import { note } from '../support/output.js';

const STEPS = 10;

export interface Progress {
  /** The virtual clock is this far, epoch milliseconds. */
  reached(nowMs: number): void;
  end(): void;
}

/** How far a rehearsal is: one line that changes on a terminal, a line now and then elsewhere. */
export function progressOnStderr(fromMs: number, untilMs: number): Progress {
  const isTerminal = process.stderr.isTTY === true;
  let steps = 0;
  let isShown = false;
  return {
    reached(nowMs) {
      const date = new Date(Math.min(nowMs, untilMs)).toISOString().slice(0, 10);
      if (isTerminal) {
        process.stderr.write(`\rRehearsing: ${date}`);
        isShown = true;
        return;
      }
      const share = Math.floor((STEPS * (nowMs - fromMs)) / (untilMs - fromMs));
      if (share <= steps) return;
      steps = share;
      note(`Rehearsing: ${date}`);
    },
    end() {
      if (isShown) process.stderr.write('\r\x1b[K');
    },
  };
}
