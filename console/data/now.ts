import { useSyncExternalStore } from 'react';

const EVERY_MS = 30_000;
let nowMs = Date.now();
let timer: number | null = null;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(() => {
    nowMs = Date.now();
    for (const tell of listeners) tell();
  }, EVERY_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    window.clearInterval(timer);
    timer = null;
  };
}

/** The present moment, moved on twice a minute for everything that says how long something takes. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => nowMs);
