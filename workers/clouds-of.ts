import type { AccountClouds } from '../activities/context.js';
import { BssClient } from '../clouds/alibaba/bss.js';
import { CenClient } from '../clouds/alibaba/cen.js';
import { EcdClient } from '../clouds/alibaba/ecd.js';
import { AlibabaTransport } from '../clouds/alibaba/transport.js';
import { UcloudClient } from '../clouds/ucloud/client.js';
import { UbillClient } from '../clouds/ucloud/ubill.js';
import { UgnClient } from '../clouds/ucloud/ugn.js';
import type { AccountConfig, AlibabaAccountConfig, UcloudAccountConfig } from '../model/config/account-config.js';
import type { TimingConfig } from '../model/config/leaseline-config.js';
import { resolveAlibabaKeys, resolveUcloudKeys } from './config/credentials.js';
import { ReadPace } from './read-pace.js';

const CONNECT_LIMIT_MS = 10_000;

/**
 * The clients of one account, with its keys resolved and its reads held to its quota.
 * @throws ExplainedError when its credentials are missing; never with a secret in it
 */
export function cloudsOf(
  account: AccountConfig,
  timing: TimingConfig,
  env: NodeJS.ProcessEnv,
  pace = new ReadPace(account.quotas.describePerSecond),
  onFailure?: (code: string) => void,
): AccountClouds {
  const limits = { ...limitsOf(timing, pace), onFailure };
  return account.vendor === 'alibaba' ? alibabaClouds(account, limits, env) : ucloudClouds(account, limits, env);
}

function alibabaClouds(account: AlibabaAccountConfig, limits: Limits, env: NodeJS.ProcessEnv): AccountClouds {
  const keys = resolveAlibabaKeys(account, env);
  const { ecd, cbn, bss } = account.endpoints;
  const transport = new AlibabaTransport({
    credentials: keys === null ? 'defaultChain' : { ...keys, securityToken: keys.securityToken ?? undefined },
    site: account.site,
    endpoints: { ...(ecd && { ecd }), ...(cbn && { cbn }), ...(bss && { bss }) },
    ...limits,
  });
  return {
    vendor: 'alibaba',
    ecd: new EcdClient(transport),
    cen: new CenClient(transport),
    bss: new BssClient(transport),
    billing: account.products,
  };
}

function ucloudClouds(account: UcloudAccountConfig, limits: Limits, env: NodeJS.ProcessEnv): AccountClouds {
  const keys = resolveUcloudKeys(account, env);
  const client = new UcloudClient({
    credentials: { ...keys, securityToken: keys.securityToken ?? undefined },
    baseUrl: account.endpoints.api ?? undefined,
    ...limits,
  });
  return { vendor: 'ucloud', ugn: new UgnClient(client), ubill: new UbillClient(client) };
}

type Limits = ReturnType<typeof limitsOf> & { readonly onFailure: ((code: string) => void) | undefined };

function limitsOf(timing: TimingConfig, pace: ReadPace) {
  return {
    requestTimeoutMs: timing.requestTimeoutMs,
    connectTimeoutMs: Math.min(CONNECT_LIMIT_MS, timing.requestTimeoutMs),
    paceRead: pace.wait,
  };
}
