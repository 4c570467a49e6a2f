/** What is read of a bill. `order` or `resource` must be there, and `amount` and `at`. */
export const BILL_FIELDS = ['order', 'resource', 'amount', 'currency', 'at', 'product', 'kind', 'status'] as const;
export type BillField = (typeof BILL_FIELDS)[number];

/** Which column holds what, from 0. */
export type BillColumns = Readonly<Partial<Record<BillField, number>>>;

/**
 * How the vendors call their columns, the surest name first. Alibaba Cloud: the detail files of BSS ("Detailed file format"),
 * QueryInstanceBill, QueryOrders, and the console's exports in both generations; UCloud: ListUBillDetail and
 * DescribeOrderDetailInfo.
 */
const NAMES: Readonly<Record<BillField, readonly string[]>> = {
  order: ['OrderId', 'OrderNo', 'RecordID', 'Order number', 'Order/Bill ID', '订单号', '订单号/账单号', '订单编号'],
  resource: ['InstanceID', 'ResourceId', '实例ID', '实例ID(出账粒度)', '资源ID'],
  amount: ['PretaxAmount', 'Amount', '应付金额', '应付金额(含税)', '订单金额', '金额'],
  currency: ['Currency', '币种'],
  at: ['PaymentTime', 'CreateTime', '消费时间', '支付时间', '创建时间', '下单时间', 'BillingDate', '账单日期'],
  product: ['ProductCode', 'ResourceType', 'CommodityCode', '产品Code', '商品Code', '资源类型'],
  status: ['PaymentStatus', 'OrderState', 'ShowHover', '支付状态', '订单状态'],
  kind: ['SubscriptionType', 'ChargeType', 'OrderType', '消费类型', '交易类型', '计费方式', '订单类型'],
};

/** The newer exports put a group before each name, as in `资源信息/实例ID`. */
const GROUP = /^(?:[^/]*(?:信息|details))\//i;

const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .trim()
    .replace(GROUP, '')
    .replaceAll(/[\s._]/g, '')
    .toLowerCase();

/**
 * @param given columns that a person names, for a bill whose words are not known here
 * @returns the columns, or null when this row of the file is no header of a bill
 */
export function columnsOf(
  header: readonly string[],
  given: Readonly<Partial<Record<BillField, string>>> = {},
): BillColumns | null {
  const names = header.map(plain);
  const columns: Partial<Record<BillField, number>> = {};
  for (const field of BILL_FIELDS) {
    const wanted = given[field] === undefined ? NAMES[field] : [given[field]];
    const at = wanted.map((name) => names.indexOf(plain(name))).find((index) => index >= 0);
    if (at !== undefined) columns[field] = at;
    else if (given[field] !== undefined) return null;
  }
  const { amount, at, order, resource } = columns;
  return amount === undefined || at === undefined || (order ?? resource) === undefined ? null : columns;
}
