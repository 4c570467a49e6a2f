import { assertNever } from '../../model/assert-never.js';
import type {
  DeskAnswer,
  DeskRequest,
  Holder,
  LaneClaim,
  RegistryEntry,
  SweepReport,
  Watch,
} from '../../model/desk.js';

/**
 * Who owns what in one account and region: the only memory against which a spend is allowed. Pure, so that the same
 * questions always get the same answers, in a workflow or in a test.
 */
export interface DeskPages {
  /** When this memory begins: later than the first order only where a desk was lost and opened anew. */
  readonly since: string;
  /** resource id → its package */
  readonly owners: Record<string, Holder>;
  /** lane → who is in it; a holder that died leaves its lane taken, never free */
  readonly lanes: Record<
    string,
    { readonly holder: Holder; readonly operation: number; readonly until: LaneClaim['until'] }
  >;
  /**
   * first run id → the highest fence that life of a package has taken. Kept after the package has ended: a workflow
   * reset long after must still find its fence taken.
   */
  readonly fences: Record<string, { readonly operation: number; readonly attempt: number; readonly since: string }>;
  /** workflow id → what the sweep looks for on its behalf */
  readonly registry: Record<string, RegistryEntry>;
}

export const emptyPages = (nowMs: number): DeskPages => ({
  since: new Date(nowMs).toISOString(),
  owners: {},
  lanes: {},
  fences: {},
  registry: {},
});

export class DeskBook {
  /** Grows with every change that may call for another rhythm of sweeps. */
  revision = 0;

  readonly pages: DeskPages;

  constructor(pages: DeskPages) {
    this.pages = pages;
  }

  answer(request: DeskRequest, nowMs: number): DeskAnswer {
    switch (request.kind) {
      case 'open':
        return this.#open(request.holder, request.operation, request.lane);
      case 'fence':
        return this.#fence(request.holder, request.operation, request.attempt, nowMs);
      case 'own':
        return this.#own(request.holder, request.resourceId);
      case 'settle':
        return this.#settle(request.holder, request.operation);
      case 'watch':
        return this.#watch(request.holder, request.watch, nowMs);
      case 'leave':
        return this.#leave(request.holder);
      default:
        return assertNever(request);
    }
  }

  entries(): RegistryEntry[] {
    return Object.values(this.pages.registry);
  }

  /** Takes in what a sweep told and missed, except about packages that have asked anew since it began. */
  absorb(report: SweepReport): void {
    for (const [workflowId, entry] of Object.entries(this.pages.registry)) {
      if (entry.watchedSince > report.readAt) continue;
      const told = report.told[workflowId] ?? entry.told;
      const misses = report.misses[workflowId] ?? (report.complete ? 0 : entry.misses);
      this.pages.registry[workflowId] = { ...entry, told, misses };
    }
    for (const workflowId of report.gone) {
      const entry = this.pages.registry[workflowId];
      if (entry !== undefined && entry.watchedSince <= report.readAt) delete this.pages.registry[workflowId];
    }
  }

  #open(holder: Holder, operation: number, lane: LaneClaim | null): DeskAnswer {
    if (lane === null) return { kind: 'done' };
    const inside = this.pages.lanes[lane.name];
    if (inside !== undefined && !sameLife(inside.holder, holder)) return { kind: 'busy', holder: inside.holder };
    this.pages.lanes[lane.name] = { holder, operation, until: lane.until };
    return { kind: 'done' };
  }

  #fence(holder: Holder, operation: number, attempt: number, nowMs: number): DeskAnswer {
    const highest = this.pages.fences[holder.firstExecutionRunId];
    const sameOperation = highest?.operation === operation;
    if (highest !== undefined && (sameOperation ? highest.attempt >= attempt : highest.operation > operation)) {
      return { kind: 'taken', since: sameOperation ? highest.since : null };
    }
    const since = sameOperation ? highest.since : new Date(nowMs).toISOString();
    this.pages.fences[holder.firstExecutionRunId] = { operation, attempt, since };
    return { kind: 'granted', memorySince: this.pages.since };
  }

  #own(holder: Holder, resourceId: string): DeskAnswer {
    const owner = this.pages.owners[resourceId];
    if (owner !== undefined && !sameLife(owner, holder)) return { kind: 'busy', holder: owner };
    this.pages.owners[resourceId] = holder;
    return { kind: 'done' };
  }

  #settle(holder: Holder, operation: number): DeskAnswer {
    for (const [name, inside] of Object.entries(this.pages.lanes)) {
      const isIts = sameLife(inside.holder, holder) && inside.operation === operation;
      if (isIts && inside.until === 'operation') delete this.pages.lanes[name];
    }
    return { kind: 'done' };
  }

  #watch(holder: Holder, watch: Watch, nowMs: number): DeskAnswer {
    this.pages.registry[holder.workflowId] = {
      holder,
      watch,
      watchedSince: new Date(nowMs).toISOString(),
      told: null,
      misses: 0,
    };
    this.revision += 1;
    return { kind: 'done' };
  }

  #leave(holder: Holder): DeskAnswer {
    for (const [name, inside] of Object.entries(this.pages.lanes)) {
      if (sameLife(inside.holder, holder)) delete this.pages.lanes[name];
    }
    for (const [resourceId, owner] of Object.entries(this.pages.owners)) {
      if (sameLife(owner, holder)) delete this.pages.owners[resourceId];
    }
    if (this.pages.registry[holder.workflowId]?.holder.firstExecutionRunId === holder.firstExecutionRunId) {
      delete this.pages.registry[holder.workflowId];
    }
    this.revision += 1;
    return { kind: 'done' };
  }
}

/** The same name bought anew is another life: it must not inherit the first one's lanes or fences. */
function sameLife(one: Holder, other: Holder): boolean {
  return one.firstExecutionRunId === other.firstExecutionRunId;
}
