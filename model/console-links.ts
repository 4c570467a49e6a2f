import { assertNever } from './assert-never.js';
import type { AccountConfig, AlibabaAccountConfig, UcloudAccountConfig } from './config/account-config.js';
import { isSimulated } from './config/endpoints.js';
import type { Product } from './product.js';

/** A page of the vendor's, for people. */
export interface ConsoleLink {
  readonly what: string;
  readonly url: string;
}

/**
 * Where somebody does by hand what Leaseline does: the product's page, orders, renewals. The vendors document no address of a
 * single resource, so the id has to be looked for there.
 */
export function consoleLinks(account: AccountConfig, product: Product): readonly ConsoleLink[] {
  const simulated = simulatorPage(account);
  if (simulated !== null) return [{ what: 'the simulated cloud (no real money)', url: simulated }];
  switch (account.vendor) {
    case 'alibaba':
      return alibabaLinks(account, product);
    case 'ucloud':
      return [ucloudLink(account)];
    default:
      return assertNever(account);
  }
}

/** Where somebody pays an account's unpaid orders. */
export function ordersPage(account: AccountConfig): ConsoleLink {
  const simulated = simulatorPage(account);
  if (simulated !== null) return { what: 'the billing page', url: simulated };
  switch (account.vendor) {
    case 'alibaba':
      return { what: 'Alibaba Cloud’s orders page', url: `${billingOf(account)}/order/list` };
    case 'ucloud':
      return { what: 'the UCloud console', url: ucloudLink(account).url };
    default:
      return assertNever(account);
  }
}

/** As the vendor's own SDKs name it where an order is to be paid by hand: each site has billing pages of its own. */
function billingOf({ site }: AlibabaAccountConfig): string {
  return site === 'domestic' ? 'https://usercenter2.aliyun.com' : 'https://usercenter2-intl.aliyun.com';
}

function alibabaLinks(account: AlibabaAccountConfig, product: Product): ConsoleLink[] {
  const isDomestic = account.site === 'domestic';
  const desktops = isDomestic ? 'https://eds.console.aliyun.com/' : 'https://eds.console.alibabacloud.com/';
  return [
    product === 'cen'
      ? { what: 'bandwidth plans', url: 'https://cen.console.aliyun.com/cen/list' }
      : { what: 'premium bandwidth plans', url: desktops },
    { what: 'orders, also unpaid ones', url: ordersPage(account).url },
    { what: 'renewals', url: `${billingOf(account)}/renew/manual` },
  ];
}

/** One vendor, two sites: which one, its API's address says. */
function ucloudLink({ endpoints }: UcloudAccountConfig): ConsoleLink {
  const isChina = endpoints.api !== null && new URL(endpoints.api).hostname.endsWith('ucloud.cn');
  return isChina
    ? { what: 'console', url: 'https://console.ucloud.cn/' }
    : { what: 'console (log in, then Console)', url: 'https://www.surfercloud.com/' };
}

function simulatorPage(account: AccountConfig): string | null {
  if (!isSimulated(account)) return null;
  const endpoint = account.vendor === 'alibaba' ? account.endpoints.bss : account.endpoints.api;
  return endpoint === null ? null : `${new URL(endpoint).origin}/_sim/billing`;
}
