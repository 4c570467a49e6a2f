import { type LeaselineConfig, parseLeaselineConfig } from '../../model/config/leaseline-config.js';
import type { SimulatorAccounts } from '../../simulator/accounts.js';
import { type Governance, governanceYaml } from './governance.js';
import type { Resend } from './schedule.js';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Low enough that the pace is felt, and is seen to be kept. */
export const QUOTAS = { describePerSecond: 100, orderPerSecond: 1000 } as const;

export const PROOF_WINDOW_MS = 10 * MINUTE_MS;
/**
 * Real time, which virtual time waits for: as short as a busy machine allows. An answer that comes later than this is
 * as lost as one that never comes.
 */
export const REQUEST_TIMEOUT_MS = 600;
export const ACTIVITY_TIMEOUT_MS = 1_000;

/** Leaseline's own keys, and those of somebody at the console of the same accounts, whom no fault strikes. */
export const KEYS = {
  ali: { id: 'demo-key', secret: 'demo-secret' },
  surfer: { id: 'demo-public', secret: 'demo-private' },
  aliConsole: { id: 'console-key', secret: 'console-secret' },
  surferConsole: { id: 'console-public', secret: 'console-private' },
} as const;

export const ENVIRONMENT = {
  LEASELINE_ALI_KEY: KEYS.ali.id,
  LEASELINE_ALI_SECRET: KEYS.ali.secret,
  LEASELINE_UCLOUD_PUBLIC: KEYS.surfer.id,
  LEASELINE_UCLOUD_PRIVATE: KEYS.surfer.secret,
};

export const CONSOLE_ENVIRONMENT = {
  LEASELINE_ALI_KEY: KEYS.aliConsole.id,
  LEASELINE_ALI_SECRET: KEYS.aliConsole.secret,
  LEASELINE_UCLOUD_PUBLIC: KEYS.surferConsole.id,
  LEASELINE_UCLOUD_PRIVATE: KEYS.surferConsole.secret,
};

export const SIMULATOR_ACCOUNTS: SimulatorAccounts = {
  alibaba: [KEYS.ali, KEYS.aliConsole].map(({ id, secret }) => ({
    accessKeyId: id,
    accessKeySecret: secret,
    accountId: 'main',
  })),
  ucloud: [KEYS.surfer, KEYS.surferConsole].map(({ id, secret }) => ({
    publicKey: id,
    privateKey: secret,
    accountId: 'main',
  })),
};

/** Sweeps and looks are rare, because each costs real time and says the same; everything else is as in production. */
export function campaignConfig(simulatorUrl: string, resend: Resend, governance?: Governance): LeaselineConfig {
  const parsed = parseLeaselineConfig(
    `
accounts:
  ali:
    vendor: alibaba
    site: international
    credentials: { accessKeyIdEnv: LEASELINE_ALI_KEY, accessKeySecretEnv: LEASELINE_ALI_SECRET }
    endpoints: { ecd: "${simulatorUrl}", cbn: "${simulatorUrl}", bss: "${simulatorUrl}" }
    quotas: { describePerSecond: ${QUOTAS.describePerSecond}, orderPerSecond: ${QUOTAS.orderPerSecond} }
    orders: { resend: ${resend} }
  surfer:
    vendor: ucloud
    credentials: { publicKeyEnv: LEASELINE_UCLOUD_PUBLIC, privateKeyEnv: LEASELINE_UCLOUD_PRIVATE }
    endpoints: { api: "${simulatorUrl}/ucloud" }
    quotas: { describePerSecond: ${QUOTAS.describePerSecond}, orderPerSecond: ${QUOTAS.orderPerSecond} }
    orders: { resend: ${resend} }
${governanceYaml(governance)}timing:
  sweep: { busy: 5m, idle: 3d }
  orderProofWindow: ${PROOF_WINDOW_MS / MINUTE_MS}m
  requestTimeout: ${REQUEST_TIMEOUT_MS}ms
  activityTimeout: ${ACTIVITY_TIMEOUT_MS}ms
  fallbackLook: 12m
`,
    'campaign leaseline.yaml',
  );
  if (parsed.ok) return parsed.value;
  throw new Error(JSON.stringify(parsed.problems));
}
