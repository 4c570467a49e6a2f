import { type DeskName, runKeyOf } from './ids.js';
import type { LifeSettings } from './life-settings.js';
import type { Price } from './money.js';
import type { Notice } from './notice.js';
import type { PackageSpec } from './package-spec.js';
import type { Settings } from './settings.js';
import type { EndedStatus, LeaseStatus, WaitingFor } from './status.js';

/** Argument of the `package` workflow. */
export interface PackageInput {
  readonly spec: PackageSpec;
  readonly settings: Settings;
  /** Absent for packages started before there was one. */
  readonly life?: LifeSettings;
  /** Workflow id of the provisioning run to tell how it goes; null when nobody asked. */
  readonly reportTo: string | null;
  /** Who asked for it: may not approve it where its policy says so. Absent: not known. */
  readonly requestedBy?: string;
  /** By what it can be decided about together with others; absent: by the run it belongs to, or by nothing. */
  readonly batch?: string;
  /** Given for a package that takes over what exists: it begins with this resource and buys nothing. */
  readonly adopt?: { readonly resourceId: string };
}

/** By what a package can be decided about together with others: its batch, else its run; null: by nothing. */
export function batchOf({ batch, reportTo }: Pick<PackageInput, 'batch' | 'reportTo'>): string | null {
  return batch ?? (reportTo === null ? null : runKeyOf(reportTo));
}

export interface PackageResult {
  readonly name: string;
  readonly status: EndedStatus;
  readonly reason: string | null;
}

/** Packages of one run; more would crowd its history with their news. */
export const RUN_PACKAGES_MAX = 500;

/** Argument of the `provisioningRun` workflow, as other programs write it: documents, not yet checked. */
export interface RunInput {
  readonly packages: readonly unknown[];
  /** Who asks for them. */
  readonly by?: string;
  readonly atomic?: boolean;
  /**
   * What becomes of an entry whose name exists. Absent: it is refused.
   * - `keep`: left as it is, whether it runs or has ended, and that is no failure
   * - `again`: the same, but what was released or has lapsed is ordered once more
   */
  readonly existing?: 'keep' | 'again';
  /** By what its packages can be decided about together; absent: by its own key. */
  readonly batch?: string;
}

export interface RunResult {
  readonly id: string;
  /** Who asked for it; null when nobody said. Absent in what earlier builds wrote. */
  readonly by?: string | null;
  readonly ok: boolean;
  readonly entries: readonly RunEntry[];
}

export interface RunEntry {
  readonly name: string;
  /** `unchanged`: the name existed, and the run was to leave such packages as they are. */
  readonly outcome: 'pending' | 'started' | 'active' | 'waiting' | 'ended' | 'refused' | 'left' | 'unchanged';
  readonly status: LeaseStatus | null;
  readonly waitingFor: WaitingFor;
  readonly reason: string | null;
  readonly resourceId: string | null;
}

/** Argument of the `redelivery` workflow. */
export interface RedeliveryInput {
  readonly outlet: string;
  /** What it has not heard, oldest first. */
  readonly notices: readonly Notice[];
}

/** Argument of the `regionDesk` workflow. */
export interface DeskInput {
  readonly desk: DeskName;
  readonly settings: Settings;
}

/** What a package tells its run whenever its status changes. */
export interface PackageMoved {
  readonly name: string;
  readonly status: LeaseStatus;
  readonly waitingFor: WaitingFor;
  readonly reason: string | null;
  readonly resourceId: string | null;
  /** True once money has moved or may have: `atomic` cannot take it back any more. */
  readonly paid: boolean;
  readonly price: Price | null;
}

/** What a package or a desk answers when it is woken after a rollout. */
export interface WakeAnswer {
  /** When it begins its new run: `later` is when what it is doing now has ended. */
  readonly begins: 'now' | 'later';
  /** What it is doing, one sentence; null when it is quiet. */
  readonly busyWith: string | null;
}

/** Update and signal of packages and desks: begin a new run at the next quiet moment, on the newest build. */
export const WAKE = 'wake';
export const RUN_SIGNAL_MOVED = 'packageMoved';
export const RUN_QUERY_STATE = 'state';
export const PACKAGE_QUERY_STATE = 'state';
export const PACKAGE_SIGNAL_OBSERVED = 'observed';
/** The vendor takes the key again. */
export const CREDENTIAL_SIGNAL_RESTORED = 'restored';
/** Memo field of `redelivery`: the outlet it holds notices for. */
export const REDELIVERY_MEMO_OUTLET = 'outlet';
/** One more `Notice` for an outlet that is down. */
export const REDELIVERY_SIGNAL_ALSO = 'also';
export const DESK_UPDATE = 'ask';
export const DESK_QUERY_VIEW = 'view';
/** Nothing in, `DeskSight` out. */
export const DESK_QUERY_SIGHT = 'sight';
export const DESK_SIGNAL_SWEEP = 'sweep';
/** `SurveyRequest` in, `Survey` out; opened with start when the desk does not run. */
export const DESK_UPDATE_SURVEY = 'survey';
