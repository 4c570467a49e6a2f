import type { Agreed } from '../model/agreed.js';
import type { ApprovalAsked } from '../model/approval.js';
import type { Holder, Watch } from '../model/desk.js';
import type { Sounded } from '../model/ladder.js';
import type { LifeSettings } from '../model/life-settings.js';
import type { CandidateShown, TimelineEntry } from '../model/messages.js';
import type { Money, Price } from '../model/money.js';
import type { Unheard } from '../model/notice.js';
import type { OrderSeen, ResourceSeen } from '../model/observation.js';
import type { OperationRecord } from '../model/operation-record.js';
import type { PackageSpec } from '../model/package-spec.js';
import type { Pause } from '../model/pause.js';
import { initialMemo } from '../model/row.js';
import type { Settings } from '../model/settings.js';
import type { LeaseStatus, NextStep, WaitingFor } from '../model/status.js';
import { batchOf, type PackageInput } from '../model/workflow-inputs.js';
import { now } from './clock.js';
import { emptyInbox, type Inbox } from './inbox.js';
import type { Recheck } from './recheck.js';

/** Everything a package remembers. Plain data: it is what continue-as-new carries. */
export interface LeaseState {
  readonly schemaVersion: 2;
  spec: PackageSpec;
  readonly settings: Settings;
  /** Absent in runs from before there was one. */
  life?: LifeSettings;
  /** Who asked for the package; absent in runs from before it was kept. */
  requestedBy?: string | null;
  /** True when it was taken over, not ordered; absent: it was not, or in runs from before it was kept. */
  adopted?: boolean;
  /** What somebody is asked to approve now; null or absent: nothing. */
  approval?: ApprovalAsked | null;
  /** Nothing is bought while somebody has paused it; null or absent: nobody has. */
  paused?: Pause | null;
  /** What somebody should hear and has not been told yet. */
  outbox?: readonly Unheard[];
  /** Outlets that could not be told, each with the workflow that holds what they have not heard. */
  behind?: Readonly<Record<string, string>>;
  /** What it costs a month as far as is known; null: not known. Absent in runs from before it was kept. */
  monthly?: Money | null;
  /** For how many Mbps that is, and since when; null or absent: for what it was ordered with. */
  pricedFor?: { readonly mbps: number; readonly since: string } | null;
  /** When that is looked at again, because what runs is not what it is for; null or absent: it is. */
  priceAgainAt?: string | null;
  /** What it will cost a month once what is under way has come about. */
  pendingMonthly?: Money | null;
  /** For how many Mbps that is. */
  pendingMbps?: number | null;
  /** The resize that the vendor has taken and does not show yet; null or absent: there is none. */
  lateResize?: LateResize | null;
  /** The price of what is sent next, or was sent last; null or absent: nobody asked for one, or it was not known. */
  agreed?: Agreed | null;
  /** What it is counted with in each budget, by name. */
  counted?: Readonly<Record<string, Money>>;
  /** The provisioning run that wants to hear of it; null when none does, or no longer. */
  reportTo: string | null;
  /** The run or batch it was ordered with; null or absent: none. */
  batch?: string | null;
  /** The next chapter to be told when a run begins anew: continue-as-new happens between chapters only. */
  chapter: 'adoption' | 'purchase' | 'delivery' | 'active';
  /** Whose line it goes on with under another name, until the desk knows; null or absent: nobody's. */
  succeeds?: Holder | null;
  status: LeaseStatus;
  waitingFor: WaitingFor;
  /** Absent in what a run of an earlier build carries on. */
  waitingSince?: string | null;
  reason: string | null;
  /** What could be the result of the attempt that is being looked for; only meant while the outcome is unknown. */
  candidates?: readonly CandidateShown[];
  nextStep: NextStep | null;
  resourceId: string | null;
  orderId: string | null;
  /** Every order that is known to be this package's; newest last. */
  orderIds: string[];
  /** The mark its order carries; null before the first order. */
  mark: string | null;
  price: Price | null;
  /** True once money has moved for it, or surely will (pay-as-you-go). */
  paid: boolean;
  seen: ResourceSeen | null;
  order: OrderSeen | null;
  observedAt: string | null;
  /** True when complete listings no longer show the resource. */
  absent: boolean;
  /** False while something was seen that an Active package has not reacted to yet; absent in runs from before it was kept. */
  heeded?: boolean;
  /** What was said loudly about the resource and is not over yet. */
  alarm: string | null;
  /** Since when the vendor's list cannot be read; null while it can. */
  blindSince: string | null;
  /** When the term that runs now began; null while there is none. */
  termStartedAt: string | null;
  operations: OperationRecord[];
  lastOperation: number;
  timeline: TimelineEntry[];
  /** How many lines were ever written; absent in runs from before they were counted. */
  told?: number;
  /** The request that was approved for what is sent next; null or absent: nobody was asked. */
  approved?: string | null;
  /** The others, where more than one policy, rule or budget asked. */
  alsoApproved?: readonly string[];
  /** The most it may cost by what all of them approved; null or absent: nobody was asked, or the price was not known. */
  approvedUpTo?: Money | null;
  /** The watch the desk was last given, to ask it only when something changes. */
  watching: Watch | null;
  /** When a renewal or release that did not come about is tried again; null when nothing is to be repeated. */
  againAt: string | null;
  /** When a term that is over by what was seen last is looked at again, because the vendor could not be read; null or absent: not. */
  readAgainAt?: string | null;
  /** The newest renewal that was proved. */
  renewed: { readonly until: string; readonly at: string } | null;
  /** The expiry a person was asked about, so that nobody is asked twice. */
  askedAbout: string | null;
  /** The renewal the vendor has suspended; null or absent: there is none. */
  held?: HeldRenewal | null;
  /** Reminders of the term's end that were sounded; null when there were none. */
  sounded: Sounded | null;
  /** What somebody was last called for (call-for-person.ts); null or absent: nobody was, or it is over. */
  called?: string | null;
  /** When the vendor's own renewal, which could not be set as wanted, is tried again; null: it is as wanted. */
  switchOffAt: string | null;
  /** Whether the vendor renews by itself, as it was last set or seen; null: as it was ordered. */
  vendorRenews: boolean | null;
  /** The expiry before which the vendor's own renewal was compared with what is wanted. */
  checkedFor: string | null;
  /** When it is compared again, because it could not be read; null or absent: it was read. */
  recheck?: Recheck | null;
  /** The expiry before which the balance was compared with what the renewal costs. */
  fundedFor: string | null;
  /** When that is tried again, because the account could not be read; null or absent: it was read. */
  fundsAgain?: Recheck | null;
  /** When its first order is looked up for what it cost; null or absent: that is known, or not shown. */
  orderRead?: Recheck | null;
  /** When a planned release that did not come about is tried again; null or absent: none. `reason` is what stands there for it. */
  releaseAgain?: (Recheck & { readonly reason: string }) | null;
  /** What this package did last; a reading that began earlier says nothing about it. */
  lastActAt: string;
  inbox: Inbox;
}

/** A resize that may come at any time. */
export interface LateResize {
  readonly bandwidthMbps: number;
  /** What it was let through at; null: not known. */
  readonly monthly: Money | null;
  /** What a person is told meanwhile. */
  readonly reason: string;
}

/** A suspended renewal may still come: until the expiry moves, only a person renews. */
export interface HeldRenewal {
  /** The expiry from before it. */
  readonly before: string;
  /** What a person is told meanwhile. */
  readonly reason: string;
}

/** What a new package begins with. */
export function freshState(input: PackageInput): LeaseState {
  return {
    schemaVersion: 2,
    spec: input.spec,
    settings: input.settings,
    ...(input.life !== undefined && { life: input.life }),
    requestedBy: input.requestedBy ?? null,
    ...(input.adopt !== undefined && { adopted: true }),
    approval: null,
    reportTo: input.reportTo,
    batch: batchOf(input),
    chapter: input.adopt === undefined ? 'purchase' : 'adoption',
    status: 'Requested',
    waitingFor: null,
    reason: null,
    nextStep: initialMemo(input.spec).nextStep,
    resourceId: null,
    orderId: null,
    orderIds: [],
    mark: null,
    price: null,
    paid: false,
    seen: null,
    order: null,
    observedAt: null,
    absent: false,
    heeded: false,
    alarm: null,
    blindSince: null,
    termStartedAt: null,
    operations: [],
    lastOperation: 0,
    timeline: [],
    watching: null,
    againAt: null,
    readAgainAt: null,
    renewed: null,
    askedAbout: null,
    held: null,
    sounded: null,
    switchOffAt: null,
    vendorRenews: null,
    checkedFor: null,
    recheck: null,
    fundedFor: null,
    fundsAgain: null,
    orderRead: null,
    releaseAgain: null,
    lastActAt: now(),
    inbox: emptyInbox(),
  };
}
