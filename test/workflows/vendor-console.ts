import type { AccountClouds, AlibabaClouds, UcloudClouds } from '../../activities/context.js';
import { accountNamed } from '../../model/config/leaseline-config.js';
import type { PackageState } from '../../model/messages.js';
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

/** A person changes the bandwidth of a line there, and it is paid for at once. */
export async function resizeInConsole(
  harness: Home,
  { spec, resourceId }: Pick<PackageState, 'spec' | 'resourceId'>,
  bandwidthMbps: number,
): Promise<void> {
  const { kind } = await resizedInConsole(harness, spec, resourceId ?? '', bandwidthMbps);
  if (kind !== 'accepted') throw new Error(`the vendor's console says ${kind}`);
}

async function resizedInConsole(harness: Home, spec: PackageState['spec'], id: string, Bandwidth: number) {
  switch (spec.product) {
    case 'wuying': {
      const request = { RegionId: spec.order.regionId, NetworkPackageId: id, Bandwidth, AutoPay: true };
      return alibabaConsole(harness).ecd.modifyNetworkPackageBandwidth(request, {});
    }
    case 'cen':
      return alibabaConsole(harness).cen.modifyCenBandwidthPackageSpec({ CenBandwidthPackageId: id, Bandwidth }, {});
    case 'ugn': {
      const { ugnId, projectId } = spec.order;
      const request = { PackageID: id, UGNID: ugnId, BandWidth: Bandwidth, ProjectId: projectId };
      return ucloudConsole(harness).ugn.modifyUGNBandwidth(request, {});
    }
  }
}

function consoleOf(harness: Home, name: string): AccountClouds {
  const account = accountNamed(harness.config, name);
  if (account === undefined) throw new Error(`no account ${name}`);
  return cloudsOf(account, harness.config.timing, KEYS);
}
