import { PRODUCTS, type Product } from './product.js';

/** Workflow ids and task queue names that operators and other programs rely on (surface.md, "Temporal surface"). */
export const packageWorkflowId = (name: string): string => `package/${name}`;
/** A provisioning run; the key is whoever starts it's own. */
export const runWorkflowId = (key: string): string => `run/${key}`;
/** Its key; the id itself where another program has named it otherwise. */
export const runKeyOf = (workflowId: string): string => workflowId.replace(/^run\//, '');
export const deskWorkflowId = (desk: DeskName): string => `desk/${desk.account}/${desk.product}/${desk.region}`;

/** Which desk: one for each account, product and region. */
export interface DeskName {
  readonly account: string;
  readonly product: Product;
  /** WUYING regionId; `global` for CEN; projectId for UGN. */
  readonly region: string;
}

/** The desk whose workflow has this id; null when it is no desk's. A region may hold anything but is never empty. */
export function deskOfWorkflowId(workflowId: string): DeskName | null {
  const [, account, word, region] = /^desk\/([^/]+)\/([^/]+)\/(.+)$/.exec(workflowId) ?? [];
  const product = PRODUCTS.find((known) => known === word);
  if (account === undefined || product === undefined || region === undefined) return null;
  return { account, product, region };
}

/** Short workflows that a schedule starts again and again: nothing is lost with one of them. */
export const SCHEDULED_TYPES = { digest: 'digest', heartbeat: 'heartbeat' } as const;

/** Ids of the Temporal schedules that start them. */
export const SCHEDULES = { digest: 'leaseline-digest', heartbeat: 'leaseline-heartbeat' } as const;
/** The schedule of a recurring run of `temporal.yaml`. */
export const recurringScheduleId = (name: string): string => `leaseline-run-${name}`;
/** Keys of runs begin so when a schedule started them; nobody else's may. The server adds the instant it was due. */
export const RECURRING_KEY = 'schedule.';
export const recurringRunKey = (name: string): string => `${RECURRING_KEY}${name}`;
/** A question about money, asked once: a random name. */
export const pricesWorkflowId = (name: string): string => `prices/${name}`;

/** One for each account whose key is refused, while it is. */
export const credentialWorkflowId = (account: string): string => `credential/${account}`;

/** What one outlet still has to hear of a package; by a digest, since the outlet's name may be a person's address. */
export const redeliveryWorkflowId = (name: string, outletDigest: string): string =>
  `redelivery/${name}/${outletDigest}`;

export const WORKFLOW_TYPES = {
  package: 'package',
  run: 'provisioningRun',
  desk: 'regionDesk',
  prices: 'priceCheck',
  budget: 'budgetBook',
  credential: 'credentialTrouble',
  redelivery: 'redelivery',
} as const;

/** Workflows, and activities that need no cloud credentials. */
export const MAIN_QUEUE = 'leaseline';
/** Reads of one account: a worker on this queue needs that account's credentials and no others. */
export const readsQueue = (account: string): string => `leaseline.${account}`;
/** Sends of one account. */
export const ordersQueue = (account: string): string => `leaseline.${account}.orders`;
