import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

export const ACCOUNTS = { alibaba: 'bench-alibaba', ucloud: 'bench-ucloud' } as const;

/** Far above what one worker does: our own pacing must not be what is measured. */
const QUOTAS = { describePerSecond: 1000, orderPerSecond: 1000 };
const SIMULATOR = 'http://127.0.0.1:7801';

/** Everything but the quotas is as shipped: the timing of sweeps and the worker's tuning are the defaults. */
const CONFIG = {
  accounts: {
    [ACCOUNTS.alibaba]: {
      vendor: 'alibaba',
      site: 'international',
      credentials: { accessKeyIdEnv: 'LEASELINE_ALI_KEY', accessKeySecretEnv: 'LEASELINE_ALI_SECRET' },
      endpoints: { ecd: SIMULATOR, cbn: SIMULATOR, bss: SIMULATOR },
      quotas: QUOTAS,
    },
    [ACCOUNTS.ucloud]: {
      vendor: 'ucloud',
      credentials: { publicKeyEnv: 'LEASELINE_UCLOUD_PUBLIC', privateKeyEnv: 'LEASELINE_UCLOUD_PRIVATE' },
      endpoints: { api: `${SIMULATOR}/ucloud` },
      quotas: QUOTAS,
    },
  },
};

/** Writes the bench's own `leaseline.yaml` into its home and gives its path. */
export function writeBenchConfig(home: string): string {
  mkdirSync(home, { recursive: true });
  const file = join(home, 'leaseline.yaml');
  writeFileSync(file, stringify(CONFIG));
  return file;
}

/** This process's environment without anything that would lead to another server, home, port or account. */
export function benchEnvironment(home: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const neutral = Object.entries(env).filter(([name]) => !/^(LEASELINE|TEMPORAL)_/.test(name));
  return { ...Object.fromEntries(neutral), LEASELINE_HOME: home, TEMPORAL_CONFIG_FILE: join(home, 'none.toml') };
}
