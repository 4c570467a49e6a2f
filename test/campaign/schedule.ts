import type { Product } from '../../model/product.js';
import type { SimulatorBehaviourInput } from '../../simulator/behaviour.js';
import type { Governance } from './governance.js';

/**
 * One life under faults, as plain data: the same schedule plays the same way, can be printed, cut down, and read back
 * from a file.
 */
export interface Schedule {
  readonly name: string;
  /** Of the simulated vendors: delivery times and ids. */
  readonly simulatorSeed: number;
  readonly resend: Resend;
  readonly people: People;
  readonly behaviour: SimulatorBehaviourInput;
  readonly packages: readonly PackagePlan[];
  readonly rules: readonly VendorFault[];
  readonly boundaries: readonly WorkerFault[];
  /** Bought at the vendor's console before anything else, as somebody does who knows nothing of us. */
  readonly console: readonly ConsolePurchase[];
  /** After which rounds the worker is stopped and a fresh one started, its cache empty. */
  readonly restartAfter: readonly number[];
  /** How long the packages go on living under the faults once everything said is done. */
  readonly livesDays: number;
  /** Somebody renews a package at the vendor's console, in front of that quarter of its days; absent: nobody does. */
  readonly renewedAtConsole?: { readonly package: number; readonly quarter: number };
  /** So long nothing of Leaseline runs, after the packages have lived their days; absent: it always runs. */
  readonly awayDays?: number;
  /** Rules, budgets and their approvers; absent: only a package's own policy, which anybody may answer. */
  readonly governance?: Governance;
}

export type Resend = 'ask' | 'afterProof';

export interface PackagePlan {
  readonly product: Product;
  /** The document's `order`, `lifecycle` and policy. */
  readonly order: Readonly<Record<string, unknown>>;
  readonly lifecycle: Readonly<Record<string, unknown>>;
  readonly approval: boolean;
  /** Rounds after the beginning in which it is ordered. */
  readonly startsInRound: number;
  /** What people want of it, one after the other, each as soon as it can be said. */
  readonly acts: readonly Act[];
}

export type Act =
  /** They let a round go by. */
  | { readonly say: 'nothing' }
  | { readonly say: 'renew' }
  | { readonly say: 'release' }
  | { readonly say: 'cancel' }
  | { readonly say: 'resize'; readonly bandwidthMbps: number };

export interface People {
  /** Unpaid orders a package waits for are paid; also a lost one that an honest person finds in the console. */
  readonly pay: boolean;
  /** They say "paid" once they have paid. */
  readonly tell: boolean;
  readonly approve: boolean;
  /** So often they have the vendor's list read before they say something, and do not wait for what it shows. */
  readonly hurries: number;
  readonly answer: Answering;
}

/**
 * How people answer a package that does not know what became of an order.
 * - `honest`: look at the console first
 * - `hasty`: say "none" without looking, though not before the vendor can have finished
 * - `withdraw`: want it cancelled, and say "none"
 * - `silent`: never answer
 */
export type Answering = 'honest' | 'hasty' | 'withdraw' | 'silent';

/** A rule for the simulator; it strikes only what Leaseline itself sends. */
export interface VendorFault {
  readonly action: string;
  readonly fault: string;
  readonly count?: number;
  readonly skip?: number;
  readonly probability?: number;
  readonly seconds?: number;
}

/**
 * What goes wrong in the worker, around one activity:
 * - `failBefore`: it breaks off before anything was sent
 * - `loseAnswer`: it did everything, and its result is lost
 * - `hangAfter`: it did everything, and answers only when its task is long given up
 * - `runTwice`: two workers were given the same task
 * - `heldBack`: it was asked for by somebody in a hurry, and gets its turn only after the next `until`
 */
export interface WorkerFault {
  readonly activity: string;
  readonly boundary: 'failBefore' | 'loseAnswer' | 'hangAfter' | 'runTwice' | 'heldBack';
  /** The activity that `heldBack` waits for. */
  readonly until?: string;
  /** Which run of it; absent: the next one. */
  readonly untilRuns?: number;
  readonly skip: number;
  readonly count: number;
}

export interface ConsolePurchase {
  readonly product: Product;
  readonly order: Readonly<Record<string, unknown>>;
}
