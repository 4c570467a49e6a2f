/**
 * Where the simulator's time comes from. It is read once at the start of every request; everything driven by time is
 * settled up to that instant. `now` may be asynchronous, so a time-skipping Temporal test server can be the clock.
 */
export interface SimulatorClock {
  /** Epoch milliseconds. */
  now(): number | Promise<number>;
  /** Moves the clock by `ms`; absent when this clock cannot be moved. */
  advance?(ms: number): void;
  /** Sets the clock to `epochMs`; absent when this clock cannot be moved. */
  set?(epochMs: number): void;
}

/** The machine's own clock. It cannot be moved. */
export function realClock(): SimulatorClock {
  return { now: () => Date.now() };
}

/**
 * A clock that runs with real time plus an offset which the control plane moves.
 *
 * @param startEpochMs where it starts; the machine's present when absent.
 */
export function movableClock(startEpochMs?: number): SimulatorClock {
  let offsetMs = startEpochMs === undefined ? 0 : startEpochMs - Date.now();
  return {
    now: () => Date.now() + offsetMs,
    advance(ms) {
      offsetMs += ms;
    },
    set(epochMs) {
      offsetMs = epochMs - Date.now();
    },
  };
}
