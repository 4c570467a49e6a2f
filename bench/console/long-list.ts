import type { Client } from '@temporalio/client';
import { defaultPayloadConverter, type Payload, TypedSearchAttributes } from '@temporalio/common';
import { msNumberToTs } from '@temporalio/common/lib/time.js';
import type { temporal } from '@temporalio/proto';
import { packageWorkflowId } from '../../model/ids.js';
import { MEMO_KEY, type RowMemo, UNKNOWN_MEMO } from '../../model/row.js';
import {
  LEASE_ACCOUNT,
  LEASE_EXPIRES_AT,
  LEASE_PRODUCT,
  LEASE_REGION,
  LEASE_RESOURCE_ID,
  LEASE_STATUS,
  LEASE_WAITING,
} from '../../model/search-attributes.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const PRODUCTS = ['wuying', 'cen', 'ugn'] as const;
const TEAMS = ['apac-net', 'emea-net', 'backbone', 'americas-net'] as const;
/** One in so many waits for somebody to pay. */
const UNPAID_EVERY = 50;
const MONTH = { period: 1, unit: 'Month' } as const;

type Raw = temporal.api.workflow.v1.IWorkflowExecutionInfo;

/** A package as it is started with all that its row shows. */
export interface StartedPackage {
  readonly workflowId: string;
  readonly memo: Readonly<Record<string, RowMemo>>;
  readonly typedSearchAttributes: TypedSearchAttributes;
}

/** As the server's. */
const PAGE = 1_000;

/**
 * Stands in for a Temporal server that holds so many packages, and only ever lists them. Ten thousand workflows would measure
 * the server; this measures the API and the page, from the list on.
 */
export function longListClient(count: number): Client {
  const executions = Array.from({ length: count }, (_, index) => rawOf(index));
  const moving = executions.filter((_, index) => index % UNPAID_EVERY === 0);
  const standIn = {
    options: { namespace: 'default', loadedDataConverter: { payloadCodecs: [] } },
    workflowService: {
      listWorkflowExecutions: async ({ query, nextPageToken }: { query: string; nextPageToken?: Uint8Array }) => {
        const all = query.includes('LeaseWaiting IS NOT NULL') ? moving : executions;
        const from = Number(Buffer.from(nextPageToken ?? []).toString() || 0);
        const until = from + PAGE;
        const next = until < all.length ? Buffer.from(String(until)) : Buffer.alloc(0);
        return { executions: all.slice(from, until), nextPageToken: next };
      },
    },
  };
  return standIn as unknown as Client;
}

/** The run of one package as the server lists it. */
function rawOf(index: number): Raw {
  const { workflowId, memo, typedSearchAttributes } = startedPackage(index);
  const attributes = typedSearchAttributes.getAll().map(({ key, value }) => [key.name, payloadOf(value)] as const);
  return {
    execution: { workflowId, runId: `run-${index}` },
    status: 1,
    startTime: msNumberToTs(0),
    memo: { fields: { [MEMO_KEY]: payloadOf(memo[MEMO_KEY]) } },
    searchAttributes: { indexedFields: Object.fromEntries(attributes) },
  };
}

const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value);

/** Rows as they are in the middle of life: nearly all is active, the rest waits to be paid for. */
export function startedPackage(index: number): StartedPackage {
  const isUnpaid = index % UNPAID_EVERY === 0;
  const expiresAt = new Date(Date.now() + ((index * 37) % 400) * DAY_MS + DAY_MS);
  const name = `line-${String(index).padStart(5, '0')}`;
  return {
    workflowId: packageWorkflowId(name),
    memo: { [MEMO_KEY]: memoOf(index, isUnpaid, expiresAt) },
    typedSearchAttributes: new TypedSearchAttributes([
      { key: LEASE_PRODUCT, value: PRODUCTS[index % PRODUCTS.length] ?? 'wuying' },
      { key: LEASE_ACCOUNT, value: `account-${index % 5}` },
      { key: LEASE_REGION, value: `region-${index % 20}` },
      { key: LEASE_STATUS, value: isUnpaid ? 'AwaitingPayment' : 'Active' },
      { key: LEASE_RESOURCE_ID, value: `np-${index.toString(36).padStart(13, '0')}` },
      ...(isUnpaid ? [{ key: LEASE_WAITING, value: 'payment' }] : [{ key: LEASE_EXPIRES_AT, value: expiresAt }]),
    ]),
  };
}

function memoOf(index: number, isUnpaid: boolean, expiresAt: Date): RowMemo {
  return {
    ...UNKNOWN_MEMO,
    reason: isUnpaid ? `Order ${100_000 + index} (200.00 USD) waits to be paid in the vendor's console.` : null,
    orderId: String(100_000 + index),
    bandwidthMbps: 5 * (1 + (index % 40)),
    nextStep: isUnpaid
      ? { what: 'pay', at: new Date(expiresAt.getTime() + DAY_MS).toISOString() }
      : { what: 'renew', at: new Date(expiresAt.getTime() - 10 * DAY_MS).toISOString() },
    price: { amountMinor: 2_000 * (1 + (index % 40)), currency: 'USD', per: 'month' },
    labels: { team: TEAMS[index % TEAMS.length] ?? 'backbone' },
    observedAt: new Date().toISOString(),
    observedStatus: isUnpaid ? 'Unpaid' : 'InUse',
    waitingSince: isUnpaid ? new Date().toISOString() : null,
    attachedTo: [`cn-hangzhou+dir-${3_633_530_000 + index}`],
    contract: {
      isForTerm: true,
      orderTerm: MONTH,
      priceTerm: MONTH,
      termStartedAt: new Date(expiresAt.getTime() - 30 * DAY_MS).toISOString(),
      atTermEnd: 'renew',
      renewTerm: MONTH,
      releaseAt: null,
      vendorRenews: false,
    },
  };
}
