import { condition, patched } from '@temporalio/workflow';
import { hasRoundedNames, ladderOf, type Rung } from '../model/ladder.js';
import type { Notice } from '../model/notice.js';
import { askedEnd } from './asked-end.js';
import { now } from './clock.js';
import { holds } from './guards.js';
import type { Lease } from './lease.js';
import { sendNotice } from './notices.js';

/**
 * Nothing lapses in silence: while a person must act before a term ends, somebody is told at every rung of the ladder,
 * again and again until it is done. It runs beside the package's story and never spends; a package that needs nobody
 * costs nothing here.
 */
export class Ladder {
  readonly #lease: Lease;
  /** Nobody is being told at this moment. */
  isQuiet = true;
  /** What it waits for; before it begins, its first turn. */
  #wakes: () => boolean = () => true;

  constructor(lease: Lease) {
    this.#lease = lease;
  }

  /** Nobody is being told, and nothing that stands now is about to be: what it began in a run that ends would be told to nobody. */
  get isSettled(): boolean {
    return this.isQuiet && !this.#wakes();
  }

  async climb(): Promise<never> {
    for (;;) {
      const expiresAt = askedEnd(this.#lease);
      if (expiresAt === null) {
        await this.#settle();
        await condition(this.#for(() => askedEnd(this.#lease) !== null));
        continue;
      }
      if (this.#asksOfEarlier(expiresAt) && patched('asked-of-this-end')) {
        const moved = () => askedEnd(this.#lease) !== expiresAt || !this.#asksOfEarlier(expiresAt);
        if (await condition(this.#for(moved), MOMENT_MS)) continue;
      }
      const { graceMs, ladder } = this.#lease.life;
      const isInOrder = patched('rungs-in-order');
      // Earlier builds named a rung of 36h "2d", and did not sound it where there was one of two days.
      const isExact = hasRoundedNames(ladder) && patched('rungs-by-exact-name');
      const rungs = ladderOf(expiresAt, graceMs, ladder, isInOrder, isExact);
      const isHeard = await this.#sound(expiresAt, rungs);
      const next = rungs.find(({ atMs }) => atMs > Date.now());
      const againMs = Math.min(
        next === undefined ? Infinity : next.atMs - Date.now(),
        isHeard ? Infinity : TELL_AGAIN_MS,
      );
      const { life } = this.#lease.state;
      const changed = () => askedEnd(this.#lease) !== expiresAt || this.#lease.state.life !== life;
      if (againMs === Infinity) await condition(this.#for(changed));
      else await condition(this.#for(changed), Math.max(1, againMs));
    }
  }

  /** Notes what it waits for. */
  #for(wakes: () => boolean): () => boolean {
    this.#wakes = wakes;
    return wakes;
  }

  /**
   * The expiry has just moved under a question that is older: most likely this answers it, as a payment does. Earlier builds asked
   * to pay what was paid by then, and never said that it was over.
   */
  #asksOfEarlier(expiresAt: string): boolean {
    const { state, stoodBefore } = this.#lease;
    return stoodBefore !== undefined && stoodBefore !== expiresAt && state.sounded?.expiresAt !== expiresAt;
  }

  /**
   * Only the newest rung that has passed: after three weeks switched off nobody wants to hear five at once.
   * @returns false when nobody could be told
   */
  async #sound(expiresAt: string, rungs: readonly Rung[]): Promise<boolean> {
    const { state } = this.#lease;
    const before = state.sounded?.expiresAt === expiresAt ? state.sounded.rungs : [];
    const passed = rungs.filter(({ atMs }) => atMs <= Date.now()).map(({ rung }) => rung);
    if (!holds('reminders')) return true;
    const newest = passed.at(-1) ?? (before.length === 0 ? FIRST : undefined);
    if (newest === undefined || before.includes(newest)) return true;
    state.sounded = { expiresAt, rungs: [...new Set([...before, ...passed, newest])], at: now() };
    this.#lease.tell(`reminder (${newest}): ${this.#lease.state.reason ?? 'somebody must act'}`);
    const isHeard = await this.#tell(
      'reminder',
      newest,
      `${expiresAt}/${newest}`,
      state.reason ?? 'Somebody must act.',
    );
    if (!isHeard && state.sounded?.expiresAt === expiresAt) {
      state.sounded = { ...state.sounded, rungs: state.sounded.rungs.filter((rung) => rung !== newest) };
    }
    return isHeard;
  }

  /** Whoever was alarmed hears that it is over. */
  async #settle(): Promise<void> {
    const { state, expiresAt } = this.#lease;
    const { sounded } = state;
    if (sounded === null || expiresAt === null || expiresAt <= sounded.expiresAt) return;
    state.sounded = null;
    await this.#tell(
      'settled',
      null,
      `${sounded.expiresAt}/settled`,
      `It runs until ${expiresAt}; nothing more to do.`,
    );
  }

  async #tell(kind: Notice['kind'], rung: string | null, step: string, what: string): Promise<boolean> {
    this.isQuiet = false;
    try {
      return await sendNotice(this.#lease, { kind, rung, step, what });
    } finally {
      this.isQuiet = true;
    }
  }
}

/** Nobody could be told: not before this is it tried again. */
const TELL_AGAIN_MS = 60 * 60 * 1000;
/** What was asked before the expiry moved is asked no more within this, or is a question still. */
const MOMENT_MS = 60 * 60 * 1000;
/** Before the first rung, when somebody is asked: they hear of it at once. */
const FIRST = 'asked';
