import { assertNever } from '../../model/assert-never.js';
import type { AccountConfig } from '../../model/config/account-config.js';
import { isSimulated } from '../../model/config/endpoints.js';
import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import type { RunFile } from '../embedded/run-file.js';
import type { AlibabaKeys, UcloudKeys } from './credentials.js';

const SIMULATOR_PORT = 7801;

/** What `leaseline up` gives its worker for the simulator's own accounts, unless the person set something else. */
const DEMO_CREDENTIALS = {
  LEASELINE_ALI_KEY: 'demo-key',
  LEASELINE_ALI_SECRET: 'demo-secret',
  LEASELINE_UCLOUD_PUBLIC: 'demo-public',
  LEASELINE_UCLOUD_PRIVATE: 'demo-private',
} as const;

/**
 * The demo credentials that may be used here: variables nobody set and that only accounts at loopback refer to. A
 * made-up key must never reach a real vendor in place of a missing one.
 */
export function demoEnvironment(config: LeaselineConfig, env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const real = Object.values(config.accounts).filter((account) => !isSimulated(account));
  const referred = JSON.stringify(real.map(({ credentials }) => credentials));
  const isFree = (name: string) => (env[name] ?? '') === '' && !referred.includes(`"${name}"`);
  return Object.fromEntries(Object.entries(DEMO_CREDENTIALS).filter(([name]) => isFree(name)));
}

/** Whether these are the simulator's own keys, whoever put them there. */
export function areDemoKeys(keys: AlibabaKeys | UcloudKeys): boolean {
  if ('publicKey' in keys) {
    const { LEASELINE_UCLOUD_PUBLIC, LEASELINE_UCLOUD_PRIVATE } = DEMO_CREDENTIALS;
    return keys.publicKey === LEASELINE_UCLOUD_PUBLIC && keys.privateKey === LEASELINE_UCLOUD_PRIVATE;
  }
  const { LEASELINE_ALI_KEY, LEASELINE_ALI_SECRET } = DEMO_CREDENTIALS;
  return keys.accessKeyId === LEASELINE_ALI_KEY && keys.accessKeySecret === LEASELINE_ALI_SECRET;
}

/** Sends accounts that name the simulator's usual address to the port it really has. */
export function withSimulatorPort(
  config: LeaselineConfig,
  env: NodeJS.ProcessEnv,
  running: RunFile | null,
): LeaselineConfig {
  const given = env.LEASELINE_SIMULATOR_PORT;
  const port = given !== undefined && !['', '0'].includes(given) ? given : portOf(running?.addresses.simulator ?? null);
  if (port === null || port === String(SIMULATOR_PORT)) return config;
  const move = (url: string | null) => (url === null ? null : moved(url, port));
  const accounts = Object.entries(config.accounts).map(
    ([name, account]) => [name, withEndpoints(account, move)] as const,
  );
  return { ...config, accounts: Object.fromEntries(accounts) };
}

function withEndpoints(account: AccountConfig, move: (url: string | null) => string | null): AccountConfig {
  switch (account.vendor) {
    case 'alibaba': {
      const { ecd, cbn, bss } = account.endpoints;
      return { ...account, endpoints: { ecd: move(ecd), cbn: move(cbn), bss: move(bss) } };
    }
    case 'ucloud':
      return { ...account, endpoints: { api: move(account.endpoints.api) } };
    default:
      return assertNever(account);
  }
}

function moved(url: string, port: string): string {
  const parsed = new URL(url);
  if (parsed.hostname !== '127.0.0.1' || parsed.port !== String(SIMULATOR_PORT)) return url;
  return url.replace(`:${SIMULATOR_PORT}`, `:${port}`);
}

function portOf(url: string | null): string | null {
  return url === null ? null : new URL(url).port;
}
