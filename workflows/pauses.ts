import { patched } from '@temporalio/workflow';
import { untilNextLookMs } from './patience.js';
import type { Repeat } from './spend-plan.js';

export const FIRST_PAUSE_MS = 2_000;
export const LONGEST_PAUSE_MS = 15 * 60 * 1000;
/** Doing it twice costs nothing, so it is not waited with for long. */
const HARMLESS_PAUSE_MS = 60_000;

/**
 * The pauses between the attempts of one operation: each is twice the one before, up to a limit, and what has been tried for
 * long is tried less often. A vendor may be down for weeks, or nobody there to send; an attempt is some twenty events, and
 * one run of a workflow has room for 51,200.
 */
export class Pauses {
  readonly #usualMs: number;
  #nextMs = FIRST_PAUSE_MS;
  /** The pauses so far, and not the operation's age: days of waiting for people say nothing about the vendor. */
  #triedMs = 0;

  constructor(repeat: Repeat) {
    this.#usualMs = repeat === 'harmless' ? HARMLESS_PAUSE_MS : LONGEST_PAUSE_MS;
  }

  /** @param expiresAt when its term ends, ISO 8601; null: it has none */
  nextMs(expiresAt: string | null): number {
    const pauseMs = Math.min(this.#nextMs, this.#longestMs(expiresAt));
    this.#triedMs += pauseMs;
    this.#nextMs = 2 * pauseMs;
    return pauseMs;
  }

  #longestMs(expiresAt: string | null): number {
    // Around the end of its term hours matter, however long it has been tried.
    const toEndMs = expiresAt === null ? Infinity : Math.abs(Date.parse(expiresAt) - Date.now());
    const patientMs = untilNextLookMs(Math.min(this.#triedMs, toEndMs), this.#usualMs);
    // Older builds went on at the usual pace, for some until the server ended the workflow.
    return patientMs > this.#usualMs && patched('ever-longer-pauses') ? patientMs : this.#usualMs;
  }
}
