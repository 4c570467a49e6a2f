import type { Order } from '../../clouds/alibaba/bss-types.js';
import { parseMinor } from '../../model/money.js';
import type { OrderSeen, PaymentStatus } from '../../model/observation.js';
import { instant } from './time.js';

/** Several entries of one order are its sub-orders: their amounts add up, and the least settled one decides. */
export function orderSeen(
  entries: readonly (Order & { readonly InstanceIDs?: readonly string[] })[],
): OrderSeen | null {
  const [first] = entries;
  if (first === undefined) return null;
  const statuses = entries.map((entry) => paymentStatusOf(entry.PaymentStatus));
  const amounts = entries.map((entry) => (entry.PretaxAmount === null ? null : parseMinor(entry.PretaxAmount)));
  const resourceIds = [...new Set(entries.flatMap(({ InstanceIDs = [] }) => InstanceIDs))];
  return {
    orderId: first.OrderId,
    paymentStatus: LEAST_SETTLED_FIRST.find((status) => statuses.includes(status)) ?? 'unrecognised',
    vendorStatus: first.PaymentStatus ?? 'no payment status',
    amountMinor: amounts.includes(null) ? null : amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0),
    currency: first.Currency,
    createdAt: instant(first.CreateTime),
    ...(resourceIds.length > 0 && { resourceIds }),
  };
}

const LEAST_SETTLED_FIRST = ['unpaid', 'unrecognised', 'paid', 'cancelled'] as const;

function paymentStatusOf(word: string | null): PaymentStatus {
  switch (word) {
    case 'Unpaid':
      return 'unpaid';
    case 'Paid':
      return 'paid';
    case 'Cancelled':
      return 'cancelled';
    default:
      return 'unrecognised';
  }
}
