import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/common';
import { deskOf } from '../../model/desk-region.js';
import { deskWorkflowId } from '../../model/ids.js';
import type { PackageState } from '../../model/messages.js';
import { isEnded, waitsForPerson } from '../../model/status.js';
import { DESK_SIGNAL_SWEEP } from '../../model/workflow-inputs.js';
import { Approvers } from './approvers.js';
import type { LedgerOrder } from './books.js';
import { PROOF_WINDOW_MS } from './campaign-config.js';
import type { PackageRun } from './package-run.js';
import type { People, Schedule } from './schedule.js';
import type { Stage } from './stage.js';

/** Real time: the sweep has begun by then. */
const HURRY_MS = 150;

/** What the people around a schedule's packages do whenever they look: pay, approve, answer, and say what they want. */
export class Crowd {
  readonly #stage: Stage;
  readonly #people: People;
  /** Null: anybody may say yes. */
  readonly #approvers: Approvers | null;
  #hurries: number;
  /** When each package began to ask what became of an order. */
  readonly #askingSince = new Map<PackageRun, number>();

  constructor(stage: Stage, { people, governance }: Schedule) {
    this.#stage = stage;
    this.#people = people;
    this.#hurries = people.hurries;
    this.#approvers = governance === undefined ? null : new Approvers(governance, people.approve);
  }

  /** @returns whether anything was said or paid, so that more is to come */
  async attend(run: PackageRun, state: PackageState): Promise<boolean> {
    const answered = await this.#answer(run, state);
    const wished = await this.#wish(run, state);
    return answered || wished;
  }

  /** True when nothing more will come of waiting: it has ended, lives quietly, or asks somebody who is not there. */
  isSettled(run: PackageRun, state: PackageState): boolean {
    if (isEnded(state.status)) return true;
    if (run.wishes.length > 0 && state.status === 'Active') return false;
    if (state.waitingFor === null) return state.status === 'Active';
    // Behind another order it waits for as long as that one does.
    if (!waitsForPerson(state.waitingFor)) return waitsBehindAnother(state);
    return !this.#willAnswer(state);
  }

  async #answer(run: PackageRun, state: PackageState): Promise<boolean> {
    if (asksForFate(state)) return this.#tellFate(run, state);
    this.#askingSince.delete(run);
    switch (state.waitingFor) {
      case 'approval':
        if (this.#approvers !== null) return this.#approve(run, state);
        return this.#say(
          run,
          this.#people.approve ? 'approve' : 'reject',
          this.#people.approve ? {} : { reason: 'campaign' },
        );
      case 'payment':
        return this.#pay(run, state);
      case 'operator':
        return this.#payUnnoticed(run, state);
      default:
        return false;
    }
  }

  async #approve(run: PackageRun, { approval }: PackageState): Promise<boolean> {
    if (approval != null) await this.#approvers?.answer(run, approval);
    return true;
  }

  #willAnswer(state: PackageState): boolean {
    if (asksForFate(state)) return this.#people.answer !== 'silent';
    if (state.waitingFor === 'payment') return this.#people.pay;
    return state.waitingFor === 'approval';
  }

  async #pay(run: PackageRun, { orderId }: PackageState): Promise<boolean> {
    if (!this.#people.pay || orderId === null || run.wishes[0]?.say === 'cancel') return false;
    const paid = await this.#stage.books.pay(orderId);
    if (paid && this.#people.tell) await this.#say(run, 'paid');
    return paid;
  }

  /** Whoever is told that a package does not come looks into the console, and finds its order unpaid. */
  async #payUnnoticed(run: PackageRun, { status, orderId }: PackageState): Promise<boolean> {
    if (status !== 'Provisioning' || orderId !== null || !this.#people.pay || this.#people.answer !== 'honest') {
      return false;
    }
    const { books } = this.#stage;
    const unpaid = (await books.orders()).find(
      (order) => bears(order, run.firstRunId) && order.kind === 'New' && order.paymentStatus === 'Unpaid',
    );
    return unpaid !== undefined && books.pay(unpaid.orderId);
  }

  async #tellFate(run: PackageRun, state: PackageState): Promise<boolean> {
    const nowMs = await this.#stage.env.currentTimeMs();
    const since = this.#askingSince.get(run) ?? nowMs;
    this.#askingSince.set(run, since);
    // Nobody says "none" while the vendor may still be at it.
    if (nowMs - since < PROOF_WINDOW_MS) return true;
    switch (this.#people.answer) {
      case 'silent':
        return false;
      case 'hasty':
        return this.#say(run, 'resolve', { none: true });
      case 'withdraw':
        await this.#say(run, 'cancel');
        return this.#say(run, 'resolve', { none: true });
      case 'honest':
        return this.#lookAndTell(run, state);
    }
  }

  /** Looks for what the order made, as the vendor's console shows it. */
  async #lookAndTell(run: PackageRun, state: PackageState): Promise<boolean> {
    const { books } = this.#stage;
    if (state.resourceId !== null) return this.#tellOfChange(run, state, state.resourceId);
    const orders = (await books.orders()).filter((order) => bears(order, run.firstRunId) && order.kind === 'New');
    const bought = orders.find(({ paymentStatus }) => paymentStatus === 'Paid');
    if (bought !== undefined) {
      const [resourceId] = bought.resourceIds;
      const shown = (await books.packages()).find((one) => one.resourceId === resourceId);
      const listed = shown !== undefined && ['InUse', 'Idle', 'Creating'].includes(shown.status);
      return this.#say(run, 'resolve', listed ? { resourceId } : { none: true });
    }
    // What the vendor holds may come back: nobody who sees it says that there is none.
    if (orders.some(({ paymentStatus }) => paymentStatus === 'Suspended')) return false;
    const unpaid = orders.find(({ paymentStatus }) => paymentStatus === 'Unpaid');
    if (unpaid !== undefined) {
      if (this.#people.pay) return books.pay(unpaid.orderId);
      return books.cancel(unpaid.orderId);
    }
    return this.#sayNone(run, state);
  }

  /** Of each that it asks about, whoever has looked says that it is somebody else's. */
  async #sayNone(run: PackageRun, { reason }: PackageState): Promise<boolean> {
    const asked = reason?.match(/could be its result: (.*?)\. Look/)?.[1] ?? '';
    const not = asked.split(/[ ,]+/).filter((word) => /\d/.test(word));
    return this.#say(run, 'resolve', { none: true, ...(not.length > 0 && { not }) });
  }

  /** The console shows which of the orders asked about is for this resource, where the API does not. */
  async #tellOfChange(run: PackageRun, state: PackageState, resourceId: string): Promise<boolean> {
    const { reason } = state;
    const order = (await this.#stage.books.orders()).find(
      (one) => reason?.includes(one.orderId) === true && JSON.stringify(one.request).includes(resourceId),
    );
    if (order === undefined) return this.#sayNone(run, state);
    return this.#say(run, 'resolve', { resourceId: order.orderId });
  }

  /** Whoever is in a hurry has the vendor's list read first, and speaks while it is being read. */
  async #say(run: PackageRun, name: string, argument: object = {}): Promise<boolean> {
    if (this.#hurries > 0) {
      this.#hurries -= 1;
      const desk = this.#stage.env.client.workflow.getHandle(deskWorkflowId(deskOf(run.spec)));
      this.#stage.faults.hurry();
      await desk.signal(DESK_SIGNAL_SWEEP).catch((error: unknown) => {
        // Before the first order there may be no desk to ask.
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      });
      await sleep(HURRY_MS);
    }
    return run.say(name, argument);
  }

  /** Says the next thing wanted as soon as it can be said. */
  async #wish(run: PackageRun, state: PackageState): Promise<boolean> {
    const [wish] = run.wishes;
    if (wish === undefined) return false;
    if (isEnded(state.status)) {
      run.wishes.length = 0;
      return false;
    }
    const fits = wish.say === 'cancel' ? state.status !== 'Requested' : state.status === 'Active';
    if (!fits) return false;
    if (wish.say === 'nothing') {
      run.wishes.shift();
      return true;
    }
    const { say, ...argument } = wish;
    const taken = await this.#say(run, say, say === 'release' ? { confirm: true } : argument);
    // What is refused once it is Active is not wanted again; a cancel comes too late then.
    if (taken || state.status === 'Active') run.wishes.shift();
    return true;
  }
}

/** It does not know what became of something it sent, and asks. */
export function asksForFate(state: PackageState): boolean {
  return state.nextStep?.what === 'resolve' && state.waitingFor === 'operator';
}

/** It waits for a lane that another package holds. */
export function waitsBehindAnother({ waitingFor, reason }: PackageState): boolean {
  return waitingFor === 'cloud' && (reason?.includes('in which package') ?? false);
}

/** The order carries a mark or a token of this life. */
export function bears(order: LedgerOrder, firstRunId: string): boolean {
  return (order.clientToken ?? '').startsWith(firstRunId) || JSON.stringify(order.request).includes(firstRunId);
}
