import { setTimeout as delay } from 'node:timers/promises';
import { listPackages } from '../../activities/listing/rows.js';
import { issueToken, signingKey } from '../../api/tokens.js';
import { note } from '../../cli/support/output.js';
import { accountNamed } from '../../model/config/leaseline-config.js';
import { mapLimited } from '../../model/map-limited.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { startPackage } from '../../workers/client/start.js';
import { POLICY } from '../bench-config.js';
import { type Spread, spreadOf } from '../console/spread.js';
import { benchPackage, MOST_REGIONS } from '../packages.js';
import type { Stage } from '../stage.js';
import { untilQuiet } from '../usage.js';

export interface ApprovalFigures {
  /** From the request that approves it to the vendor's order, one package at a time. */
  readonly idle: Spread;
  readonly burst: {
    readonly packages: number;
    /** Until the last approval was answered. */
    readonly answeredMs: number;
    /** Until the last order was at its vendor. */
    readonly orderedMs: number;
    readonly activeMs: number;
    /** Approvals that were not answered in time, and said again under the same id. */
    readonly repeated: number;
  };
  readonly ledger: {
    readonly approved: number;
    readonly orders: number;
    readonly paid: number;
    readonly resources: number;
    readonly ok: boolean;
  };
}

const STARTS_AT_ONCE = 20;
const LOOK_MS = 25;
const COUNT_MS = 500;
/** Longer than the slowest limit on the way: after it nothing moves by itself. */
const STUCK_AFTER_MS = 180_000;
const HOUR_MS = 60 * 60 * 1000;
/** The API takes 1,200 requests a minute of one token, and a thousand people are not one. */
const SAYS_PER_TOKEN = 200;
const TRIES = 20;
const RETRY_MS = 1_000;

/** @throws when packages come to rest before all are Active */
export async function measureApprovals(
  stage: Stage,
  { packages, idle }: { readonly packages: number; readonly idle: number },
): Promise<ApprovalFigures> {
  const specs = Array.from({ length: idle + packages }, (_, index) =>
    benchPackage(index, { team: index < idle ? 'idle' : 'burst', regions: MOST_REGIONS, approval: POLICY }),
  );
  const oneByOne = await approveOneByOne(stage, specs.slice(0, idle));
  const burst = await approveAtOnce(stage, specs.slice(idle));
  const bought = await stage.clouds.purchases();
  const ok = [bought.orders, bought.paid, bought.resources].every((one) => one === specs.length);
  return { idle: spreadOf(oneByOne), burst, ledger: { approved: specs.length, ...bought, ok } };
}

async function approveOneByOne(stage: Stage, specs: readonly PackageSpec[]): Promise<readonly number[]> {
  await orderForApproval(stage, specs, 'idle');
  const approve = await approver(stage);
  const tookMs: number[] = [];
  note(`Approving ${specs.length} packages one by one`);
  for (const [index, { name }] of specs.entries()) {
    const saidMs = Date.now();
    await approve(name, index);
    tookMs.push((await nthOrderMs(stage, index)) - saidMs);
    await untilCount(stage, "LeaseOwner = 'idle' AND LeaseStatus = 'Active'", index + 1);
  }
  return tookMs;
}

async function approveAtOnce(stage: Stage, specs: readonly PackageSpec[]): Promise<ApprovalFigures['burst']> {
  await orderForApproval(stage, specs, 'burst');
  const approve = await approver(stage);
  note(`Approving ${specs.length} packages at once`);
  const saidMs = Date.now();
  const tries = await Promise.all(specs.map(({ name }, index) => approve(name, index)));
  const answeredMs = Date.now() - saidMs;
  await untilCount(stage, "LeaseOwner = 'burst' AND LeaseStatus = 'Active'", specs.length);
  const activeMs = Date.now() - saidMs;
  const lastMs = (await stage.clouds.orderedAtMs()).at(-1) ?? saidMs;
  const repeated = tries.filter((tried) => tried > 1).length;
  return { packages: specs.length, answeredMs, orderedMs: lastMs - saidMs, activeMs, repeated };
}

/** Comes back when all of them wait for approval and the worker has nothing to do. */
async function orderForApproval(stage: Stage, specs: readonly PackageSpec[], team: string): Promise<void> {
  const config = stage.config.leaseline;
  note(`Ordering ${specs.length} packages that wait for approval`);
  await mapLimited(specs, STARTS_AT_ONCE, async (spec) => {
    const account = accountNamed(config, spec.account);
    if (account === undefined) throw new Error(`no account ${spec.account}`);
    await startPackage(stage.client, spec, { config, account, again: false });
  });
  await untilCount(stage, `LeaseOwner = '${team}' AND LeaseWaiting = 'approval'`, specs.length);
  await untilQuiet(stage.pids.worker ?? 0);
}

/** @returns how somebody approves over the API, and how often it had to be said */
async function approver({ home, apiUrl }: Stage): Promise<(name: string, index: number) => Promise<number>> {
  const key = signingKey(home, {});
  const tokens = new Map<number, Promise<string>>();
  const tokenOf = (person: number) => {
    const known = tokens.get(person);
    if (known !== undefined) return known;
    const made = issueToken(key, { name: `approver-${person}`, role: 'approver', scope: 'all' }, HOUR_MS);
    tokens.set(person, made);
    return made;
  };
  return async (name, index) => {
    const token = await tokenOf(Math.floor(index / SAYS_PER_TOKEN));
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ operationId: `bench-${name}` });
    let why = '';
    for (let tried = 1; tried <= TRIES; tried += 1) {
      try {
        const answer = await fetch(`${apiUrl}/v1/packages/${name}/approve`, { method: 'POST', headers, body });
        const text = await answer.text();
        if (answer.ok) return tried;
        why = `${answer.status} ${text}`;
        if (answer.status < 500 && answer.status !== 409) break;
      } catch (error) {
        why = String(error);
      }
      await delay(RETRY_MS);
    }
    throw new Error(`${name} could not be approved: ${why}`);
  };
}

async function nthOrderMs({ clouds }: Stage, nth: number): Promise<number> {
  const endsMs = performance.now() + STUCK_AFTER_MS;
  while (performance.now() < endsMs) {
    const atMs = (await clouds.orderedAtMs())[nth];
    if (atMs !== undefined) return atMs;
    await delay(LOOK_MS);
  }
  throw new Error(`order ${nth + 1} never reached its vendor`);
}

async function untilCount({ client }: Stage, query: string, wanted: number): Promise<void> {
  let movedMs = performance.now();
  let found = -1;
  for (;;) {
    const { count } = await client.workflow.count(query);
    if (count >= wanted) return;
    if (count !== found) {
      found = count;
      movedMs = performance.now();
    }
    if (performance.now() - movedMs > STUCK_AFTER_MS) {
      throw new Error(`${found} of ${wanted}, and no more: ${query}; the others: ${await othersOf(client)}`);
    }
    await delay(COUNT_MS);
  }
}

const REASONS_SHOWN = 5;

/** What those that are not Active wait for, for whoever looks for the reason. */
async function othersOf(client: Stage['client']): Promise<string> {
  const rows = (await listPackages(client)).map(({ row }) => row).filter(({ status }) => status !== 'Active');
  const counts = new Map<string, number>();
  for (const { status, waitingFor, reason } of rows) {
    const what = `${status}, ${waitingFor ?? 'nothing'}: ${reason?.replace(/\d+/g, '…') ?? ''}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const most = [...counts].sort(([, one], [, other]) => other - one).slice(0, REASONS_SHOWN);
  return most.map(([what, count]) => `${count} × ${what}`).join('; ');
}
