import { cancellationSignal } from '@temporalio/activity';
import type {
  DescribeModificationPriceRequest,
  DescribePriceRequest,
  DescribeRenewalPriceRequest,
  PriceResponse,
} from '../clouds/alibaba/ecd-types.js';
import type { Quote } from '../model/quote.js';
import { alibaba } from './context.js';
import { type Asked, quoted } from './quoted.js';

/** Prices of WUYING network packages: one activity for each ECD operation, named after it. They change nothing. */

/** The three operations want different names for the same thing. */
type Priced<Request> = Asked & { readonly request: Omit<Request, 'ResourceType'> };

export const describePrice = (input: Priced<DescribePriceRequest>): Promise<Quote> =>
  quoted(input, async () => {
    const request = { ...input.request, ResourceType: 'Bandwidth' };
    return told((await alibaba(input.account).ecd.describePrice(request, options())).value);
  });

export const describeModificationPrice = (input: Priced<DescribeModificationPriceRequest>): Promise<Quote> =>
  quoted(input, async () => {
    const request = { ...input.request, ResourceType: 'NetworkPackage' };
    return told((await alibaba(input.account).ecd.describeModificationPrice(request, options())).value);
  });

export const describeRenewalPrice = (input: Priced<DescribeRenewalPriceRequest>): Promise<Quote> =>
  quoted(input, async () => {
    const request = { ...input.request, ResourceType: 'Bandwidth' };
    return told((await alibaba(input.account).ecd.describeRenewalPrice(request, options())).value);
  });

const options = () => ({ signal: cancellationSignal() });

function told({ PriceInfo: { Price } }: PriceResponse) {
  return { amount: Price.TradePrice, currency: Price.Currency };
}
