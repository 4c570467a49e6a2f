import { ActivityFailure, condition, log } from '@temporalio/workflow';
import type { Notice, Unheard } from '../model/notice.js';
import { notify } from './activity-proxies.js';
import { fallBehind, isAnyBehind, keepBehind } from './behind.js';
import { call, hasCall } from './call-for-person.js';
import { now } from './clock.js';
import type { Lease } from './lease.js';

/** Tells what is announced, in order. It runs beside the story and never spends. */
export class Herald {
  readonly #lease: Lease;
  /** Nobody is being told at this moment: a new run may begin. */
  isQuiet = true;

  constructor(lease: Lease) {
    this.#lease = lease;
  }

  /** And there is nothing left to be told: the package may end. */
  get isDone(): boolean {
    return this.isQuiet && !this.#hasNews();
  }

  #hasNews(): boolean {
    return (this.#lease.state.outbox?.length ?? 0) > 0 || hasCall(this.#lease);
  }

  async tell(): Promise<never> {
    const { state } = this.#lease;
    for (;;) {
      await condition(() => this.#hasNews());
      if (hasCall(this.#lease)) call(this.#lease);
      const [next] = state.outbox ?? [];
      if (next === undefined) continue;
      this.isQuiet = false;
      await sendNotice(this.#lease, { rung: null, ...next, kind: next.kind ?? 'approval' });
      // Told, kept for those that are down, or, where no worker tells anybody, at least in the list and in the timeline.
      state.outbox = (state.outbox ?? []).filter(({ step }) => step !== next.step);
      this.isQuiet = true;
    }
  }
}

interface NewNotice extends Omit<Unheard, 'kind'> {
  readonly kind: Notice['kind'];
  readonly rung: string | null;
}

/** Half a minute: who was only restarted has heard by then. */
const ATTEMPTS = 5;

/** @returns false when nobody could be told */
export async function sendNotice(lease: Lease, { kind, rung, step, what }: NewNotice): Promise<boolean> {
  const { name, product, account, region, waitingFor, expiresAt, nextStep, price, labels } = lease.row();
  const about = { name, product, account, region, labels, waitingFor, expiresAt, nextStep, price };
  const notice: Notice = { key: `${name}/${step}`, kind, rung, at: now(), what, ...about };
  try {
    await lease.show();
    // Where all hear of everything, nothing is waited for that histories from before this do not know.
    const passingOver = isAnyBehind(lease) ? await keepBehind(lease, notice) : [];
    const { outlets, left = [] } = await notify(notice, { passingOver, attempts: ATTEMPTS });
    for (const { outlet, outcome, why } of outlets) {
      if (outcome === 'refused') lease.tell(`${outlet} refuses the reminder: ${why}`);
    }
    for (const outlet of left) {
      await fallBehind(lease, notice, outlet);
      lease.tell(`${outlet.outlet} cannot be told (${outlet.why}): what it misses is kept for it, for three days`);
    }
    return true;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('nobody could be told', { package: name, reason: error.cause?.message });
    lease.tell(`the reminder could not be delivered: ${error.cause?.message ?? error.message}`);
    return false;
  }
}
