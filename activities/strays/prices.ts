import { cancellationSignal, log } from '@temporalio/activity';
import { CloudReadError } from '../../clouds/cloud-read-error.js';
import type { SimpleBwPackage } from '../../clouds/ucloud/ugn-types.js';
import type { DeskName } from '../../model/ids.js';
import { type Price, parseMinor } from '../../model/money.js';
import { ugnChargeType, ugnPath } from '../adoptable/ugn.js';
import { alibaba, ucloud } from '../context.js';
import { ucloudCurrency } from '../ucloud-currency.js';

/** What a prepaid WUYING package costs for a month more; null: not known. A week can be bought, but not priced. */
export function wuyingPrice({ account, region }: DeskName, resourceId: string): Promise<Price | null> {
  return priceOrNull(async () => {
    const request = { RegionId: region, InstanceId: resourceId, ResourceType: 'Bandwidth' };
    const { value } = await alibaba(account).ecd.describeRenewalPrice(
      { ...request, Period: 1, PeriodUnit: 'Month' },
      { signal: cancellationSignal() },
    );
    const { TradePrice, Currency } = value.PriceInfo.Price;
    const amountMinor = parseMinor(TradePrice);
    return amountMinor === null ? null : { amountMinor, currency: Currency, per: 'month' };
  });
}

/** What a UGN package of fixed bandwidth costs for a month or year; null where it is charged by use, or not known. */
export function ugnPrice({ account, region }: DeskName, shown: SimpleBwPackage): Promise<Price | null> {
  const { RegionA, RegionB, BandWidth, Qos, PayMode } = shown;
  const chargeType = ugnChargeType(shown);
  const isForTerm = chargeType === 'Month' || chargeType === 'Year';
  if (!isForTerm || RegionA === null || RegionB === null || BandWidth === null || Qos === null || PayMode === null) {
    return Promise.resolve(null);
  }
  return priceOrNull(async () => {
    const request = { ProjectId: region, RegionA, RegionB, BandWidth, PayMode, ChargeType: chargeType, Qos };
    const { value } = await ucloud(account).ugn.getSimpleBuyBwPrice(
      { ...request, Path: ugnPath(shown.Path) },
      { signal: cancellationSignal() },
    );
    return {
      amountMinor: value.TotalPrice,
      currency: ucloudCurrency(account),
      per: chargeType === 'Year' ? 'year' : 'month',
    };
  });
}

/** A price is worth having, but nobody must wait for it: SurferCloud may not even know the question. */
async function priceOrNull(ask: () => Promise<Price | null>): Promise<Price | null> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof CloudReadError)) throw error;
    log.debug('no price', { code: error.code, reason: error.message });
    return null;
  }
}
