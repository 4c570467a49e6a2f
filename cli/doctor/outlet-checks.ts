import { lookup } from 'node:dns/promises';
import type { MailServer } from '../../activities/outlets/mail.js';
import type { MailOutlet, Outlet, Outlets } from '../../activities/outlets/outlet.js';
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
  if (outlets.webhooks.length + outlets.mail.length === 0) {
    return [nobodyIsTold(Object.values(accounts)), ...(await monitorOf(outlets))];
  }
  const webhooks = await Promise.all(outlets.webhooks.map(checkWebhook));
  return [...webhooks, ...(await Promise.all(mailServersOf(outlets).map(checkMail))), ...(await monitorOf(outlets))];
}

function nobodyIsTold(accounts: readonly AccountConfig[]): Check {
  const message = 'none: notices only reach the log of the worker';
  if (accounts.every(isSimulated)) return ok('webhooks', `${message}; no account is real`);
  return warn(
    'webhooks',
    message,
    'Name a webhook or a mail server under notifications in leaseline.yaml (docs/notifications.md)',
  );
}

/** One for each server, whoever is written to through it. */
function mailServersOf({ mail }: Outlets): readonly (readonly [MailServer, readonly MailOutlet[]])[] {
  const servers = new Map<MailServer, readonly MailOutlet[]>();
  for (const outlet of mail) servers.set(outlet.server, [...(servers.get(outlet.server) ?? []), outlet]);
  return [...servers];
}

async function checkMail([server, outlets]: readonly [MailServer, readonly MailOutlet[]]): Promise<Check> {
  const check = `e-mail ${server.host}:${server.port}`;
  const people = outlets.map(({ to }) => to.address).join(', ');
  return explained(check, async () => {
    const isLoggedIn = server.login() !== null;
    // As for a message: greeting, TLS and login; nothing is sent.
    const { checkServer } = await import('../../activities/outlets/mail.js');
    const seen = await checkServer(server);
    const how = server.tls === 'none' ? 'in the clear, on this machine' : 'over TLS';
    if (seen.kind === 'taken')
      return ok(check, `answers ${how}${isLoggedIn ? ' and takes the login' : ''}; writes to ${people}`);
    const remedy = 'Check host, port, tls and login under notifications.email; notices are offered again meanwhile';
    return fail(check, seen.why, remedy);
  });
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
  const remedy =
    'See whether it runs and whether this machine may reach it; what it misses is kept for it, for three days';
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
