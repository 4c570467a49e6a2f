import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { accountNamed } from '../../../model/config/leaseline-config.js';
import { packageWorkflowId } from '../../../model/ids.js';
import type { PackageSpec } from '../../../model/package-spec.js';
import { orderedBandwidthMbps } from '../../../model/row.js';
import { tell } from '../../../workers/client/messages.js';
import { startPackage } from '../../../workers/client/start.js';
import type { Session } from './killable-system.js';

/** One package somebody wants, and what was asked of it so far. */
export interface Customer {
  readonly spec: PackageSpec;
  readonly point: number;
  /** Null while nobody knows whether the order reached the server. */
  firstRunId: string | null;
  readonly renewals: Said;
  readonly resizes: Said;
  release: 'none' | 'open' | 'taken';
}

/** How often the package has said yes to something, and how often it may have. */
interface Said {
  taken: number;
  open: number;
}

const MORE_MBPS = 5;
const PAUSE_MS = 200;
/** Everything is up again long before; whoever gets no answer for so long has found a fault. */
const ANSWER_LIMIT_MS = 120_000;

/**
 * Customers who order, renew, resize and release whatever happens, and ask again until they are answered, as a person at the
 * command line would: an order by its name, a message by its operation id.
 */
export class Crowd {
  readonly customers: Customer[] = [];
  readonly complaints: string[] = [];
  readonly #session: () => Session;
  readonly #signal: AbortSignal;
  readonly #open = new Set<Promise<void>>();

  constructor(session: () => Session, signal: AbortSignal) {
    this.#session = session;
    this.#signal = signal;
  }

  get isAnswered(): boolean {
    return this.#open.size === 0;
  }

  /** Once its signal has ended it: comes back when nobody is asking any more. */
  async goHome(): Promise<void> {
    await Promise.all(this.#open);
  }

  order(spec: PackageSpec, point: number): void {
    const customer: Customer = {
      spec,
      point,
      firstRunId: null,
      renewals: { taken: 0, open: 0 },
      resizes: { taken: 0, open: 0 },
      release: 'none',
    };
    this.customers.push(customer);
    this.#ask(`order of ${spec.name}`, async ({ client, config }) => {
      const account = accountNamed(config, spec.account);
      if (account === undefined) throw new Error(`no account ${spec.account}`);
      const started = await startPackage(client, spec, { config, account, again: false });
      // Its name is taken: an earlier try of this very order had reached the server.
      customer.firstRunId = started?.runId ?? (await firstRunIdOf(client, spec.name));
    });
  }

  renew({ spec: { name }, renewals }: Customer): void {
    const operationId = randomUUID();
    this.#askFor(`renewal of ${name}`, renewals, ({ client }) =>
      tell(client, { name, by: 'a person' }, 'renew', { operationId }),
    );
  }

  resize({ spec, resizes }: Customer): void {
    const operationId = randomUUID();
    const bandwidthMbps = orderedBandwidthMbps(spec) + MORE_MBPS * (resizes.taken + 1);
    this.#askFor(`resize of ${spec.name}`, resizes, ({ client }) =>
      tell(client, { name: spec.name, by: 'a person' }, 'resize', { operationId, bandwidthMbps }),
    );
  }

  #askFor(what: string, said: Said, tells: (session: Session) => Promise<unknown>): void {
    said.open += 1;
    this.#ask(what, async (session) => {
      const isYes = await saidYes(() => tells(session));
      said.open -= 1;
      if (isYes) said.taken += 1;
    });
  }

  release(customer: Customer): void {
    const operationId = randomUUID();
    customer.release = 'open';
    this.#ask(`release of ${customer.spec.name}`, async ({ client }) => {
      const said = await saidYes(() =>
        tell(client, { name: customer.spec.name, by: 'a person' }, 'release', { operationId, confirm: true }),
      );
      customer.release = said ? 'taken' : 'none';
    });
  }

  #ask(what: string, act: (session: Session) => Promise<void>): void {
    const asking = this.#untilAnswered(what, act).finally(() => this.#open.delete(asking));
    this.#open.add(asking);
  }

  async #untilAnswered(what: string, act: (session: Session) => Promise<void>): Promise<void> {
    const deadlineMs = performance.now() + ANSWER_LIMIT_MS;
    for (;;) {
      try {
        return await act(this.#session());
      } catch (error) {
        if (this.#signal.aborted) return;
        if (performance.now() > deadlineMs) {
          this.complaints.push(`the ${what} got no answer: ${error instanceof Error ? error.message : String(error)}`);
          return;
        }
        await sleep(PAUSE_MS);
      }
    }
  }
}

/** @throws whatever says nothing about whether it was taken */
async function saidYes(ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
    return true;
  } catch (error) {
    if (error instanceof Error && error.cause instanceof WorkflowUpdateFailedError) return false;
    throw error;
  }
}

async function firstRunIdOf(client: Session['client'], name: string): Promise<string> {
  const { raw } = await client.workflow.getHandle(packageWorkflowId(name)).describe();
  const firstRunId = raw.workflowExecutionInfo?.firstRunId;
  if (firstRunId == null || firstRunId === '') throw new Error(`${name} has no first run`);
  return firstRunId;
}
