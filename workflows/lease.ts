import { condition, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { bookedText } from '../model/booked-text.js';
import type { DeskAnswer, DeskRequest, Holder, Watch } from '../model/desk.js';
import { deskOf } from '../model/desk-region.js';
import { cutOffBy } from '../model/in-use.js';
import { defaultLife, type LifeSettings } from '../model/life-settings.js';
import type { PackageState, TimelineFacts } from '../model/messages.js';
import { formatMoney } from '../model/money.js';
import type { Observation, OrderSeen, ReservationSeen, ResourceSeen } from '../model/observation.js';
import type { OperationRecord } from '../model/operation-record.js';
import type { PackageSpec } from '../model/package-spec.js';
import { MEMO_KEY, type PackageRow, type RowMemo } from '../model/row.js';
import { LEASE_EXPIRES_AT, LEASE_RESOURCE_ID, LEASE_STATUS, LEASE_WAITING } from '../model/search-attributes.js';
import type { Settings } from '../model/settings.js';
import type { LeaseStatus, NextStep, WaitingFor } from '../model/status.js';
import type { PackageInput } from '../model/workflow-inputs.js';
import { askDesk } from './activity-proxies.js';
import { bindAgreed, whyDearer } from './agreed.js';
import { now } from './clock.js';
import { holds } from './guards.js';
import type { Inbox } from './inbox.js';
import { freshState, type LeaseState } from './lease-state.js';
import { rowOf } from './lease-view.js';
import { type CarriedLease, presentLease } from './migrate.js';
import { tellRun } from './report.js';

/** Timeline entries kept in the workflow; older ones stay in the history of earlier runs. */
const TIMELINE_KEPT = 200;
const OPERATIONS_KEPT = 50;
const ORDERS_KEPT = 30;
/** Far longer than any vendor's list lags behind. */
export const STALE_LISTS_MS = 60 * 60 * 1000;

/**
 * When the vendor was read changes with every look and is no news by itself. The contract goes along with what else changes:
 * histories from before there was one must not see it as news.
 */
const digestOf = (memo: Partial<RowMemo>): string =>
  JSON.stringify({ ...memo, observedAt: null, waitingSince: null, contract: undefined });

/** One package: its state, what it shows to the world, and how it waits. */
export class Lease {
  readonly state: LeaseState;
  #shown = '';
  #told = '';
  #shownStatus = '';
  /** What the run before has shown is not looked up yet. */
  #isHeir: boolean;
  /** True from the start of a renewal to its proof, so that nobody asks for a second one meanwhile. */
  renewing = false;
  /** Somebody has changed meanwhile what is to become of it at its term's end. */
  isReplanned = false;
  /** True while an Active package only waits: then a new run may begin. */
  isQuiet = false;
  /** An observation came too early to be taken, and nobody will send it again unasked. */
  #missedNews = false;
  /** What the desk is to hear with the next visit. */
  #owed: DeskRequest[] = [];
  /** Grows with every observation; waits wake up on it. */
  news = 0;
  /** The expiry known when it last said where it stands; undefined in a run that has not said it yet. */
  stoodBefore: string | null | undefined;

  constructor(input: PackageInput, carried: CarriedLease | undefined) {
    const fresh = freshState(input);
    this.state = carried === undefined ? fresh : presentLease(carried, fresh);
    this.#isHeir = carried !== undefined;
  }

  /** A new run inherits what the one before has shown: it is written again only where it differs. */
  #rememberShown(): void {
    this.#isHeir = false;
    const { memo, typedSearchAttributes: shown } = workflowInfo();
    const kept = memo?.[MEMO_KEY];
    if (typeof kept === 'object' && kept !== null) this.#shown = digestOf(kept as Partial<RowMemo>);
    const expiresAt = shown.get(LEASE_EXPIRES_AT)?.toISOString() ?? null;
    const words = [shown.get(LEASE_STATUS), shown.get(LEASE_WAITING), shown.get(LEASE_RESOURCE_ID)];
    this.#shownStatus = JSON.stringify([...words.map((word) => word ?? null), expiresAt]);
  }

  get spec(): PackageSpec {
    return this.state.spec;
  }

  get settings(): Settings {
    return this.state.settings;
  }

  get life(): LifeSettings {
    return this.state.life ?? defaultLife(this.spec.product);
  }

  /** What a release would cut off; empty: nobody is known to use it. */
  get cutOff(): readonly string[] {
    return this.state.absent ? [] : cutOffBy(this.spec, this.state.seen);
  }

  /** What its own orders say of prices. */
  get charged(): Pick<PackageState, 'spec' | 'price' | 'operations'> {
    const { spec, price, operations } = this.state;
    return { spec, price, operations };
  }

  get inbox(): Inbox {
    return this.state.inbox;
  }

  get holder(): Holder {
    const info = workflowInfo();
    return { packageName: this.spec.name, firstExecutionRunId: info.firstExecutionRunId };
  }

  /**
   * Expiry as last seen; null for "never", or before anything was seen. Right after a renewal was proved a list may still
   * show yesterday's: the proved one holds for a while, or the same term would be renewed twice.
   */
  get expiresAt(): string | null {
    const { seen, renewed } = this.state;
    const shown = seen?.expiresAt ?? null;
    if (renewed === null || shown === null || shown >= renewed.until) return shown;
    return Date.now() - Date.parse(renewed.at) < STALE_LISTS_MS ? renewed.until : shown;
  }

  /** A renewal is proved: the vendor showed the later expiry. */
  provedRenewal(): void {
    const until = this.state.seen?.expiresAt ?? null;
    this.state.renewed = until === null ? null : { until, at: now() };
  }

  /** Where the package stands now. The reason is one sentence, for whoever must act. */
  stand(status: LeaseStatus, waitingFor: WaitingFor, reason: string | null, nextStep: NextStep | null): void {
    if (waitingFor !== this.state.waitingFor) this.state.waitingSince = waitingFor === null ? null : now();
    Object.assign(this.state, { status, waitingFor, reason, nextStep });
    this.stoodBefore = this.expiresAt;
  }

  tell(what: string, who = 'leaseline', facts?: TimelineFacts): void {
    const { state } = this;
    const { timeline } = state;
    state.told = (state.told ?? timeline.length) + 1;
    timeline.push({ n: state.told, at: now(), what, who, ...(facts && { facts }) });
    if (timeline.length > TIMELINE_KEPT) timeline.splice(0, timeline.length - TIMELINE_KEPT);
  }

  /** From here on, readings that began earlier are stale. */
  acted(): void {
    this.state.lastActAt = now();
  }

  record(entry: OperationRecord): void {
    const { operations } = this.state;
    const at = operations.findIndex((known) => known.operation === entry.operation && known.attempt === entry.attempt);
    if (at >= 0) operations[at] = entry;
    else operations.push(entry);
    if (operations.length > OPERATIONS_KEPT) operations.splice(0, operations.length - OPERATIONS_KEPT);
  }

  /** Takes in a reading unless it is older than what the package did last. */
  observe(observation: Observation): void {
    const { state } = this;
    if (observation.readAt < state.lastActAt && holds('stamps')) {
      this.#missedNews = true;
      return;
    }
    if (observation.resource !== null) {
      if (!this.#isOurs(observation.resource)) return;
      state.resourceId = observation.resource.resourceId;
      this.#noteTerm(observation.resource.expiresAt);
      this.#noteBooked(observation.resource.reservation);
      state.seen = observation.resource;
      state.absent = false;
    } else if (observation.absent) {
      state.absent = true;
    }
    if (observation.order !== null) this.observeOrder(observation.order);
    if (observation.blindSince !== state.blindSince) this.#noteBlind(observation.blindSince);
    if (observation.blindSince === null) state.observedAt = observation.readAt;
    state.heeded = false;
    this.news += 1;
  }

  #noteBlind(since: string | null): void {
    this.state.blindSince = since;
    if (since === null) this.tell("the vendor's list can be read again");
    else this.tell(`the vendor's list cannot be read since ${since}: what is known of it may be old`);
  }

  /** Keeps an order as this package's own, so that it is never taken for the result of another operation. */
  noteOrder(orderId: string | null): DeskRequest[] {
    if (orderId === null) return [];
    const { state } = this;
    state.orderId = orderId;
    bindAgreed(state, orderId);
    if (!state.orderIds.includes(orderId)) state.orderIds.push(orderId);
    if (state.orderIds.length > ORDERS_KEPT) state.orderIds.shift();
    return [{ kind: 'ownOrder', holder: this.holder, orderId }];
  }

  knowsOrder(orderId: string | null): boolean {
    return orderId !== null && this.state.orderIds.includes(orderId);
  }

  /** What the vendor will change by itself is news when it first says so. */
  #noteBooked(reservation: ReservationSeen | null): void {
    const known = JSON.stringify(this.state.seen?.reservation ?? null);
    if (reservation === null || JSON.stringify(reservation) === known) return;
    this.tell(`booked: ${bookedText(reservation)}`, 'vendor');
  }

  /** A later expiry begins a new term where the last one ends, or now when that is past, whoever renewed it. */
  #noteTerm(expiresAt: string | null): void {
    const before = this.expiresAt;
    if (before === null || expiresAt === null || expiresAt <= before) return;
    this.state.termStartedAt = before > now() ? before : now();
  }

  /** By its id once we have one; before that only by our mark. */
  #isOurs(resource: ResourceSeen): boolean {
    const { resourceId, mark } = this.state;
    return resourceId === null ? mark !== null && resource.mark === mark : resource.resourceId === resourceId;
  }

  /** Money has moved: what an audit compares with the bill. */
  #noteCharge({ orderId, paymentStatus, amountMinor, currency }: OrderSeen): void {
    const before = this.state.order;
    if (paymentStatus !== 'paid' || amountMinor === null || currency === null) return;
    if (before?.orderId === orderId && before.paymentStatus === 'paid') return;
    const money = { amountMinor, currency };
    this.tell(`charged: ${formatMoney(money)} for order ${orderId}`, 'vendor', { kind: 'charged', orderId, ...money });
  }

  /** Takes in its newest order as the vendor's billing shows it. */
  observeOrder(order: OrderSeen): void {
    const { state } = this;
    if (state.orderId !== null && order.orderId !== state.orderId) return;
    this.#noteCharge(order);
    state.order = order;
    if (order.amountMinor !== null && order.currency !== null) {
      state.price = { amountMinor: order.amountMinor, currency: order.currency, per: 'term' };
    }
    const dearer = whyDearer(state, order);
    if (dearer !== null) this.tell(dearer, 'vendor');
  }

  /**
   * Waits until something holds, showing every change meanwhile.
   * @param withinMs gives up after this long; never when absent
   * @returns whether it came to hold
   */
  async until(holds: () => boolean, withinMs?: number): Promise<boolean> {
    const deadlineMs = withinMs === undefined ? null : Date.now() + Math.max(0, withinMs);
    for (;;) {
      await this.show();
      if (holds()) return true;
      if (this.#missedNews) await this.#watchAgain();
      const news = this.news;
      const wakes = () => holds() || this.news !== news || this.#missedNews;
      if (deadlineMs === null) {
        await condition(wakes);
      } else {
        const leftMs = deadlineMs - Date.now();
        if (leftMs <= 0 || !(await condition(wakes, leftMs))) return holds();
      }
    }
  }

  /** Writes search attributes, memo and the run's news where they differ from what was last written. */
  async show(): Promise<void> {
    if (this.#isHeir) this.#rememberShown();
    const row = this.row();
    const { name, product, account, region, status, waitingFor, resourceId, expiresAt, workflowId, runId, ...memo } =
      row;
    const attributes = JSON.stringify([status, waitingFor, resourceId, expiresAt]);
    if (attributes !== this.#shownStatus) {
      this.#shownStatus = attributes;
      upsertSearchAttributes([
        { key: LEASE_STATUS, value: status },
        { key: LEASE_WAITING, value: waitingFor },
        { key: LEASE_RESOURCE_ID, value: resourceId },
        { key: LEASE_EXPIRES_AT, value: expiresAt === null ? null : new Date(expiresAt) },
      ]);
    }
    const shown = digestOf(memo);
    if (shown !== this.#shown) {
      this.#shown = shown;
      upsertMemo({ [MEMO_KEY]: memo });
    }
    await this.#tellRun(row);
  }

  async #tellRun(row: PackageRow): Promise<void> {
    if (this.state.reportTo === null) return;
    const moved = {
      name: row.name,
      status: row.status,
      waitingFor: row.waitingFor,
      reason: row.reason,
      resourceId: row.resourceId,
      paid: this.state.paid,
      price: row.price,
    };
    const news = JSON.stringify(moved);
    if (news === this.#told) return;
    this.#told = news;
    if (!(await tellRun(this.state.reportTo, moved))) this.state.reportTo = null;
  }

  /** One visit to the desk: all requests together, answered in order. */
  async ask(...requests: DeskRequest[]): Promise<DeskAnswer[]> {
    return this.#visit(requests, false);
  }

  /** Told with the next visit, which must come within seconds: until then a sweep may take what it is about for a stray. */
  owe(requests: readonly DeskRequest[]): void {
    this.#owed.push(...requests);
  }

  /** Makes that visit. */
  async payDebts(): Promise<void> {
    if (this.#owed.length > 0) await this.ask();
  }

  /** @param isFresh the desk need not tell what was just seen */
  async #visit(requests: readonly DeskRequest[], isFresh: boolean): Promise<DeskAnswer[]> {
    const { seen, blindSince } = this.state;
    const owed = this.#owed;
    this.#owed = [];
    const knows = isFresh && seen !== null && blindSince === null;
    const answers = await askDesk({
      desk: deskOf(this.spec),
      settings: this.settings,
      requests: [...owed, ...requests],
      ...(knows && { seen }),
    });
    return answers.slice(owed.length);
  }

  /** What the sweep shall look for from now on, and how often. */
  watch(pace: Watch['pace']): DeskRequest {
    const { resourceId, orderId, mark } = this.state;
    const watch = { resourceId, orderId: pace === 'idle' ? null : orderId, mark, pace };
    this.state.watching = watch;
    this.#missedNews = false;
    return { kind: 'watch', holder: this.holder, watch };
  }

  /**
   * Tells the desk what to watch, unless it knows already.
   * @param isFresh true right after the package has looked for itself
   */
  async watchFor(pace: Watch['pace'], isFresh = false): Promise<void> {
    const before = this.state.watching;
    const request = this.watch(pace);
    const now = this.state.watching;
    // The resource id is not compared: until a package says it, the desk knows its resource by the mark.
    const isNew = before?.pace !== now?.pace || before?.orderId !== now?.orderId || before?.mark !== now?.mark;
    if (isNew || this.#owed.length > 0) await this.#visit([request], isFresh);
  }

  /** What the desk told last is to be told again. */
  listenAnew(): void {
    this.#missedNews = true;
  }

  /** The desk has told us something older than our last act; it tells only what is new to it, so it is asked anew. */
  async #watchAgain(): Promise<void> {
    const { watching } = this.state;
    this.#missedNews = false;
    if (watching !== null) await this.ask({ kind: 'watch', holder: this.holder, watch: watching });
  }

  row(): PackageRow {
    return rowOf(this);
  }
}
