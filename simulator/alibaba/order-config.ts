import type { SimulatorBehaviour } from '../behaviour.js';
import type { Order, Package } from '../records.js';

const bought: Readonly<Record<Package['details']['product'], readonly string[]>> = {
  wuying: ['Bandwidth', 'OfficeSiteId', 'PayType', 'InternetChargeType', 'Period', 'PeriodUnit'],
  cen: ['Bandwidth', 'GeographicRegionAId', 'GeographicRegionBId', 'Name', 'Period', 'PricingCycle'],
  ugn: [],
};
/** What a change, a renewal or a refund of something that exists is billed by. */
const changed = ['Bandwidth', 'Period', 'PeriodUnit', 'RenewPeriod'];

/** `Config` of one sub-order, as the behaviour has it. */
export function orderConfig({ orderConfig }: SimulatorBehaviour, order: Order, resourceId: string): string {
  switch (orderConfig) {
    case 'request':
      return JSON.stringify(order.request);
    case 'modules':
      return JSON.stringify(modulesOf(order, resourceId));
    case 'none':
      return '';
  }
}

function modulesOf(order: Order, resourceId: string): Record<string, string> {
  if (order.kind === 'New') return picked(order.request, bought[order.product]);
  const idName =
    order.product === 'wuying' && order.request.InstanceId === undefined ? 'NetworkPackageId' : 'InstanceId';
  return { [idName]: resourceId, ...picked(order.request, changed), ...vendorTerm(order) };
}

/** The vendor's own renewal was asked for by nobody: its term stands in no request. */
function vendorTerm({ purpose, request }: Order): Record<string, string> {
  if (purpose.type !== 'renew' || Object.keys(request).length > 0) return {};
  return { Period: String(purpose.term.count), PeriodUnit: purpose.term.unit };
}

function picked(request: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (request[name] === undefined ? [] : [[name, request[name]]])));
}
