import ms, { type StringValue } from 'ms';
import { z } from 'zod';
import { changedBehaviour, overlay } from '../behaviour.js';
import type { SimulatorClock } from '../clock.js';
import { faultRequestSchema } from '../faults/menu.js';
import { addRules, clearRules } from '../faults/strikes.js';
import { type Answer, jsonAnswer, textAnswer } from '../http/answer.js';
import { type Incoming, isForm } from '../http/incoming.js';
import { cancelOrder, resumeOrder } from '../money/orders.js';
import { type PaymentResult, payOrder } from '../money/payment.js';
import type { Settlement } from '../time/settle.js';
import type { World } from '../world.js';
import { problem } from './answers.js';
import { billingHeaders, billingPage } from './billing-page.js';
import { callLogAnswer, callsView } from './call-views.js';
import { buyAtConsole, consoleOrderSchema, consoleRenewalSchema, deleteAtConsole, renewAtConsole } from './console.js';
import { faultsView } from './fault-views.js';
import { refusalOf } from './guard.js';
import { orderView } from './order-view.js';
import { balanceViews, chargeView, iso, packageView } from './views.js';

const durationSchema = z.union([
  z.number().transform((value) => value),
  z.string().transform((text, context) => {
    const value = isDuration(text) ? ms(text) : Number.NaN;
    if (!Number.isNaN(value)) return value;
    context.addIssue({ code: 'custom', message: 'a duration like "30d", "12h" or "-5m" is expected' });
    return z.NEVER;
  }),
]);

const clockSchema = z.union([
  z.strictObject({ advance: durationSchema }),
  z.strictObject({ set: z.iso.datetime({ offset: true }) }),
]);

/** Where the ledger keeps what the control plane changed about the behaviour. */
export const behaviourFact = 'behaviour';

const balanceSchema = z.strictObject({ account: z.string(), amountMinor: z.int() });

/** What a test, a demonstration or a paying person does to the simulated vendors. */
export class ControlPlane {
  readonly #world: World;
  readonly #clock: SimulatorClock;
  readonly #settlement: Settlement;

  constructor(parts: { world: World; clock: SimulatorClock; settlement: Settlement }) {
    this.#world = parts.world;
    this.#clock = parts.clock;
    this.#settlement = parts.settlement;
  }

  answer(incoming: Incoming, now: number): Answer {
    const refusal = refusalOf(incoming);
    if (refusal !== null) return problem(403, refusal);
    const [, , subject = '', id, act, ...rest] = incoming.path.split('/');
    if (rest.length > 0) return problem(404, 'there is nothing here');
    if (id !== undefined) return this.#answerFor(subject, id, act, incoming, now);
    switch (incoming.method) {
      case 'GET':
        return this.#show(subject, incoming, now);
      case 'POST':
        return this.#change(subject, incoming, now);
      case 'DELETE':
        if (subject !== 'faults') return problem(405, 'only faults can be deleted');
        clearRules(this.#world);
        return jsonAnswer(200, faultsView(this.#world));
      default:
        return problem(405, 'use GET, POST or DELETE');
    }
  }

  /** About one order or package, or a part of a subject. */
  #answerFor(subject: string, id: string, act: string | undefined, incoming: Incoming, now: number): Answer {
    if (subject === 'calls' && id === 'log' && act === undefined) {
      return incoming.method === 'GET' ? callLogAnswer(this.#world, incoming.query) : problem(405, 'use GET');
    }
    if (act === undefined || (subject !== 'orders' && subject !== 'packages')) {
      return problem(404, 'there is nothing here');
    }
    if (incoming.method !== 'POST') return problem(405, 'use POST');
    if (subject === 'orders') return this.#changeOrder(incoming, id, act, now);
    if (act === 'delete') return deleteAtConsole(this.#world, id, now);
    if (act !== 'renew') return problem(404, 'a package can be renewed or deleted');
    return this.#withBody(incoming, consoleRenewalSchema, (term) => renewAtConsole(this.#world, id, term, now));
  }

  #show(subject: string, incoming: Incoming, now: number): Answer {
    const { ledger, behaviour } = this.#world;
    switch (subject) {
      case 'orders':
        return jsonAnswer(200, { orders: [...ledger.orders.values()].map((order) => orderView(this.#world, order)) });
      case 'charges':
        return jsonAnswer(200, { charges: [...ledger.charges.values()].map(chargeView) });
      case 'packages':
        return jsonAnswer(200, { packages: [...ledger.packages()].map((row) => packageView(this.#world, row, now)) });
      case 'calls':
        return jsonAnswer(200, callsView(this.#world));
      case 'balances':
        return jsonAnswer(200, { balances: balanceViews(this.#world) });
      case 'faults':
        return jsonAnswer(200, faultsView(this.#world));
      case 'behaviour':
        return jsonAnswer(200, behaviour);
      case 'clock':
        return this.#clockAnswer(now);
      case 'healthz':
        return jsonAnswer(200, { status: 'ok', now: iso(now) });
      case 'billing':
        return this.#billing(incoming.query.has('failed'), now);
      default:
        return problem(404, 'there is nothing here');
    }
  }

  #change(subject: string, incoming: Incoming, now: number): Answer {
    switch (subject) {
      case 'faults':
        return this.#withBody(incoming, faultRequestSchema, (request) => {
          addRules(this.#world, request);
          return jsonAnswer(200, faultsView(this.#world));
        });
      case 'packages':
        return this.#withBody(incoming, consoleOrderSchema, (order) => buyAtConsole(this.#world, order, now));
      case 'clock':
        return this.#withBody(incoming, clockSchema, (move) => this.#moveClock(move, now));
      case 'behaviour':
        return this.#withBody(incoming, z.record(z.string(), z.unknown()), (change) => this.#changeBehaviour(change));
      case 'balances':
        return this.#withBody(incoming, balanceSchema, ({ account, amountMinor }) => {
          const known = this.#world.ledger.balances.get(account);
          if (known === undefined) return problem(404, `there is no account ${account}`);
          this.#world.ledger.balances.put({ ...known, amountMinor });
          return jsonAnswer(200, { balances: balanceViews(this.#world) });
        });
      default:
        return problem(404, 'there is nothing here');
    }
  }

  #billing(failed: boolean, now: number): Answer {
    const note = failed ? 'That did not work: the account has too little money, or the order is no longer open.' : '';
    return textAnswer(200, 'text/html; charset=utf-8', billingPage(this.#world, now, note), billingHeaders);
  }

  #moveClock(move: z.output<typeof clockSchema>, now: number): Answer {
    const clock = this.#clock;
    if (clock.advance === undefined || clock.set === undefined) {
      return problem(409, 'this clock cannot be moved; start the simulator with a virtual clock');
    }
    const then = 'advance' in move ? now + move.advance : Date.parse(move.set);
    if ('advance' in move) clock.advance(move.advance);
    else clock.set(then);
    this.#settlement.settle(then);
    return this.#clockAnswer(then);
  }

  #clockAnswer(now: number): Answer {
    return jsonAnswer(200, { now: iso(now), movable: this.#clock.advance !== undefined });
  }

  #changeBehaviour(change: Record<string, unknown>): Answer {
    try {
      this.#world.behaviour = changedBehaviour(this.#world.behaviour, change);
    } catch (error) {
      return problem(400, error instanceof Error ? error.message : String(error));
    }
    const { facts } = this.#world.ledger;
    // Only what was changed here: the rest stays as the next start gives it.
    facts.put({ key: behaviourFact, value: overlay(facts.get(behaviourFact)?.value ?? {}, change) });
    this.#settlement.replan();
    return jsonAnswer(200, this.#world.behaviour);
  }

  #changeOrder(incoming: Incoming, orderId: string, act: string, now: number): Answer {
    const order = this.#world.ledger.orders.get(orderId);
    if (order === undefined) return problem(404, `there is no order ${orderId}`);
    switch (act) {
      case 'pay':
        return this.#orderAnswer(incoming, orderId, paymentProblem(payOrder(this.#world, orderId, now)));
      case 'cancel':
        if (order.paymentStatus !== 'Unpaid') return problem(409, 'only an unpaid order can be cancelled');
        cancelOrder(this.#world, order, now);
        return this.#orderAnswer(incoming, orderId, null);
      case 'resume': {
        const resumed = resumeOrder(this.#world, order, now);
        return this.#orderAnswer(incoming, orderId, resumed ? null : problem(409, 'the order is not suspended'));
      }
      default:
        return problem(404, 'an order can be paid, cancelled or resumed');
    }
  }

  #orderAnswer(incoming: Incoming, orderId: string, failure: Answer | null): Answer {
    // A form on the billing page goes back to it; a program gets the order.
    if (isForm(incoming) && (incoming.headers.get('accept') ?? '').includes('text/html')) {
      return textAnswer(303, 'text/plain', '', { location: `/_sim/billing${failure === null ? '' : '?failed'}` });
    }
    if (failure !== null) return failure;
    const order = this.#world.ledger.orders.get(orderId);
    return order === undefined
      ? problem(404, 'there is no such order')
      : jsonAnswer(200, { order: orderView(this.#world, order) });
  }

  #withBody<Out>(incoming: Incoming, schema: z.ZodType<Out>, act: (body: Out) => Answer): Answer {
    let raw: unknown;
    try {
      raw = JSON.parse(incoming.body.toString('utf8'));
    } catch {
      return problem(400, 'the body must be JSON');
    }
    const parsed = schema.safeParse(raw);
    return parsed.success ? act(parsed.data) : problem(400, z.prettifyError(parsed.error));
  }
}

function paymentProblem(result: PaymentResult): Answer | null {
  switch (result) {
    case 'paid':
      return null;
    case 'notUnpaid':
      return problem(409, 'the order is not unpaid');
    case 'insufficientBalance':
      return problem(402, 'the account has too little money');
    case 'resourceGone':
      return problem(409, 'what the order is for no longer exists');
  }
}

function isDuration(text: string): text is StringValue {
  return /^-?\d+(\.\d+)?\s*[a-z]*$/i.test(text) && text.length <= 100;
}
