import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

export const ACCOUNTS = { alibaba: 'bench-alibaba', ucloud: 'bench-ucloud' } as const;

/** Far above what one worker does: our own pacing must not be what is measured. */
const WIDE_QUOTAS = { describePerSecond: 1000, orderPerSecond: 1000 };
const SIMULATOR = 'http://127.0.0.1:7801';
/** What a package is approved under, where a bench wants that: anybody may say yes, once. */
export const POLICY = 'bench';

/** The part of `timing` a bench may want otherwise than shipped. */
export interface BenchTiming {
  /** Pause between two looks while something waits; as shipped when absent. */
  readonly sweepBusyMs?: number;
  /** True: accounts send no more than an account does whose file names no quotas. */
  readonly hasShippedQuotas?: boolean;
}

const accountsWith = (quotas: { readonly quotas?: typeof WIDE_QUOTAS }) => ({
  accounts: {
    [ACCOUNTS.alibaba]: {
      vendor: 'alibaba',
      site: 'international',
      credentials: { accessKeyIdEnv: 'LEASELINE_ALI_KEY', accessKeySecretEnv: 'LEASELINE_ALI_SECRET' },
      endpoints: { ecd: SIMULATOR, cbn: SIMULATOR, bss: SIMULATOR },
      ...quotas,
    },
    [ACCOUNTS.ucloud]: {
      vendor: 'ucloud',
      credentials: { publicKeyEnv: 'LEASELINE_UCLOUD_PUBLIC', privateKeyEnv: 'LEASELINE_UCLOUD_PRIVATE' },
      endpoints: { api: `${SIMULATOR}/ucloud` },
      ...quotas,
    },
  },
  policies: { [POLICY]: {} },
});

/**
 * Writes the bench's own `leaseline.yaml` into its home and gives its path. Everything but the quotas and this timing
 * is as shipped, the worker's tuning too.
 */
export function writeBenchConfig(home: string, { sweepBusyMs, hasShippedQuotas = false }: BenchTiming): string {
  mkdirSync(home, { recursive: true });
  const file = join(home, 'leaseline.yaml');
  const timing = sweepBusyMs === undefined ? {} : { timing: { sweep: { busy: `${sweepBusyMs}ms` } } };
  writeFileSync(file, stringify({ ...accountsWith(hasShippedQuotas ? {} : { quotas: WIDE_QUOTAS }), ...timing }));
  return file;
}

/** This process's environment without anything that would lead to another server, home, port or account. */
export function benchEnvironment(home: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const neutral = Object.entries(env).filter(([name]) => !/^(LEASELINE|TEMPORAL)_/.test(name));
  return { ...Object.fromEntries(neutral), LEASELINE_HOME: home, TEMPORAL_CONFIG_FILE: join(home, 'none.toml') };
}
