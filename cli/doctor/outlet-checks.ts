import { lookup } from 'node:dns/promises';
import type { Outlet, Outlets } from '../../activities/outlets/outlet.js';
import type { AccountConfig } from '../../model/config/account-config.js';
import { isSimulated } from '../../model/config/endpoints.js';
import { ExplainedError } from '../../model/config/explained-error.js';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import { outletsOf } from '../../workers/outlets-of.js';
import { type Check, fail, ok, warn } from './check.js';

const ANSWER_LIMIT_MS = 3_000;

/**
 * Can notices reach people? Looks for each secret and asks each webhook with a HEAD, which delivers nothing. The monitor
 * is not asked, because to most of them any request is a sign of life.
 */
export async function checkOutlets({ accounts, notifications }: LeaselineConfig): Promise<readonly Check[]> {
  const outlets = outletsOf(notifications);
  if (outlets.webhooks.length === 0) return [nobodyIsTold(Object.values(accounts)), ...(await monitorOf(outlets))];
  const webhooks = await Promise.all(outlets.webhooks.map(checkWebhook));
  return [...webhooks, ...(await monitorOf(outlets))];
}

function nobodyIsTold(accounts: readonly AccountConfig[]): Check {
  const message = 'none: notices only reach the log of the worker';
  if (accounts.every(isSimulated)) return ok('webhooks', `${message}; no account is real`);
  return warn('webhooks', message, 'Name a webhook under notifications in leaseline.yaml (docs/notifications.md)');
}

async function checkWebhook({ name, address, secret }: Outlet): Promise<Check> {
  const check = `webhook ${name}`;
  return explained(check, async () => {
    const isSigned = secret() !== null;
    const url = address();
    const signed = isSigned ? 'its notices are signed' : 'its notices are not signed (no secretEnv or secretFile)';
    try {
      const response = await fetch(url, {
        method: 'HEAD',
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
      });
      await response.body?.cancel();
      const { status } = response;
      if (status >= 300 && status < 400) {
        return warn(check, `answers a HEAD with ${status}, and notices follow no redirect`, 'Write its final address');
      }
      return ok(check, `answers a HEAD with ${status}; ${signed}`);
    } catch (error) {
      return unanswered(check, url, reasonOf(error));
    }
  });
}

async function unanswered(check: string, url: URL, why: string): Promise<Check> {
  const found = await resolved(url);
  if (found === null) return fail(check, `the name ${url.hostname} cannot be resolved`, 'Correct its address');
  const remedy = 'See whether it runs and whether this machine may reach it; notices are offered for a day';
  return warn(check, `${url.hostname} is ${found}, but does not answer a HEAD: ${why}`, remedy);
}

async function monitorOf({ monitor }: Outlets): Promise<readonly Check[]> {
  if (monitor === null) return [];
  const check = 'heartbeat';
  const result = await explained(check, async () => {
    const url = monitor.address();
    const found = await resolved(url);
    if (found === null) return fail(check, `the name ${url.hostname} cannot be resolved`, 'Correct its address');
    return ok(check, `${url.hostname} is ${found}; not asked, because that would be a sign of life`);
  });
  return [result];
}

async function explained(name: string, check: () => Promise<Check>): Promise<Check> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof ExplainedError) return fail(name, error.message, error.remedy);
    throw error;
  }
}

async function resolved({ hostname }: URL): Promise<string | null> {
  try {
    return (await lookup(hostname.replace(/^\[|\]$/g, ''))).address;
  } catch {
    return null;
  }
}

/** The cause, not fetch's own message, and only its code: a message may hold the address. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return 'unknown';
  if (cause.name === 'TimeoutError') return `nothing within ${ANSWER_LIMIT_MS / 1000} s`;
  return 'code' in cause ? String(cause.code) : cause.name;
}
