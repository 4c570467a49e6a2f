import type { AccountConfig } from '../../model/config/account-config.js';
import { endpointsOf, isSimulated } from '../../model/config/endpoints.js';
import { ExplainedError } from '../../model/config/explained-error.js';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import { showInstant } from '../../model/format-instant.js';
import {
  type AlibabaKeys,
  resolveAlibabaKeys,
  resolveUcloudKeys,
  type UcloudKeys,
} from '../../workers/config/credentials.js';
import { areDemoKeys, demoEnvironment } from '../../workers/config/simulator-endpoints.js';
import { openTroubleOf } from '../../workers/credentials/trouble.js';
import type { Session } from '../client/session.js';
import { type Check, fail, ok, warn } from './check.js';

const ANSWER_LIMIT_MS = 3_000;
const SKEW_WARN_MS = 60_000;
/** Alibaba refuses signatures more than 15 minutes off. */
const SKEW_FAIL_MS = 10 * 60_000;

/** Are the credentials where the configuration says? Only whether they are there: nothing is signed or sent. */
export function checkCredentials(config: LeaselineConfig, env: NodeJS.ProcessEnv = process.env): readonly Check[] {
  const demo = demoEnvironment(config, env);
  return Object.values(config.accounts).map((account) => {
    const name = `credentials ${account.name}`;
    try {
      const keys = resolve(account, { ...env, ...demo });
      if (keys === null) return ok(name, "the vendor's default credential chain, looked up when used");
      if (!areDemoKeys(keys)) return ok(name, 'found');
      if (isSimulated(account)) return ok(name, 'the demo keys of the simulator');
      return fail(name, 'the demo keys of the simulator, and its vendor is a real one', 'Give it keys of its own');
    } catch (error) {
      if (error instanceof ExplainedError) return fail(name, error.message, error.remedy);
      throw error;
    }
  });
}

/**
 * Is one cloud account there under two names? Each name has a desk of its own, and a desk keeps apart only what it knows: orders
 * that look alike, and who has taken over what. Two keys of one cloud account cannot be told from keys of two.
 */
export function checkAliases(config: LeaselineConfig, env: NodeJS.ProcessEnv = process.env): readonly Check[] {
  const demo = demoEnvironment(config, env);
  const byKey = new Map<string, string[]>();
  for (const account of Object.values(config.accounts)) {
    const key = account.observeOnly ? null : cloudOf(account, { ...env, ...demo });
    if (key !== null) byKey.set(key, [...(byKey.get(key) ?? []), account.name]);
  }
  return [...byKey.values()].flatMap((names) => {
    if (names.length < 2) return [];
    return warn(
      `accounts ${names.join(', ')}`,
      'have the same key, so they are one account at the vendor: orders that look alike are not kept apart, and a line can be taken over twice',
      'Leave one of them, or set observeOnly: true for the others',
    );
  });
}

/** @returns which cloud account's key it is; null: not known */
function cloudOf(account: AccountConfig, env: NodeJS.ProcessEnv): string | null {
  try {
    const keys = resolve(account, env);
    if (keys === null) return null;
    const id = 'accessKeyId' in keys ? keys.accessKeyId : keys.publicKey;
    return JSON.stringify([account.vendor, id, endpointsOf(account)]);
  } catch (error) {
    // What is wrong with them has been said.
    if (error instanceof ExplainedError) return null;
    throw error;
  }
}

function resolve(account: AccountConfig, env: NodeJS.ProcessEnv): AlibabaKeys | UcloudKeys | null {
  return account.vendor === 'alibaba' ? resolveAlibabaKeys(account, env) : resolveUcloudKeys(account, env);
}

/** Do configured endpoints answer, and do their clocks agree with ours? A plain unsigned request, nothing else. */
export function checkEndpoints(config: LeaselineConfig): Promise<readonly Check[]> {
  const urls = new Set(
    Object.values(config.accounts)
      .flatMap(endpointsOf)
      .filter((url) => url !== null),
  );
  return Promise.all([...urls].sort().map(checkEndpoint));
}

async function checkEndpoint(url: string): Promise<Check> {
  const name = `endpoint ${url}`;
  try {
    const response = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    await response.body?.cancel();
    return checkClock(name, response.headers.get('date'));
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? cause.message : String(cause);
    return fail(
      name,
      `does not answer: ${why}`,
      'Start it (leaseline up or leaseline simulator), or correct endpoints',
    );
  }
}

function checkClock(name: string, dateHeader: string | null): Check {
  const theirs = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
  if (Number.isNaN(theirs)) return ok(name, 'answers (it does not say what time it is)');
  const skewMs = Math.abs(Date.now() - theirs);
  const message = `answers, but its clock is ${Math.round(skewMs / 1000)} s from ours`;
  const remedy = "Set this machine's clock (signatures carry the time), or the simulator's if you moved it";
  if (skewMs >= SKEW_FAIL_MS) return fail(name, message, remedy);
  return skewMs >= SKEW_WARN_MS ? warn(name, message, remedy) : ok(name, 'answers, and its clock agrees with ours');
}

/** Has a worker found a key refused, as people have been told? Nothing is signed or sent here. */
export function checkKeysTaken({ client, config }: Pick<Session, 'client' | 'config'>): Promise<readonly Check[]> {
  return Promise.all(
    Object.keys(config.accounts).map(async (account) => {
      const name = `key ${account}`;
      const trouble = await openTroubleOf(client, account);
      if (trouble === null) return ok(name, 'no worker has found it refused');
      const { code, since, remedy } = trouble;
      return fail(
        name,
        `the vendor refuses it since ${showInstant(since)} UTC (${code}): nothing of this account is watched or renewed`,
        remedy ?? "Look at the key in the vendor's console; workers notice within minutes when it is taken again",
      );
    }),
  );
}
