import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { RowFilter } from '../../../activities/listing/rows.js';
import { batchAnswersSchema, batchViewSchema } from '../../../api/shapes/batch.js';
import type { BatchAnswer, BatchView, BatchYes } from '../../../model/batch.js';
import { CALENDAR_KINDS } from '../../../model/calendar.js';
import type { MessageAnswer, MessageArguments, MessageName, PackageState, Said } from '../../../model/messages.js';
import { packageName } from '../../../model/package-document.js';
import type { PackageRow } from '../../../model/row.js';
import { isEnded, LEASE_STATUSES, WAITING_FOR } from '../../../model/status.js';
import { RUN_PACKAGES_MAX } from '../../../model/workflow-inputs.js';
import { UnknownPackageError } from '../../../workers/client/names.js';
import type { ReleasePreview } from '../../../workers/client/release-preview.js';
import { CliError } from '../../support/errors.js';
import { EXIT } from '../../support/exit-codes.js';
import {
  type Calendar,
  type Listed,
  type Looked,
  type Packages,
  requireLooked,
  type Started,
  type StartTogether,
  type WantedPackage,
} from '../packages.js';
import type { ApiClient } from './api-client.js';
import { ApiUnreachableError } from './api-unreachable.js';

/** What every row must have; the rest is taken as the API of the same release wrote it. */
const rowSchema = z.looseObject({
  name: z.string(),
  status: z.enum(LEASE_STATUSES),
  waitingFor: z.enum(WAITING_FOR).nullable(),
  workflowId: z.string(),
  runId: z.string(),
});
const answerSchema = z.object({
  status: z.enum(LEASE_STATUSES),
  waitingFor: z.enum(WAITING_FOR).nullable(),
  message: z.string(),
});
const runSchema = z.object({
  entries: z.array(z.object({ name: z.string(), outcome: z.string(), reason: z.string().nullable() })),
});
const calendarSchema = z.object({
  from: z.string(),
  until: z.string(),
  events: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(CALENDAR_KINDS),
      at: z.string(),
      until: z.string().nullable(),
      name: z.string().nullable(),
      what: z.string(),
      details: z.array(z.string()),
    }),
  ),
});

const previewSchema = z.looseObject({
  name: z.string(),
  resourceId: z.string(),
  cutOff: z.array(z.string()),
  way: z.enum(['delete', 'refund', 'lapse']),
});

const POLL_MS = 300;
/** A run starts its packages at once; without a worker it never does. */
const STARTED_WITHIN_MS = 60_000;

/** Packages as the HTTP API knows them. Who speaks is whom the token names. */
export class ApiPackages implements Packages {
  readonly #api: ApiClient;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  async list({ expiresBefore, names, status, waiting, product, account }: RowFilter = {}): Promise<readonly Listed[]> {
    const withinMs = expiresBefore === undefined ? null : Math.max(0, expiresBefore.getTime() - Date.now());
    const exact = { status, waiting, product, account };
    const query = { ...exact, ...(withinMs !== null && { expiresWithin: `${Math.ceil(withinMs / 1000)}s` }) };
    const { packages } = await this.#api.get('/v1/packages', z.object({ packages: z.array(rowSchema) }), { query });
    const wanted = names === undefined ? null : new Set(names);
    return packages
      .filter(({ name }) => wanted?.has(name) !== false)
      .map((row) => ({ row: row as unknown as PackageRow, closed: isEnded(row.status) }));
  }

  async look(name: string): Promise<Looked | null> {
    if (!isName(name)) return null;
    try {
      const found = await this.#api.get(pathOf(name), rowSchema);
      const state = 'spec' in found ? (found as unknown as PackageState) : null;
      return { row: found as unknown as PackageRow, closed: isEnded(found.status), state };
    } catch (error) {
      if (error instanceof UnknownPackageError) return null;
      throw error;
    }
  }

  async tell<Name extends MessageName>(
    name: string,
    message: Name,
    argument: MessageArguments[Name],
  ): Promise<MessageAnswer> {
    // Sent with an id of its own: if the answer is lost, whoever repeats it names the same act.
    const body = { operationId: randomUUID(), ...argument };
    if (!isName(name)) await requireLooked(this, name);
    try {
      return await this.#api.post(`${pathOf(name)}/${message}`, answerSchema, { body });
    } catch (error) {
      if (error instanceof UnknownPackageError) await requireLooked(this, name);
      if (!(error instanceof ApiUnreachableError)) throw error;
      throw new ApiUnreachableError(
        error.message,
        `Look with leaseline show ${name}; if nothing happened, repeat with --operation-id ${body.operationId}`,
        { cause: error },
      );
    }
  }

  configure({ spec, document }: WantedPackage): Promise<MessageAnswer> {
    return this.#api.post(`${pathOf(spec.name)}/configure`, answerSchema, { body: { package: document } });
  }

  async start(wanted: readonly WantedPackage[], { again, batch }: StartTogether): Promise<readonly Started[]> {
    if (again) {
      throw new CliError({
        what: '--again cannot be used over the API: it never orders a name twice',
        remedy: 'Unset LEASELINE_API_URL where Temporal can be reached, or choose another name',
        exitCode: EXIT.usage,
      });
    }
    const started: Started[] = [];
    for (let first = 0; first < wanted.length; first += RUN_PACKAGES_MAX) {
      started.push(...(await this.#run(wanted.slice(first, first + RUN_PACKAGES_MAX), batch)));
    }
    return started;
  }

  async #run(wanted: readonly WantedPackage[], batch: string | null): Promise<Started[]> {
    const key = `cli-${randomUUID()}`;
    const body = { packages: wanted.map(({ document }) => document), ...(batch !== null && { batch }) };
    const accepted = z.object({ id: z.string() });
    const send = () => this.#api.post('/v1/runs', accepted, { body, headers: { 'idempotency-key': key } });
    // The key makes a repetition harmless, so a lost answer costs nothing but a second question.
    await send().catch((error: unknown) => {
      if (error instanceof ApiUnreachableError) return send();
      throw error;
    });
    const entries = await this.#entries(key, wanted.length);
    return wanted.map(({ spec }): Started => {
      const entry = entries.get(spec.name);
      if (entry === undefined)
        return { kind: 'refused', reason: `run ${key} has not started it yet: is a worker running?` };
      if (entry.outcome !== 'refused') return { kind: 'started', runId: '' };
      const reason = entry.reason ?? 'it was refused';
      return reason.endsWith('exists already') ? { kind: 'taken' } : { kind: 'refused', reason };
    });
  }

  async #entries(
    key: string,
    count: number,
  ): Promise<ReadonlyMap<string, z.infer<typeof runSchema>['entries'][number]>> {
    const deadlineMs = performance.now() + STARTED_WITHIN_MS;
    for (;;) {
      const { entries } = await this.#api.get(`/v1/runs/${encodeURIComponent(key)}`, runSchema);
      const begun = entries.filter(({ outcome }) => outcome !== 'pending');
      if (begun.length >= count || performance.now() > deadlineMs) return new Map(begun.map((one) => [one.name, one]));
      await sleep(POLL_MS);
    }
  }

  async batch(id: string): Promise<BatchView | null> {
    return this.#api.get(`${runPath(id)}/approvals`, batchViewSchema);
  }

  async approveBatch(id: string, yeses: readonly BatchYes[], said: Said): Promise<readonly BatchAnswer[]> {
    const { comment, operationId = randomUUID() } = said;
    const body = { packages: yeses, ...(comment !== undefined && { comment }) };
    const headers = { 'idempotency-key': operationId };
    return (await this.#api.post(`${runPath(id)}/approve`, batchAnswersSchema, { body, headers })).packages;
  }

  calendar(days: number): Promise<Calendar> {
    return this.#api.get('/v1/calendar', calendarSchema, { query: { days: String(days) } });
  }

  async previewRelease(name: string): Promise<ReleasePreview> {
    const found = await this.#api.post(`${pathOf(name)}/preview/release`, previewSchema, { body: {} });
    // As rows: the rest is taken as the API of the same release wrote it.
    return found as unknown as ReleasePreview;
  }

  async observeOnlyAccounts(): Promise<ReadonlySet<string>> {
    const account = z.object({ name: z.string(), observeOnly: z.boolean() });
    const { accounts } = await this.#api.get('/v1/system', z.object({ accounts: z.array(account) }));
    return new Set(accounts.filter(({ observeOnly }) => observeOnly).map(({ name }) => name));
  }
}

const runPath = (id: string): string => `/v1/runs/${encodeURIComponent(id)}`;
const isName = (name: string): boolean => packageName.safeParse(name).success;
const pathOf = (name: string): string => `/v1/packages/${encodeURIComponent(name)}`;
