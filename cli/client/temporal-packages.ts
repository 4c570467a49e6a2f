import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { listPackages, type RowFilter } from '../../activities/listing/rows.js';
import type { BatchAnswer, BatchView, BatchYes } from '../../model/batch.js';
import { accountNamed, type LeaselineConfig } from '../../model/config/leaseline-config.js';
import { lifeSettingsOf } from '../../model/config/settings-of.js';
import { mapLimited } from '../../model/map-limited.js';
import type { MessageAnswer, MessageArguments, MessageName, Said } from '../../model/messages.js';
import { approveBatch, readBatch } from '../../workers/client/batch.js';
import { readCalendar } from '../../workers/client/calendar.js';
import { tell } from '../../workers/client/messages.js';
import type { ReleasePreview } from '../../workers/client/release-preview.js';
import { startPackage } from '../../workers/client/start.js';
import { findPackage, readState } from '../../workers/client/state.js';
import type { Calendar, Listed, Looked, Packages, Started, StartTogether, WantedPackage } from './packages.js';
import { speaker } from './speaker.js';

const STARTS_AT_ONCE = 20;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Packages as Temporal knows them. */
export class TemporalPackages implements Packages {
  readonly #client: Client;
  readonly #config: LeaselineConfig;

  constructor(client: Client, config: LeaselineConfig) {
    this.#client = client;
    this.#config = config;
  }

  list(filter: RowFilter = {}): Promise<readonly Listed[]> {
    return listPackages(this.#client, filter);
  }

  async look(name: string, asks = true): Promise<Looked | null> {
    const found = await findPackage(this.#client, name);
    return found === null ? null : { ...found, state: asks ? await readState(this.#client, found.row) : null };
  }

  tell<Name extends MessageName>(
    name: string,
    message: Name,
    argument: MessageArguments[Name],
  ): Promise<MessageAnswer> {
    return tell(this.#client, { name, by: speaker() }, message, argument);
  }

  configure({ spec }: WantedPackage): Promise<MessageAnswer> {
    const account = accountNamed(this.#config, spec.account);
    const life = account === undefined ? {} : { life: lifeSettingsOf(this.#config, account, spec) };
    return this.tell(spec.name, 'configure', { spec, ...life });
  }

  start(wanted: readonly WantedPackage[], { again, batch }: StartTogether): Promise<readonly Started[]> {
    const config = this.#config;
    const together = batch === null ? {} : { batch };
    return mapLimited(wanted, STARTS_AT_ONCE, async ({ spec }): Promise<Started> => {
      const account = accountNamed(config, spec.account);
      if (account === undefined) throw new Error(`account ${spec.account} was checked and is gone`);
      const started = await startPackage(this.#client, spec, { config, account, again, by: speaker(), ...together });
      return started === null ? { kind: 'taken' } : { kind: 'started', ...started };
    });
  }

  batch(id: string): Promise<BatchView | null> {
    return readBatch(this.#client, id);
  }

  approveBatch(id: string, yeses: readonly BatchYes[], said: Said): Promise<readonly BatchAnswer[]> {
    const { comment, operationId = randomUUID() } = said;
    const speaking = { by: speaker(), operationId: `batch-${operationId}`, ...(comment !== undefined && { comment }) };
    return approveBatch(this.#client, { id, yeses, ...speaking });
  }

  async calendar(days: number): Promise<Calendar> {
    const nowMs = Date.now();
    const [from, until] = [new Date(nowMs).toISOString(), new Date(nowMs + days * DAY_MS).toISOString()];
    const asked = { client: this.#client, config: this.#config };
    return { from, until, events: await readCalendar(asked, { now: from, until }) };
  }

  async previewRelease(name: string): Promise<ReleasePreview> {
    const { previewRelease } = await import('../../workers/client/release-preview.js');
    return previewRelease({ client: this.#client, config: this.#config }, name);
  }

  async observeOnlyAccounts(): Promise<ReadonlySet<string>> {
    const accounts = Object.values(this.#config.accounts).filter(({ observeOnly }) => observeOnly);
    return new Set(accounts.map(({ name }) => name));
  }
}
