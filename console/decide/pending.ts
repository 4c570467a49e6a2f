import { useSyncExternalStore } from 'react';
import { problemOf } from '../data/problem.js';
import { queryClient } from '../data/queries.js';
import { type Messages, newOperationId, tell } from '../data/telling.js';

/** Something a person decided. Until `sendsAtMs` it is nowhere but here, and can be taken back. */
export interface Decision {
  readonly id: string;
  readonly name: string;
  /** "Approve", "Reject": what stands on the button. */
  readonly word: string;
  readonly phase: 'held' | 'sending' | 'done' | 'failed';
  readonly sendsAtMs: number;
  /** The package's own answer, or why it did not work. */
  readonly answer: string | null;
  readonly remedy: string | null;
}

const HOLD_MS = 5_000;
const SHOWN_MS = 6_000;

let decisions: readonly Decision[] = [];
const sends = new Map<string, { readonly timer: number; readonly send: () => void }>();
const listeners = new Set<() => void>();

function publish(next: readonly Decision[]): void {
  decisions = next;
  for (const tellOne of listeners) tellOne();
}

function change(id: string, part: Partial<Decision>): void {
  publish(decisions.map((one) => (one.id === id ? { ...one, ...part } : one)));
}

export function dismiss(id: string): void {
  publish(decisions.filter((one) => one.id !== id));
}

interface Deciding<Name extends keyof Messages> {
  readonly name: string;
  readonly word: string;
  readonly message: Name;
  readonly argument: Messages[Name];
  /** Send it at once: it was confirmed in a dialog that showed what it does. */
  readonly isConfirmed?: boolean;
}

/** Holds a decision for a few seconds, then sends it. */
export function decide<Name extends keyof Messages>({
  name,
  word,
  message,
  argument,
  isConfirmed,
}: Deciding<Name>): void {
  const id = newOperationId();
  const holdMs = isConfirmed === true ? 0 : HOLD_MS;
  const made: Decision = {
    id,
    name,
    word,
    phase: holdMs === 0 ? 'sending' : 'held',
    sendsAtMs: Date.now() + holdMs,
    answer: null,
    remedy: null,
  };
  publish([...decisions, made]);
  const send = (): void => {
    sends.delete(id);
    change(id, { phase: 'sending' });
    const readAgain = () => void queryClient.invalidateQueries({ queryKey: ['package', name] });
    tell(name, message, argument, id)
      .finally(readAgain)
      .then(
        (told) => {
          change(id, { phase: 'done', answer: told.message });
          window.setTimeout(() => dismiss(id), SHOWN_MS);
        },
        (error: unknown) => {
          const { message: what, remedy } = problemOf(error);
          change(id, { phase: 'failed', answer: what, remedy });
        },
      );
  };
  if (holdMs === 0) send();
  else sends.set(id, { timer: window.setTimeout(send, holdMs), send });
}

/** Takes back what was not sent yet. */
export function takeBack(id: string): void {
  const held = sends.get(id);
  if (held === undefined) return;
  window.clearTimeout(held.timer);
  sends.delete(id);
  dismiss(id);
}

/** The newest one that is still held. */
export const newestHeld = (): Decision | undefined => decisions.findLast(({ phase }) => phase === 'held');

/** Whoever leaves while something is held is asked first: it would not be sent. */
window.addEventListener('beforeunload', (event) => {
  if (sends.size > 0) event.preventDefault();
});

export function useDecisions(): readonly Decision[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => decisions,
  );
}

/** Names somebody has just decided about: they need no second answer. */
export const isDecided = (all: readonly Decision[], name: string): boolean =>
  all.some((one) => one.name === name && (one.phase === 'held' || one.phase === 'sending'));
