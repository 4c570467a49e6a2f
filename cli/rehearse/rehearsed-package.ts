import { type Client, WorkflowUpdateFailedError } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { accountNamed, type LeaselineConfig } from '../../model/config/leaseline-config.js';
import { deskOf } from '../../model/desk-region.js';
import { deskWorkflowId, packageWorkflowId } from '../../model/ids.js';
import type { MessageArguments, PackageState, TimelineEntry } from '../../model/messages.js';
import type { OperationRecord } from '../../model/operation-record.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { isEnded } from '../../model/status.js';
import { DESK_SIGNAL_SWEEP, PACKAGE_QUERY_STATE } from '../../model/workflow-inputs.js';
import { startPackage } from '../../workers/client/start.js';

/** Who answers in a rehearsal. */
export const THE_PERSON = 'the person';

type Answer = 'approve' | 'resolve';

/** A question to a person. */
export interface Asked {
  readonly waitingFor: string;
  readonly reason: string | null;
  readonly sinceMs: number;
}

/** One package that is rehearsed, and all that was seen of it: its own memory is shorter than three years. */
export class RehearsedLife {
  readonly spec: PackageSpec;
  /** What every mark and token of this life begins with. */
  readonly firstRunId: string;
  readonly told = new Map<string, TimelineEntry>();
  readonly operations = new Map<string, OperationRecord>();
  readonly questions: Asked[] = [];
  /** The question that is open now. */
  asked: Asked | null = null;
  #state: PackageState;
  readonly #client: Client;

  private constructor(client: Client, spec: PackageSpec, firstRunId: string, state: PackageState) {
    this.#client = client;
    this.spec = spec;
    this.firstRunId = firstRunId;
    this.#state = state;
  }

  /** Orders it as `apply` does. */
  static async start(client: Client, spec: PackageSpec, config: LeaselineConfig): Promise<RehearsedLife> {
    const account = accountNamed(config, spec.account);
    if (account === undefined) throw new Error(`no account ${spec.account}`);
    const started = await startPackage(client, spec, { config, account, again: false });
    if (started === null) throw new Error(`${spec.name} is started twice`);
    return new RehearsedLife(client, spec, started.runId, await queryState(client, spec.name));
  }

  get state(): PackageState {
    return this.#state;
  }

  /** @param beforeMs when it was looked at last: what is asked now was not asked then */
  async look(nowMs: number, beforeMs: number): Promise<void> {
    if (isEnded(this.#state.status) && this.asked === null) return;
    const state = await queryState(this.#client, this.spec.name);
    const news = state.timeline.filter((entry) => !this.told.has(keyOf(entry)));
    for (const entry of news) this.told.set(keyOf(entry), entry);
    for (const record of state.operations) {
      this.operations.set(`${record.operation} ${record.attempt} ${record.outcome}`, record);
    }
    this.#noteQuestion(state, askedAtMs(state, news, beforeMs) ?? nowMs);
    this.#state = state;
  }

  #noteQuestion({ waitingFor, reason }: PackageState, sinceMs: number): void {
    if (waitingFor === null || waitingFor === 'cloud') {
      this.asked = null;
    } else if (this.asked?.waitingFor !== waitingFor || this.asked.reason !== reason) {
      this.asked = { waitingFor, reason, sinceMs };
      this.questions.push(this.asked);
    }
  }

  /** The desk reads the vendor's list now; in production it does so every few hours, which a rehearsal leaves out. */
  async haveSwept(): Promise<void> {
    await this.#client.workflow.getHandle(deskWorkflowId(deskOf(this.spec))).signal(DESK_SIGNAL_SWEEP);
  }

  /** @returns whether the package took it */
  async say<Name extends Answer>(name: Name, argument: MessageArguments[Name]): Promise<boolean> {
    try {
      const handle = this.#client.workflow.getHandle(packageWorkflowId(this.spec.name));
      await handle.executeUpdate(name, { args: [{ ...argument, by: THE_PERSON }] });
      return true;
    } catch (error) {
      // It moved on, or ended, between the look and the word.
      if (error instanceof WorkflowUpdateFailedError || error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }
}

function queryState(client: Client, name: string): Promise<PackageState> {
  return client.workflow.getHandle(packageWorkflowId(name)).query<PackageState>(PACKAGE_QUERY_STATE);
}

function keyOf({ at, who, what }: TimelineEntry): string {
  return `${at} ${who} ${what}`;
}

/**
 * An approval is waited for from the first thing told since the last look, which reminders may follow; what an operator
 * is asked stands last.
 */
function askedAtMs({ waitingFor }: PackageState, news: readonly TimelineEntry[], beforeMs: number): number | null {
  const times = news.map(({ at }) => Date.parse(at)).filter((atMs) => atMs > beforeMs);
  if (times.length === 0) return null;
  return waitingFor === 'operator' ? Math.max(...times) : Math.min(...times);
}
