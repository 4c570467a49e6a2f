import { assertNever } from '../../model/assert-never.js';
import type {
  DeskAnswer,
  DeskRequest,
  DeskSight,
  DeskView,
  HandOver,
  Holder,
  Open,
  Own,
  RegistryEntry,
  SweepReport,
  WatchRequest,
} from '../../model/desk.js';
import { holds } from '../guards.js';
import { handOver, sendsNoMore } from './hand-over.js';
import { awaited, type DeskPages, type Intent, type Known } from './pages.js';
import { fencedMsOf, verdictsOn } from './review.js';

/** Complete listings in a row that must miss a resource before it is forgotten: one page may always have moved. */
const MISSES_TO_FORGET = 2;
/** First letter of the digest of what showed the resource (activities/sweep/tell.ts). */
const SHOWN = 'r';
/** Orders a package keeps as its own; older ones are long settled. */
const ORDERS_KEPT = 3;
const DELIVERIES_KEPT = 10;
/**
 * Packed (pages.ts) and compressed (workers/payloads/data-converter.ts), these are 2 MB less a margin; a desk that cannot begin
 * a new run would delay every package it knows.
 */
export const PACKAGES_MAX = 12_000;

export interface SeenStray {
  readonly resourceId: string;
  readonly firstSeenAt: string;
}

/**
 * Who owns what in one account and region: the only memory against which a spend is allowed. Pure, so that the same
 * questions always get the same answers, in a workflow or in a test.
 */
export class DeskBook {
  /** Grows with every change that may call for another rhythm of sweeps. */
  revision = 0;
  /** An order is about to be sent where only listings can tell what came of it: the sooner one is made, the better. */
  wantsListing = false;

  readonly pages: DeskPages;

  constructor(pages: DeskPages) {
    this.pages = pages;
  }

  answer(request: DeskRequest, nowMs: number): DeskAnswer {
    this.#meet(request.holder);
    switch (request.kind) {
      case 'open':
        return this.#open(request, nowMs);
      case 'fence':
        return this.#fence(request.holder, request.operation, request.attempt, nowMs);
      case 'own':
        return this.#own(request);
      case 'ownOrder':
        return this.#ownOrder(request.holder, request.orderId);
      case 'review':
        return { kind: 'reviewed', verdicts: verdictsOn(this.pages, request, nowMs) };
      case 'settle':
        return this.#settle(request.holder, request.operation);
      case 'handOver':
        return this.#handOver(request, nowMs);
      case 'watch':
        return this.#watch(request, nowMs);
      case 'leave':
        return this.#leave(request.holder, nowMs);
      default:
        return assertNever(request);
    }
  }

  entries(): RegistryEntry[] {
    return Object.values(this.pages.registry);
  }

  view(): DeskView {
    const known = Object.entries(this.pages.known);
    return {
      registry: this.entries(),
      known: Object.fromEntries(known.map(([resourceId, { fingerprint }]) => [resourceId, fingerprint])),
      unlisted: known.filter(([, { missed }]) => missed > 0).map(([resourceId]) => resourceId),
    };
  }

  /**
   * What is there and nobody's. What an open order may just have made is not, nor what carries the mark of a package that
   * lives and owns nothing yet. A purchase makes one: what else carries its mark was bought twice.
   */
  strays(): SeenStray[] {
    const { known, owners } = this.pages;
    const owning = new Set(Object.values(owners));
    const open = this.#awaiting();
    const isMute = ({ fingerprint, firstSeenMs }: Known) =>
      open.some(([run, intent]) => {
        // What was listed before its first fence was taken surely is not its.
        const isYounger = firstSeenMs > (fencedMsOf(this.pages, run, intent.operation) ?? 0);
        return intent.fingerprint === fingerprint && firstSeenMs >= intent.openedMs && isYounger;
      });
    const isAwaited = ({ mark }: Known) => {
      const run = runOf(mark);
      return this.#lives(run) && run !== undefined && !owning.has(run);
    };
    return Object.entries(known)
      .filter(([resourceId, one]) => !this.#lives(owners[resourceId]) && !isMute(one) && !isAwaited(one))
      .map(([resourceId, { firstSeenMs }]) => ({ resourceId, firstSeenAt: new Date(firstSeenMs).toISOString() }));
  }

  /** Whether it carries the mark of a package that lives. */
  isMarkedByLiving(resourceId: string): boolean {
    return this.#lives(runOf(this.pages.known[resourceId]?.mark ?? null));
  }

  sight(): DeskSight {
    const { listedAt, blindSince } = this.pages;
    return { listedAt, blindSince, strays: this.strays() };
  }

  ownsOrder(orderId: string): boolean {
    return this.#lives(this.pages.orders[orderId]);
  }

  /**
   * Takes in what a sweep told and missed, except about packages that have asked anew since it began.
   * @param learnsFrom `quickest`: a busy desk finds most deliveries late, and would look for the next ones ever later
   */
  absorb(report: SweepReport, nowMs: number, learnsFrom: 'each' | 'quickest' = 'quickest'): void {
    const { pages } = this;
    const readMs = Date.parse(report.readAt);
    const agesMs: number[] = [];
    for (const [name, entry] of Object.entries(pages.registry)) {
      if (entry.watchedSince > report.readAt) continue;
      const told = report.told[name] ?? entry.told;
      const misses = report.misses[name] ?? (report.complete ? 0 : entry.misses);
      if (told !== entry.told || misses !== entry.misses) pages.registry[name] = { ...entry, told, misses };
      if (report.ready.includes(name) && entry.watch.pace === 'delivery') {
        agesMs.push((learnsFrom === 'each' ? nowMs : readMs) - Date.parse(entry.watchedSince));
      }
    }
    const learned = learnsFrom === 'each' ? agesMs : agesMs.fill(Math.min(...agesMs));
    pages.deliveriesMs = [...pages.deliveriesMs, ...learned].slice(-DELIVERIES_KEPT);
    for (const name of report.gone) {
      const entry = pages.registry[name];
      if (entry !== undefined && entry.watchedSince <= report.readAt) delete pages.registry[name];
    }
    this.#learnListing(report, nowMs);
    pages.undelivered = awaited(pages, nowMs);
    if (report.ordersRead) pages.ordersReadMs = readMs;
    if (report.complete) {
      pages.listedAt = report.readAt;
      pages.blindSince = null;
    } else this.blind(report.readAt);
  }

  /** What was there before an order that is about to be sent is known. */
  isFreshlyListed(nowMs: number): boolean {
    const { listedAt } = this.pages;
    return listedAt !== null && nowMs - Date.parse(listedAt) <= LISTING_STALE_MS;
  }

  blind(sinceIso: string): void {
    this.pages.blindSince ??= sinceIso;
  }

  #learnListing(report: SweepReport, nowMs: number): void {
    const { known, owners } = this.pages;
    for (const [resourceId, { fingerprint, mark }] of Object.entries(report.appeared)) {
      known[resourceId] = {
        fingerprint,
        firstSeenMs: known[resourceId]?.firstSeenMs ?? nowMs,
        mark: this.#lives(owners[resourceId]) ? null : mark,
        missed: 0,
      };
    }
    for (const resourceId of report.relisted) {
      const one = known[resourceId];
      if (one !== undefined) known[resourceId] = { ...one, missed: 0 };
    }
    for (const resourceId of report.unlisted) {
      const one = known[resourceId];
      if (one === undefined) continue;
      if (one.missed + 1 >= MISSES_TO_FORGET) delete known[resourceId];
      else known[resourceId] = { ...one, missed: one.missed + 1 };
    }
  }

  #meet({ packageName, firstExecutionRunId }: Holder): void {
    this.pages.lives[firstExecutionRunId] ??= {
      name: packageName,
      operation: 0,
      attempt: 0,
      fencedMs: 0,
      leftMs: null,
    };
  }

  /** Whether the one who owns it is still there. */
  #lives(owner: string | undefined): boolean {
    return owner !== undefined && this.pages.lives[owner]?.leftMs === null;
  }

  #holderOf(run: string): Holder {
    return { packageName: this.pages.lives[run]?.name ?? 'a package no longer known', firstExecutionRunId: run };
  }

  #open({ holder, operation, lane, fingerprint }: Open, nowMs: number): DeskAnswer {
    const { lanes, intents, lives } = this.pages;
    const run = holder.firstExecutionRunId;
    if (fingerprint !== null && lives[run]?.operation === 0) {
      const packages = Object.keys(lives).length;
      if (packages > PACKAGES_MAX) return { kind: 'full', packages };
    }
    if (lane !== null) {
      const inside = lanes[lane.name];
      if (inside !== undefined && inside.life !== run && holds('lane')) {
        return { kind: 'busy', holder: this.#holderOf(inside.life) };
      }
      lanes[lane.name] = { life: run, operation, until: lane.until };
    }
    if (fingerprint === null) return { kind: 'done' };
    const { openedMs = nowMs, fencedMs = null } = intents[run]?.operation === operation ? intents[run] : {};
    intents[run] = { operation, fingerprint, openedMs, fencedMs, lane: lane?.name ?? null };
    const isStale = !this.isFreshlyListed(nowMs);
    this.wantsListing ||= isStale;
    return isStale ? { kind: 'done', isStale } : { kind: 'done' };
  }

  #fence(holder: Holder, operation: number, attempt: number, nowMs: number): DeskAnswer {
    const { intents } = this.pages;
    const run = holder.firstExecutionRunId;
    const life = this.pages.lives[run];
    const highest = life === undefined || life.operation === 0 ? null : life;
    const sameOperation = highest?.operation === operation;
    const isTaken = highest !== null && (sameOperation ? highest.attempt >= attempt : highest.operation > operation);
    if (isTaken && holds('fence')) {
      return { kind: 'taken', since: sameOperation ? new Date(highest.fencedMs).toISOString() : null };
    }
    const fencedMs = sameOperation ? highest.fencedMs : nowMs;
    this.pages.lives[run] = { name: holder.packageName, operation, attempt, fencedMs, leftMs: life?.leftMs ?? null };
    const intent = intents[run];
    if (intent?.operation === operation) intents[run] = { ...intent, fencedMs: nowMs };
    return { kind: 'granted', memorySince: this.pages.since };
  }

  #own({ holder, resourceId, adopting }: Own): DeskAnswer {
    const { owners, known, undelivered } = this.pages;
    const run = holder.firstExecutionRunId;
    const owner = owners[resourceId];
    const isFree = adopting === true ? !this.#lives(owner) : owner === undefined;
    if (owner !== undefined && owner !== run && !isFree) return { kind: 'busy', holder: this.#holderOf(owner) };
    const one = known[resourceId];
    if (adopting === true && isFree) {
      const rival = this.#awaiting().find(
        ([other, intent]) => other !== run && intent.fingerprint === one?.fingerprint,
      );
      if (rival !== undefined) return { kind: 'busy', holder: this.#holderOf(rival[0]) };
    }
    if (adopting === true) for (const former of [owner, runOf(one?.mark ?? null)]) this.#disown(former, run);
    owners[resourceId] = run;
    delete undelivered[run];
    if (one !== undefined && one.mark !== null) known[resourceId] = { ...one, mark: null };
    return { kind: 'done' };
  }

  /** A workflow that was ended can be reset: it sends nothing any more for what is another's now. */
  #disown(former: string | undefined, heir: string): void {
    if (former !== undefined && former !== heir && !this.#lives(former)) sendsNoMore(this.pages, former);
  }

  #ownOrder(holder: Holder, orderId: string): DeskAnswer {
    const { orders, unordered } = this.pages;
    const run = holder.firstExecutionRunId;
    const owner = orders[orderId];
    if (owner !== undefined && owner !== run) return { kind: 'busy', holder: this.#holderOf(owner) };
    orders[orderId] = run;
    const intent = unordered[run];
    delete unordered[run];
    if (intent !== undefined) this.#await(run, intent);
    const own = Object.keys(orders).filter((id) => orders[id] === run && id !== orderId);
    for (const old of own.slice(0, Math.max(0, own.length + 1 - ORDERS_KEPT))) delete orders[old];
    return { kind: 'done' };
  }

  #settle(holder: Holder, operation: number): DeskAnswer {
    const { lanes, intents } = this.pages;
    const run = holder.firstExecutionRunId;
    for (const [name, inside] of Object.entries(lanes)) {
      if (inside.life === run && inside.operation === operation && inside.until === 'operation') delete lanes[name];
    }
    if (intents[run]?.operation === operation) this.#close(run);
    return { kind: 'done' };
  }

  /** What an order brings that is known, or that nobody could name, may still turn up, and is not what another one has lost. */
  #close(run: string): void {
    const { intents, orders, unordered } = this.pages;
    const intent = intents[run];
    delete intents[run];
    if (intent?.fencedMs == null) return;
    if (Object.values(orders).includes(run)) this.#await(run, intent);
    else unordered[run] = intent;
  }

  #await(run: string, intent: Intent): void {
    const { owners, undelivered } = this.pages;
    if (!Object.values(owners).includes(run)) undelivered[run] = intent;
  }

  /** Who may be about to find something here that is theirs. */
  #awaiting(): [run: string, intent: Intent][] {
    const { intents, undelivered } = this.pages;
    return [...Object.entries(intents), ...Object.entries(undelivered).filter(([run]) => this.#lives(run))];
  }

  #watch({ holder, watch, told: known }: WatchRequest, nowMs: number): DeskAnswer {
    const { registry } = this.pages;
    const before = registry[holder.packageName];
    const isSame = before?.holder.firstExecutionRunId === holder.firstExecutionRunId;
    // Unless it knows already, it is told everything anew; but what was shown once can still be missed.
    const told = known ?? (isSame && before.told?.[0] === SHOWN ? SHOWN : null);
    const watchedSince = new Date(nowMs).toISOString();
    registry[holder.packageName] = { holder, watch, watchedSince, told, misses: 0 };
    // Who has nothing to be told and waits for nothing needs no sweep sooner than everybody.
    if (known === undefined || !isSame || watch.pace !== 'idle') this.revision += 1;
    return { kind: 'done' };
  }

  #handOver(request: HandOver, nowMs: number): DeskAnswer {
    const run = request.holder.firstExecutionRunId;
    const result = handOver(this.pages, request, nowMs);
    if (result === 'handedOver') this.revision += 1;
    return result === 'gone' ? { kind: 'busy', holder: this.#holderOf(run) } : { kind: 'done' };
  }

  #leave(holder: Holder, nowMs: number): DeskAnswer {
    const { lanes, owners, orders, registry, lives } = this.pages;
    const run = holder.firstExecutionRunId;
    for (const [name, inside] of Object.entries(lanes)) if (inside.life === run) delete lanes[name];
    this.#close(run);
    if (registry[holder.packageName]?.holder.firstExecutionRunId === run) delete registry[holder.packageName];
    const life = lives[run];
    // What it bought is nobody's from now on, and still never what another one's lost order made. One that never took a
    // fence has bought nothing.
    if (life?.operation === 0 && !isKept(run, owners, orders)) delete lives[run];
    else if (life !== undefined) lives[run] = { ...life, leftMs: nowMs };
    this.revision += 1;
    return { kind: 'done' };
  }
}

/** The first run of the package whose mark it is; undefined for none. */
const runOf = (mark: string | null): string | undefined => mark?.slice(0, mark.lastIndexOf('-'));

const isKept = (run: string, ...held: readonly Readonly<Record<string, string>>[]): boolean =>
  held.some((owners) => Object.values(owners).includes(run));

/** A listing older than this says too little about what was there before an order. */
const LISTING_STALE_MS = 60_000;
