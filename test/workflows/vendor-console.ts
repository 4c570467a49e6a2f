import type { AccountClouds, AlibabaClouds, UcloudClouds } from '../../activities/context.js';
import { accountNamed } from '../../model/config/leaseline-config.js';
import { cloudsOf } from '../../workers/clouds-of.js';
import type { Harness } from '../support/harness.js';

const KEYS = {
  LEASELINE_ALI_KEY: 'demo-key',
  LEASELINE_ALI_SECRET: 'demo-secret',
  LEASELINE_UCLOUD_PUBLIC: 'demo-public',
  LEASELINE_UCLOUD_PRIVATE: 'demo-private',
};

/** Where the test's accounts `ali` and `surfer` are at home. */
type Home = Pick<Harness, 'config'>;

/** Somebody who acts at the vendor's own console, behind Leaseline's back. */
export function alibabaConsole(harness: Home): AlibabaClouds {
  const clouds = consoleOf(harness, 'ali');
  if (clouds.vendor === 'alibaba') return clouds;
  throw new Error('ali is not an Alibaba Cloud account');
}

export function ucloudConsole(harness: Home): UcloudClouds {
  const clouds = consoleOf(harness, 'surfer');
  if (clouds.vendor === 'ucloud') return clouds;
  throw new Error('surfer is not a UCloud account');
}

function consoleOf(harness: Home, name: string): AccountClouds {
  const account = accountNamed(harness.config, name);
  if (account === undefined) throw new Error(`no account ${name}`);
  return cloudsOf(account, harness.config.timing, KEYS);
}
