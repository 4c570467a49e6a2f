import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { listPackages } from '../../../activities/listing/rows.js';
import { PRODUCTS } from '../../../model/product.js';
import type { PackageRow } from '../../../model/row.js';
import { Dice } from '../dice.js';
import { Crowd, type Customer } from './crowd.js';
import { atInstant, drawInstant } from './instants.js';
import { restless, spentTwice, unrest } from './judge.js';
import { VENDORS } from './kill-config.js';
import { KillableSystem } from './killable-system.js';
import { type Ledger, readLedger } from './ledger.js';
import { answerQuestions, keepPaying } from './people.js';
import { type KillPoint, type KillReport, pointLine, type Rest, summary, writeJournal } from './report.js';
import { wish } from './wishes.js';

export interface KillOptions {
  readonly points: number;
  readonly seed: number;
  /** Where the report goes as JSON, after every batch. */
  readonly journal?: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Acts begun for each kill. */
const ACTS = 3;
/** Renewals of one package, and resizes. */
const MOST_CHANGES = 3;
/** The supervisor waits longer and longer before it starts again what keeps dying; a new one begins anew. */
const POINTS_PER_SUPERVISOR = 10;
/** Then everything is let come to rest and judged to the end. */
const POINTS_PER_BATCH = 20;
const REST_LIMIT_MS = 180_000;
const LOOK_MS = 500;
const LAST_SHOWN = 5;

/**
 * Kills -9 parts of a real, running system at instants drawn from the seed, while customers order, renew and release,
 * and judges by the vendors' books.
 */
export async function runKills(options: KillOptions): Promise<KillReport> {
  const system = await KillableSystem.prepare(options.say);
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const campaign = new KillCampaign(system, options, signal);
  let paying: Promise<void> = Promise.resolve();
  try {
    await system.up();
    await post(system, VENDORS);
    paying = keepPaying(() => system.session, new Dice(options.seed), signal);
    await campaign.run();
  } finally {
    over.abort();
    await paying;
    await campaign.crowd.goHome();
    await system.down();
    if (campaign.violations.size === 0) await system.remove();
    else options.say(`the system's home is kept: ${system.home}`);
  }
  const report = campaign.report();
  writeJournal(options.journal, report);
  for (const line of summary(report)) options.say(line);
  return report;
}

class KillCampaign {
  readonly violations = new Set<string>();
  readonly crowd: Crowd;
  readonly #system: KillableSystem;
  readonly #options: KillOptions;
  readonly #signal: AbortSignal;
  readonly #dice: Dice;
  readonly #points: KillPoint[] = [];
  readonly #answered = new Set<string>();
  readonly #rests: Rest[] = [];
  readonly #begunAt = performance.now();
  #powerCuts = 0;

  constructor(system: KillableSystem, options: KillOptions, signal: AbortSignal) {
    this.#system = system;
    this.#options = options;
    this.#signal = signal;
    this.#dice = new Dice(options.seed);
    this.crowd = new Crowd(() => system.session, signal);
  }

  async run(): Promise<void> {
    const { points } = this.#options;
    await this.#system.untilWhole(this.#signal);
    for (let point = 1; point <= points && !this.#signal.aborted; point += 1) {
      await this.#strike(point);
      const isLast = point === points;
      if (!isLast && point % POINTS_PER_SUPERVISOR === 0) await this.#cutPower();
      if (isLast || point % POINTS_PER_BATCH === 0) await this.#comeToRest();
    }
  }

  async #strike(point: number): Promise<void> {
    const { say, points } = this.#options;
    const instant = drawInstant(this.#dice.for('point', point));
    const acts = await this.#drawActs(point);
    await atInstant(instant, this.#system.session, () => {
      for (const { begin } of acts) begin();
    });
    const killed = this.#system.kill(instant.parts);
    const killedAt = performance.now();
    const at = new Date().toISOString();
    await this.#system.untilWhole(this.#signal);
    const wholeAfterMs = Math.round(performance.now() - killedAt);
    const began = acts.map(({ what }) => what);
    const done = { point, began, after: instant.after, delayMs: instant.delayMs, killed, at, wholeAfterMs };
    this.#points.push(done);
    say(pointLine(done, points));
    this.#condemn(spentTwice(await this.#ledger(), this.crowd.customers));
  }

  async #drawActs(point: number): Promise<{ what: string; begin: () => void }[]> {
    const ready = await this.#readyCustomers();
    return Array.from({ length: ACTS }, (_, nth) => {
      const dice = this.#dice.for('act', point, nth);
      const die = dice.fraction('what');
      if (ready.length === 0 || die < 0.5) {
        const number = (point - 1) * ACTS + nth;
        const spec = wish(dice.pick('product', PRODUCTS), number, this.#dice);
        return { what: `order ${spec.name}`, begin: () => this.crowd.order(spec, point) };
      }
      const index = Math.floor(dice.fraction('customer') * ready.length);
      const [customer] = ready.splice(index, 1) as [Customer];
      const { spec, renewals, resizes } = customer;
      if (die < 0.7 && renewals.taken < MOST_CHANGES) {
        return { what: `renew ${spec.name}`, begin: () => this.crowd.renew(customer) };
      }
      return die < 0.82 && resizes.taken < MOST_CHANGES
        ? { what: `resize ${spec.name}`, begin: () => this.crowd.resize(customer) }
        : { what: `release ${spec.name}`, begin: () => this.crowd.release(customer) };
    });
  }

  /** Whose package is Active, with everything done that was asked of it. */
  async #readyCustomers(): Promise<Customer[]> {
    const [ledger, rows] = [await this.#ledger(), await this.#rows()];
    return this.crowd.customers.filter((customer) => {
      const row = rows.find(({ name }) => name === customer.spec.name);
      const isQuiet = customer.release === 'none' && customer.renewals.open + customer.resizes.open === 0;
      return isQuiet && row?.status === 'Active' && row.waitingFor === null && unrest(row, ledger, customer) === null;
    });
  }

  async #cutPower(): Promise<void> {
    await this.#system.cutPower();
    await this.#system.up();
    await this.#system.untilWhole(this.#signal);
    this.#powerCuts += 1;
    this.#options.say('killed everything, the supervisor too, and put it up again');
  }

  /** Nothing is killed any more until everything is settled; what never settles is a violation. */
  async #comeToRest(): Promise<void> {
    const { customers, complaints } = this.crowd;
    const begunMs = performance.now();
    let open: string[] = [];
    let last: string[] = [];
    let looks = 0;
    do {
      await sleep(LOOK_MS);
      const [ledger, rows] = [await this.#ledger(), await this.#rows()];
      open = this.crowd.isAnswered ? restless(ledger, rows, customers) : ['a customer has no answer yet'];
      if (open.length > 0) last = open;
      looks = open.length === 0 ? looks + 1 : 0;
      for (const name of await answerQuestions(this.#system.session, rows, ledger, customers)) this.#answered.add(name);
      // The list lags a moment behind, so it must agree twice.
    } while (looks < 2 && performance.now() - begunMs < REST_LIMIT_MS && !this.#signal.aborted);
    if (this.#signal.aborted) return;
    this.#condemn(open.map((one) => `not at rest after ${REST_LIMIT_MS / 1000} s: ${one}`));
    this.#condemn(complaints);
    this.#condemn(spentTwice(await this.#ledger(), customers));
    this.#condemn(await this.#whatTheListSays());
    const tookMs = Math.round(performance.now() - begunMs);
    this.#rests.push({ afterPoint: this.#points.length, tookMs, last: last.slice(0, LAST_SHOWN) });
    this.#options.say(`at rest after ${Math.round(tookMs / 1000)} s; last was ${last[0] ?? 'nothing'}`);
    writeJournal(this.#options.journal, this.report());
  }

  /** The real command line must say the same as the client. */
  async #whatTheListSays(): Promise<string[]> {
    const { code, stdout } = await this.#system.leaseline('list', '--json');
    if (code !== 0) return [`leaseline list ended with code ${code}`];
    const { packages } = z.object({ packages: z.array(z.object({ name: z.string() })) }).parse(JSON.parse(stdout));
    const listed = new Set(packages.map(({ name }) => name));
    return this.crowd.customers
      .filter(({ spec }) => !listed.has(spec.name))
      .map(({ spec }) => `leaseline list does not show ${spec.name}`);
  }

  #condemn(found: readonly string[]): void {
    for (const one of found) {
      if (!this.violations.has(one)) this.#options.say(`VIOLATION: ${one}`);
      this.violations.add(one);
    }
  }

  #ledger(): Promise<Ledger> {
    return readLedger(this.#system.session.simulatorUrl);
  }

  async #rows(): Promise<readonly PackageRow[]> {
    return (await listPackages(this.#system.session.client)).map(({ row }) => row);
  }

  report(): KillReport {
    const { customers } = this.crowd;
    return {
      seed: this.#options.seed,
      asked: this.#options.points,
      points: this.#points,
      powerCuts: this.#powerCuts,
      ordered: customers.length,
      renewed: customers.reduce((sum, { renewals }) => sum + renewals.taken, 0),
      resized: customers.reduce((sum, { resizes }) => sum + resizes.taken, 0),
      released: customers.filter(({ release }) => release === 'taken').length,
      rests: this.#rests,
      answeredByPerson: [...this.#answered],
      violations: [...this.violations],
      tookMs: Math.round(performance.now() - this.#begunAt),
    };
  }
}

async function post(system: KillableSystem, behaviour: object): Promise<void> {
  const response = await fetch(`${system.session.simulatorUrl}/_sim/behaviour`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(behaviour),
  });
  if (!response.ok) throw new Error(`the simulator refuses its behaviour: ${await response.text()}`);
}
