import { proxyActivities } from '@temporalio/workflow';
import { MAIN_QUEUE, ordersQueue, readsQueue } from '../model/ids.js';

type Activities = typeof import('../activities/index.js');

/** What may take long and may be repeated beats meanwhile; where its worker died it is tried again after this. */
const LOST_WORKER_AFTER = '10 seconds';

/** Temporal's default is 3, and 1 goes first. */
const BEFORE_PURCHASES = 2;

/**
 * Calls that spend or destroy. One attempt, ever: what became of it is the activity's result, and an attempt that
 * ends without a result is `unknown` (spend.ts). Never eager: the orders queue's rate limit must see each one.
 */
const ONCE = {
  // What no worker takes was surely not sent: then the package says so, and tries again. Longer than a burst of a
  // thousand orders waits behind the account's own quota.
  scheduleToStartTimeout: '5 minutes',
  retry: { maximumAttempts: 1 },
  allowEagerDispatch: false,
} as const;

/** Of new lines. */
export function purchases(account: string, startToCloseMs: number) {
  return proxyActivities<Activities>({ ...ONCE, taskQueue: ordersQueue(account), startToCloseTimeout: startToCloseMs });
}

/** Of what is there already: a renewal, a release or a switch does not stand behind a thousand new orders. */
export function sends(account: string, startToCloseMs: number) {
  return proxyActivities<Activities>({
    ...ONCE,
    taskQueue: ordersQueue(account),
    startToCloseTimeout: startToCloseMs,
    priority: { priorityKey: BEFORE_PURCHASES },
  });
}

/** Reads of one account. A read that keeps failing gives up, and its package goes on waiting with the reason shown. */
export function reads(account: string) {
  return proxyActivities<Activities>({
    taskQueue: readsQueue(account),
    startToCloseTimeout: '90 seconds',
    scheduleToCloseTimeout: '10 minutes',
    heartbeatTimeout: LOST_WORKER_AFTER,
    retry: { initialInterval: '1 second', maximumInterval: '30 seconds', maximumAttempts: 5 },
  });
}

/** The same reads for somebody who waits at a terminal: an account that no worker serves is given up after seconds. */
export function briefReads(account: string) {
  return proxyActivities<Activities>({
    taskQueue: readsQueue(account),
    scheduleToStartTimeout: '5 seconds',
    startToCloseTimeout: '20 seconds',
    scheduleToCloseTimeout: '40 seconds',
    retry: { initialInterval: '500 milliseconds', maximumInterval: '5 seconds', maximumAttempts: 3 },
  });
}

/**
 * Reads that money hangs on, while nobody waits at a terminal: a price that cannot be asked for is asked about again, or denied.
 * Longer than a thousand orders approved in one moment wait for each other.
 */
export function patientReads(account: string) {
  return proxyActivities<Activities>({
    taskQueue: readsQueue(account),
    startToCloseTimeout: '20 seconds',
    scheduleToCloseTimeout: '5 minutes',
    heartbeatTimeout: LOST_WORKER_AFTER,
    retry: { initialInterval: '500 milliseconds', maximumInterval: '10 seconds', maximumAttempts: 5 },
  });
}

/** The sweep pages through a whole region: long when it is large. The desk itself tries again. */
export function sweeps(account: string) {
  return proxyActivities<Activities>({
    taskQueue: readsQueue(account),
    startToCloseTimeout: '15 minutes',
    heartbeatTimeout: LOST_WORKER_AFTER,
    retry: { maximumAttempts: 1 },
  });
}

/** Activities that need no account: asking a desk or a budget, or whether a package still lives, checking documents. They only ever fail for want of a server. */
export const { askBudget, askDesk, checkPackages, lifeIsOver } = proxyActivities<Activities>({
  taskQueue: MAIN_QUEUE,
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: LOST_WORKER_AFTER,
  retry: { initialInterval: '500 milliseconds', maximumInterval: '20 seconds' },
});

/**
 * Tells every outlet. Not tried for long at a time, since a package that begins a new run waits for it. It fails only then,
 * with the outlets that were not told in its message; the others have been told.
 */
export const { notify } = proxyActivities<Activities>({
  taskQueue: MAIN_QUEUE,
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '10 minutes',
  heartbeatTimeout: LOST_WORKER_AFTER,
  retry: { initialInterval: '2 seconds', maximumInterval: '2 minutes' },
});

/** To an outlet that is down. By far the rarest: each try is an action, and its receiver hears of it minutes after it is back. */
export function redeliveries(withinMs: number) {
  return proxyActivities<Activities>({
    taskQueue: MAIN_QUEUE,
    startToCloseTimeout: '1 minute',
    scheduleToCloseTimeout: withinMs,
    heartbeatTimeout: LOST_WORKER_AFTER,
    retry: { initialInterval: '30 seconds', maximumInterval: '10 minutes' },
  });
}

/** For workflows that have nothing else to do meanwhile. */
const PATIENTLY = {
  taskQueue: MAIN_QUEUE,
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: LOST_WORKER_AFTER,
  retry: { initialInterval: '2 seconds', maximumInterval: '5 minutes' },
} as const;

/** Offered for as long as receivers are promised. */
export const { notify: notifyUntilHeard } = proxyActivities<Activities>({
  ...PATIENTLY,
  scheduleToCloseTimeout: '1 day',
});

/** However long nobody can look, a digest that is due is put together once somebody can, as things stand then. */
export const { readDigest } = proxyActivities<Activities>({ ...PATIENTLY, startToCloseTimeout: '10 minutes' });

/** Shorter than for notices: a digest still on its way when the next one is due would keep that from being sent. */
export const { notify: notifyDigest } = proxyActivities<Activities>({
  ...PATIENTLY,
  scheduleToCloseTimeout: '20 hours',
});

/** A sign of life that is late is none: after this the next one is due anyway, or its absence is the news. */
export const { beat } = proxyActivities<Activities>({
  taskQueue: MAIN_QUEUE,
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '5 minutes',
  retry: { initialInterval: '2 seconds', maximumInterval: '30 seconds' },
});
