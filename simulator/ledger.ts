import { z } from 'zod';
import { CallLog } from './call-log.js';
import { faultHitSchema, faultRuleSchema } from './faults/menu.js';
import { Journal } from './journal.js';
import {
  balanceSchema,
  callCountSchema,
  cenTagsSchema,
  chargeSchema,
  clientTokenSchema,
  createdCenSchema,
  factSchema,
  type LateCall,
  lateCallSchema,
  nonceSchema,
  type Order,
  orderSchema,
  type Package,
  packageSchema,
  regionLimitSchema,
} from './records.js';
import { type JournaledTable, Table } from './table.js';

const lineSchema = z.record(z.string(), z.unknown());
const compactAboveBytes = 64 * 1024 * 1024;
const remembered = { versionsPerPackage: 8 };

interface PastVersion {
  /** Until when this was the package; null: it did not exist. */
  readonly until: number;
  readonly row: Package | null;
}

/**
 * Everything the simulated vendors know. Rows are never changed in place: a new row replaces the old one, so a stale
 * read can still show yesterday's.
 */
export class Ledger {
  readonly orders = new Table('orders', orderSchema, (row) => row.orderId);
  readonly charges = new Table('charges', chargeSchema, (row) => row.chargeId);
  readonly balances = new Table('balances', balanceSchema, (row) => row.accountId);
  readonly clientTokens = new Table('clientTokens', clientTokenSchema, (row) => row.key);
  readonly nonces = new Table('nonces', nonceSchema, (row) => row.key);
  readonly callCounts = new Table('callCounts', callCountSchema, (row) => row.key);
  /** Not journalled. */
  readonly callLog = new CallLog();
  readonly faultRules = new Table('faultRules', faultRuleSchema, (row) => row.ruleId);
  readonly faultHits = new Table('faultHits', faultHitSchema, (row) => row.hitId);
  readonly lateCalls = new Table('lateCalls', lateCallSchema, (row) => row.requestId);
  readonly createdCens = new Table('createdCens', createdCenSchema, (row) => `${row.accountId}\n${row.cenId}`);
  readonly regionLimits = new Table('regionLimits', regionLimitSchema, (row) => row.key);
  readonly cenTags = new Table('cenTags', cenTagsSchema, (row) => row.key);
  readonly facts = new Table('facts', factSchema, (row) => row.key);
  readonly #packages = new Table('packages', packageSchema, (row) => row.resourceId);
  readonly #past = new Map<string, PastVersion[]>();
  readonly #journal: Journal | null;
  /** Called for each package that changed, with what it became. */
  onPackage: (row: Package) => void = () => {};
  onOrder: (row: Order) => void = () => {};
  onLateCall: (row: LateCall) => void = () => {};

  constructor(stateDir: string | null) {
    this.#journal =
      stateDir === null
        ? null
        : Journal.open(
            stateDir,
            (line) => this.#replay(line),
            () => this.#snapshot(),
          );
  }

  package(resourceId: string): Package | undefined {
    return this.#packages.get(resourceId);
  }

  packages(): Iterable<Package> {
    return this.#packages.values();
  }

  /** @param at when the change happened, in the simulator's time: what a stale read compares with. */
  putPackage(at: number, row: Package): void {
    const past = this.#past.get(row.resourceId) ?? [];
    past.push({ until: at, row: this.#packages.get(row.resourceId) ?? null });
    if (past.length > remembered.versionsPerPackage) past.shift();
    this.#past.set(row.resourceId, past);
    this.#packages.put(row);
    this.onPackage(row);
  }

  putOrder(row: Order): void {
    this.orders.put(row);
    this.onOrder(row);
  }

  putLateCall(row: LateCall): void {
    this.lateCalls.put(row);
    this.onLateCall(row);
  }

  /** The package as it was at `at`; what was changed before this process began shows as it is now. */
  packageAsOf(resourceId: string, at: number): Package | undefined {
    const version = this.#past.get(resourceId)?.find((past) => past.until > at);
    return version === undefined ? this.#packages.get(resourceId) : (version.row ?? undefined);
  }

  *packagesAsOf(at: number): Iterable<Package> {
    for (const { resourceId } of this.#packages.values()) {
      const then = this.packageAsOf(resourceId, at);
      if (then !== undefined) yield then;
    }
  }

  /** Counts up; the same name never gives the same number twice, restarts included. */
  next(name: string): number {
    const key = `count:${name}`;
    const last = z.number().catch(0).parse(this.facts.get(key)?.value);
    this.facts.put({ key, value: last + 1 });
    return last + 1;
  }

  /** Writes what changed since the last commit as one line. */
  commit(): void {
    const line: Record<string, unknown> = {};
    let changed = false;
    for (const table of this.#tables()) {
      const change = table.takeChanges();
      if (change === null) continue;
      line[table.name] = change;
      changed = true;
    }
    if (!changed || this.#journal === null) return;
    this.#journal.append(line);
    if (this.#journal.bytes > compactAboveBytes) this.#journal.compact(this.#snapshot());
  }

  close(): void {
    this.commit();
    this.#journal?.close();
  }

  *#snapshot(): Iterable<unknown> {
    for (const table of this.#tables()) {
      for (const change of table.snapshot()) yield { [table.name]: change };
    }
  }

  #replay(raw: unknown): void {
    const line = lineSchema.parse(raw);
    for (const table of this.#tables()) {
      const change = line[table.name];
      if (change !== undefined) table.replay(change);
    }
  }

  #tables(): JournaledTable[] {
    return [
      this.orders,
      this.charges,
      this.balances,
      this.clientTokens,
      this.nonces,
      this.callCounts,
      this.faultRules,
      this.faultHits,
      this.lateCalls,
      this.createdCens,
      this.regionLimits,
      this.cenTags,
      this.facts,
      this.#packages,
    ];
  }
}
