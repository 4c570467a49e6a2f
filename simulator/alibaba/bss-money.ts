import { placeRefund } from '../money/orders.js';
import { balanceMinor, currencyOf } from '../money/payment.js';
import { majorNumber, majorText, termPriceMinor, unusedMinor, upgradePriceMinor } from '../money/prices.js';
import type { Package, Product, Term } from '../records.js';
import { releasedNow } from '../time/settle.js';
import type { Visit } from '../world.js';
import { namedInstance } from './bss-instances.js';
import { envelope } from './bss-orders.js';
import { onceByToken } from './client-token.js';
import { AlibabaError, invalidParameter, missingParameter } from './errors.js';
import type { Operation } from './operation.js';
import type { Parameters } from './parameters.js';

export const refundInstance: Operation = (visit, parameters) =>
  onceByToken(visit, parameters, (clientToken) => {
    const row = refundable(visit, parameters);
    const releasesNow = (parameters.oneOf('ImmediatelyRelease', ['0', '1']) ?? '1') === '1';
    const { world, now } = visit;
    const order = placeRefund(visit, row, {
      amountMinor: -unusedMinor(row, now),
      clientToken,
      request: parameters.recorded(),
    });
    const refunded: Package = { ...row, expiresAt: now, orderIds: [...row.orderIds, order.orderId] };
    const kept: Package = {
      ...refunded,
      renewal: { ...row.renewal, status: 'NotRenewal', nextAttemptAt: null },
    };
    world.ledger.putPackage(now, releasesNow ? releasedNow(refunded, now) : kept);
    return refundEnvelope({ OrderId: order.orderId, HostId: 'simulator' });
  });

export const inquiryPriceRefundInstance: Operation = (visit, parameters) => {
  const row = refundable(visit, parameters);
  return refundEnvelope({
    RefundAmount: majorNumber(unusedMinor(row, visit.now)),
    Currency: currencyOf(visit.world, 'alibaba', visit.accountId),
    InstanceId: row.resourceId,
    HostId: 'simulator',
  });
};

export const getSubscriptionPrice: Operation = (visit, parameters) => {
  const product = productOf(visit, parameters);
  parameters.required('SubscriptionType');
  const orderType = parameters.oneOf('OrderType', ['NewOrder', 'Renewal', 'Upgrade']);
  if (orderType === null) throw missingParameter('OrderType');
  const moduleCode = parameters.required('ModuleList.1.ModuleCode');
  const { behaviour } = visit.world;
  const row = orderType === 'NewOrder' ? null : namedInstance(visit, parameters);
  const bandwidthMbps = moduleBandwidth(parameters) ?? row?.bandwidthMbps;
  if (bandwidthMbps === undefined) {
    throw new AlibabaError(400, 'InvalidConfigCode', 'The module configuration holds no bandwidth.');
  }
  const amountMinor =
    orderType === 'Upgrade' && row !== null
      ? upgradePriceMinor(behaviour, row, bandwidthMbps, visit.now)
      : termPriceMinor(behaviour, product, bandwidthMbps, pricedTerm(parameters)) *
        parameters.integerOr('Quantity', 1, 1, 1_000);
  const price = majorNumber(amountMinor);
  return envelope({
    Currency: currencyOf(visit.world, 'alibaba', visit.accountId),
    OriginalPrice: price,
    DiscountPrice: 0,
    TradePrice: price,
    Quantity: parameters.integerOr('Quantity', 1, 1, 1_000),
    ModuleDetails: {
      ModuleDetail: [
        { ModuleCode: moduleCode, OriginalCost: price, InvoiceDiscount: 0, CostAfterDiscount: price, UnitPrice: 0 },
      ],
    },
    PromotionDetails: { PromotionDetail: [] },
  });
};

export const queryAccountBalance: Operation = (visit) => {
  const amount = grouped(majorText(balanceMinor(visit.world, visit.accountId)));
  return envelope({
    AvailableAmount: amount,
    AvailableCashAmount: amount,
    CreditAmount: '0.00',
    MybankCreditAmount: '0.00',
    QuotaLimit: '0.00',
    Currency: currencyOf(visit.world, 'alibaba', visit.accountId),
  });
};

export const queryProductList: Operation = (visit, parameters) => {
  const pageNum = parameters.integerOr('PageNum', 1, 1, 1_000);
  const pageSize = parameters.integerOr('PageSize', 20, 1, 300);
  const { wuying, cen } = visit.world.behaviour.productCodes;
  const products = [
    { ...wuying, name: 'WUYING Workspace network package' },
    { ...cen, name: 'CEN bandwidth plan' },
  ];
  return envelope({
    PageNum: pageNum,
    PageSize: pageSize,
    TotalCount: products.length,
    ProductList: {
      Product: products.slice((pageNum - 1) * pageSize, pageNum * pageSize).map((product) => ({
        ProductCode: product.productCode,
        ProductType: product.productType,
        ProductName: product.name,
        SubscriptionType: 'Subscription',
      })),
    },
  });
};

/** The refund operations word their success differently from the rest. */
function refundEnvelope(data: Record<string, unknown>): Record<string, unknown> {
  return { ...envelope(data), Code: '200', Message: 'success' };
}

function refundable(visit: Visit, parameters: Parameters): Package {
  const row = namedInstance(visit, parameters);
  const { refunds } = visit.world.behaviour;
  const { product } = row.details;
  if (product === 'ugn' || !refunds[product]) {
    throw new AlibabaError(
      400,
      'NotApplicable',
      'This product does not support refunds. Submit a ticket to enable it.',
    );
  }
  if (row.expiresAt === null || row.expiresAt <= visit.now || row.phase !== 'live') {
    throw new AlibabaError(400, 'ResourceStatusError', 'The status of the resource does not allow a refund.');
  }
  return row;
}

function productOf(visit: Visit, parameters: Parameters): Product {
  const code = parameters.required('ProductCode');
  const { wuying, cen } = visit.world.behaviour.productCodes;
  if (code === wuying.productCode) return 'wuying';
  if (code === cen.productCode) return 'cen';
  throw new AlibabaError(400, 'NotApplicable', 'This API is not applicable for caller.');
}

function pricedTerm(parameters: Parameters): Term {
  const count = parameters.integerOr('ServicePeriodQuantity', 1, 1, 120);
  const unit = (parameters.optional('ServicePeriodUnit') ?? 'Month').toLowerCase();
  if (unit === 'month') return { count, unit: 'Month' };
  if (unit === 'year') return { count, unit: 'Year' };
  throw invalidParameter('ServicePeriodUnit', 'valid values are Month and Year.');
}

/** The bandwidth in a module's configuration, such as `bandwidth:10` or `BandwidthValue:10,Area:china`. */
function moduleBandwidth(parameters: Parameters): number | null {
  for (let index = 1; parameters.optional(`ModuleList.${index}.ModuleCode`) !== null; index++) {
    const config = parameters.optional(`ModuleList.${index}.Config`) ?? '';
    const digits = /band_?width[^:,]*:\s*(\d{1,5})/i.exec(config)?.[1];
    if (digits !== undefined) return Number(digits);
  }
  return null;
}

/** `1234567.89` as `1,234,567.89`. */
function grouped(amount: string): string {
  return amount.replace(/\B(?=(\d{3})+(?=\.))/g, ',');
}
