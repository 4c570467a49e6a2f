import { AsyncLocalStorage } from 'node:async_hooks';
import { activityInfo, heartbeat } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { BssClient } from '../clouds/alibaba/bss.js';
import type { CenClient } from '../clouds/alibaba/cen.js';
import type { EcdClient } from '../clouds/alibaba/ecd.js';
import type { UbillClient } from '../clouds/ucloud/ubill.js';
import type { UgnClient } from '../clouds/ucloud/ugn.js';
import type { AlibabaAccountConfig } from '../model/config/account-config.js';
import type { LeaselineConfig } from '../model/config/leaseline-config.js';
import type { BudgetLine } from './budget-line.js';
import { castError } from './cast-error.js';
import type { DeskLine } from './desk-line.js';
import type { Outlets } from './outlets/outlet.js';
import { RefusedCall } from './refused-call.js';

/** The clients of one account, by vendor. */
export type AccountClouds = AlibabaClouds | UcloudClouds;
export interface AlibabaClouds {
  readonly vendor: 'alibaba';
  readonly ecd: EcdClient;
  readonly cen: CenClient;
  readonly bss: BssClient;
  /** What billing calls our products at this account's site. */
  readonly billing: AlibabaAccountConfig['products'];
}
export interface UcloudClouds {
  readonly vendor: 'ucloud';
  readonly ugn: UgnClient;
  readonly ubill: UbillClient;
}

/** What a worker gives its activities. Bound to each call, so that several workers can live in one process. */
export interface ActivityDeps {
  readonly config: LeaselineConfig;
  readonly clouds: ReadonlyMap<string, AccountClouds>;
  readonly desks: DeskLine;
  readonly budgets: BudgetLine;
  readonly outlets: Outlets;
  readonly logger: Logger;
}

interface Bound {
  readonly deps: ActivityDeps;
  readonly progress: Progress;
}

/** What an attempt has done so far, for the next one; it travels with every heartbeat. */
interface Progress {
  details: unknown;
}

const bound = new AsyncLocalStorage<Bound>();

export function deps(): ActivityDeps {
  return current().deps;
}

function current(): Bound {
  const store = bound.getStore();
  if (store === undefined) throw new Error('activities run only in a worker that binds their dependencies');
  return store;
}

/** Keeps what this attempt has done for the next one, which finds it in `activityInfo().heartbeatDetails`. */
export function remember(details: unknown): void {
  current().progress.details = details;
  heartbeat(details);
}

export function alibaba(account: string): AlibabaClouds {
  const clouds = deps().clouds.get(account);
  if (clouds?.vendor === 'alibaba') return clouds;
  throw new RefusedCall(`this worker has no Alibaba Cloud account ${account}`, 'Check leaseline.yaml on the worker.');
}

export function ucloud(account: string): UcloudClouds {
  const clouds = deps().clouds.get(account);
  if (clouds?.vendor === 'ucloud') return clouds;
  throw new RefusedCall(`this worker has no UCloud account ${account}`, 'Check leaseline.yaml on the worker.');
}

/** Where a call may be long its activity has a heartbeat limit, so that a lost worker is noticed; then it beats. */
function keepBeating(progress: Progress): NodeJS.Timeout | undefined {
  const { heartbeatTimeoutMs } = activityInfo();
  // No limit is reported as 0, which setInterval would take for every millisecond.
  return heartbeatTimeoutMs ? setInterval(() => heartbeat(progress.details), heartbeatTimeoutMs / 3) : undefined;
}

/** Binds the dependencies and casts vendor errors, once for all activities. */
export class BindDeps implements ActivityInboundCallsInterceptor {
  readonly #deps: ActivityDeps;

  constructor(activityDeps: ActivityDeps) {
    this.#deps = activityDeps;
  }

  async execute(input: ActivityExecuteInput, next: Next<ActivityInboundCallsInterceptor, 'execute'>): Promise<unknown> {
    const progress: Progress = { details: activityInfo().heartbeatDetails };
    const beats = keepBeating(progress);
    try {
      return await bound.run({ deps: this.#deps, progress }, () => next(input));
    } catch (error) {
      throw castError(error);
    } finally {
      clearInterval(beats);
    }
  }
}
