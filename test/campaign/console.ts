import type { AccountClouds } from '../../activities/context.js';
import { accountNamed } from '../../model/config/leaseline-config.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { cloudsOf } from '../../workers/clouds-of.js';
import { CONSOLE_ENVIRONMENT, MINUTE_MS } from './campaign-config.js';
import { specFor } from './package-run.js';
import type { ConsolePurchase } from './schedule.js';
import type { Stage } from './stage.js';

const PATIENCE_MS = 30_000;

/** Somebody buys at the vendors' console, with keys of their own, and knows nothing of Leaseline. */
export async function buyAtConsole(stage: Stage, purchases: readonly ConsolePurchase[]): Promise<void> {
  for (const [index, purchase] of purchases.entries()) {
    const spec = specFor({ ...purchase, lifecycle: {}, approval: false, startsInRound: 0, acts: [] }, 'console');
    const outcome = await buy(cloudsFor(stage, spec.account), spec, `console-${index}`);
    if (outcome.kind !== 'accepted') throw new Error(`the console could not buy: ${JSON.stringify(outcome)}`);
  }
  // What is bought is there before anybody else begins.
  if (purchases.length > 0) await stage.pass(2 * MINUTE_MS);
}

function cloudsFor(stage: Stage, name: string): AccountClouds {
  const config = stage.config('ask');
  const account = accountNamed(config, name);
  if (account === undefined) throw new Error(`no account ${name}`);
  // A person waits, and orders once: what a busy machine answers late is no lost answer here.
  return cloudsOf(account, { ...config.timing, requestTimeoutMs: PATIENCE_MS }, CONSOLE_ENVIRONMENT);
}

function buy(clouds: AccountClouds, spec: PackageSpec, ClientToken: string) {
  if (clouds.vendor === 'ucloud' && spec.product === 'ugn') {
    const { order } = spec;
    const request = {
      ProjectId: order.projectId,
      UGNID: order.ugnId,
      RegionA: order.regionA,
      RegionB: order.regionB,
      BandWidth: order.bandWidth,
      PayMode: order.payMode,
      ChargeType: order.chargeType,
      Quantity: order.quantity,
    };
    return clouds.ugn.createSimpleUGNBwPackage(request, {});
  }
  if (clouds.vendor === 'alibaba' && spec.product === 'cen') {
    const { order } = spec;
    const request = {
      ClientToken,
      Bandwidth: order.bandwidth,
      GeographicRegionAId: order.geographicRegionAId,
      GeographicRegionBId: order.geographicRegionBId,
      BandwidthPackageChargeType: order.bandwidthPackageChargeType,
      Period: order.period,
      PricingCycle: order.pricingCycle,
      AutoPay: true,
    };
    return clouds.cen.createCenBandwidthPackage(request, {});
  }
  if (clouds.vendor === 'alibaba' && spec.product === 'wuying') {
    const { order } = spec;
    const term = order.payType === 'PrePaid' ? { Period: order.period, PeriodUnit: order.periodUnit } : {};
    const request = {
      RegionId: order.regionId,
      Bandwidth: order.bandwidth,
      OfficeSiteId: order.officeSiteId,
      PayType: order.payType,
      InternetChargeType: order.internetChargeType,
      ...term,
      AutoPay: true,
    };
    return clouds.ecd.createNetworkPackage(request, {});
  }
  throw new Error(`no clouds for ${spec.product}`);
}
