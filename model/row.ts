import { type Contract, contractOf } from './contract.js';
import { deskRegion } from './desk-region.js';
import { packageWorkflowId } from './ids.js';
import type { Price } from './money.js';
import type { ReservationSeen } from './observation.js';
import type { PackageSpec } from './package-spec.js';
import type { Product } from './product.js';
import type { LeaseStatus, NextStep, WaitingFor } from './status.js';

/** One package in a list (`list --json`, `GET /v1/packages`). Absent is null, dates are ISO 8601 UTC. */
export interface PackageRow extends RowMemo {
  readonly name: string;
  readonly product: Product;
  readonly account: string;
  readonly region: string;
  readonly status: LeaseStatus;
  readonly waitingFor: WaitingFor;
  readonly resourceId: string | null;
  readonly expiresAt: string | null;
  readonly workflowId: string;
  readonly runId: string;
}

/**
 * The part of a row that lives in the workflow's memo under `MEMO_KEY`, so that a list never asks a workflow. The
 * rest lives in search attributes.
 */
export interface RowMemo {
  /** One sentence whenever it waits for a person or has ended badly. */
  readonly reason: string | null;
  readonly orderId: string | null;
  readonly bandwidthMbps: number;
  readonly nextStep: NextStep | null;
  readonly price: Price | null;
  readonly labels: Readonly<Record<string, string>>;
  /** When the vendor was last read about it. */
  readonly observedAt: string | null;
  /** The vendor's own status words at that time. */
  readonly observedStatus: string | null;
  readonly attachedTo: readonly string[];
  readonly eipAddresses: readonly string[];
  readonly reservation: ReservationSeen | null;
  /** The change of bandwidth that was asked for a later time; null when there is none. */
  readonly plannedResize: PlannedResize | null;
  /** Since when the vendor's list cannot be read to its end; null while it can. What is shown here may be older. */
  readonly blindSince: string | null;
  /** The newest reminder sent about the term that ends next; null when nobody had to be reminded. */
  readonly reminded: { readonly rung: string; readonly at: string } | null;
  /** Since when it waits for what it waits for; null while it waits for nothing. */
  readonly waitingSince: string | null;
  /** True while somebody has paused it: nothing is bought, not even its renewal. */
  readonly paused: boolean;
  /** When the pause ends; null while there is none. */
  readonly pausedUntil: string | null;
  /** True when the vendor has its resource no more and nobody released it here: proved, and waiting for an operator. */
  readonly vanished: boolean;
  /** What its price buys and how it goes on; null in what earlier releases wrote. */
  readonly contract: Contract | null;
  /** The run or batch it was ordered with, so that it can be decided about together with the others; null: with none. */
  readonly batch: string | null;
}

export interface PlannedResize {
  readonly bandwidthMbps: number;
  /** ISO 8601 UTC. */
  readonly at: string;
}

export const MEMO_KEY = 'lease';

/** A package of which nothing is known yet. */
export const UNKNOWN_MEMO: RowMemo = {
  reason: null,
  orderId: null,
  bandwidthMbps: 0,
  nextStep: null,
  price: null,
  labels: {},
  observedAt: null,
  observedStatus: null,
  attachedTo: [],
  eipAddresses: [],
  reservation: null,
  plannedResize: null,
  blindSince: null,
  reminded: null,
  waitingSince: null,
  paused: false,
  pausedUntil: null,
  vanished: false,
  batch: null,
  contract: null,
};

/** What a list shows of a package before its workflow has run its first step. */
export function initialMemo(spec: PackageSpec, batch: string | null = null): RowMemo {
  return {
    ...UNKNOWN_MEMO,
    bandwidthMbps: orderedBandwidthMbps(spec),
    nextStep: spec.approval === null ? { what: 'ready', at: null } : { what: 'approve', at: null },
    labels: spec.labels,
    batch,
    contract: contractOf(
      { spec, price: null, operations: [] },
      {
        termStartedAt: null,
        releaseAt: spec.lifecycle.releaseAt,
      },
    ),
  };
}

export function orderedBandwidthMbps(spec: PackageSpec): number {
  return spec.product === 'ugn' ? spec.order.bandWidth : spec.order.bandwidth;
}

/** A row for a package about to start, as `plan` and `apply` print it. */
export function plannedRow(spec: PackageSpec): PackageRow {
  return {
    ...initialMemo(spec),
    name: spec.name,
    product: spec.product,
    account: spec.account,
    region: deskRegion(spec),
    status: 'Requested',
    waitingFor: null,
    resourceId: null,
    expiresAt: null,
    workflowId: packageWorkflowId(spec.name),
    runId: '',
  };
}
