import type { CenOrder } from './order/cen.js';
import type { UgnOrder } from './order/ugn.js';
import type { WuyingOrder } from './order/wuying.js';
import type { Term } from './term.js';

/** A checked package: every default filled in, every duration in milliseconds. This is what a workflow is given. */
export type PackageSpec = PackageSpecCommon &
  (
    | { readonly product: 'wuying'; readonly order: WuyingOrder }
    | { readonly product: 'cen'; readonly order: CenOrder }
    | { readonly product: 'ugn'; readonly order: UgnOrder }
  );

interface PackageSpecCommon {
  readonly name: string;
  readonly account: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly lifecycle: Lifecycle;
  /** Policy from leaseline.yaml that must say yes before money is spent; null when none is asked for. */
  readonly approval: string | null;
}

export interface Lifecycle {
  readonly payment: {
    readonly withinMs: number;
    readonly remindEveryMs: number;
    readonly onTimeout: 'cancel' | 'keepWaiting';
  };
  readonly ready: { readonly withinMs: number; readonly onTimeout: 'wait' | 'fail' };
  readonly atTermEnd: 'ask' | 'renew' | 'release' | 'lapse' | 'vendorAutoRenew';
  readonly renew: {
    /** How long before expiry a renewal starts; the last third of the term bounds it (`renewalLeadMs`). */
    readonly beforeMs: number;
    readonly term: Term;
    /** Only WUYING can renew by an order that waits for payment. */
    readonly autoPay: boolean;
    /** Nobody answers: go on reminding, buy the shortest term within a standing approval, or let it lapse. */
    readonly onSilence: 'remind' | 'bridge' | 'lapse';
    /** The vendor's own renewal stays on and acts only when we are dead; ours comes before its deduction day. */
    readonly backstop: boolean;
  };
  /** `console`: a person renews at the vendor, and we remind and verify. */
  readonly renewBy: 'leaseline' | 'console';
  readonly releaseAt: string | null;
}

/** Whether the vendor's own renewal is to be on: where it renews, or steps in should we be dead. */
export function wantsVendorRenewal(spec: PackageSpec): boolean {
  const { atTermEnd, renew } = spec.lifecycle;
  return hasTerm(spec) && (atTermEnd === 'vendorAutoRenew' || (atTermEnd === 'renew' && renew.backstop));
}

type OrderOf<P extends PackageSpec['product']> = Pick<Extract<PackageSpec, { product: P }>, 'product' | 'order'>;

/** What is bought, by its product's own parameters. */
export type Bought = OrderOf<'wuying'> | OrderOf<'cen'> | OrderOf<'ugn'>;

/** True when the package is bought for a term and ends with it; pay-as-you-go packages never expire. */
export function hasTerm(spec: Bought): boolean {
  switch (spec.product) {
    case 'wuying':
      return spec.order.payType === 'PrePaid';
    case 'cen':
      return spec.order.bandwidthPackageChargeType === 'PREPAY';
    case 'ugn':
      return spec.order.chargeType === 'Month' || spec.order.chargeType === 'Year';
  }
}

/** The term the order buys; for pay-as-you-go, the term a later renewal would take if it ever had one. */
export function orderedTerm(spec: Bought): Term {
  switch (spec.product) {
    case 'wuying':
      return { period: spec.order.period, unit: spec.order.periodUnit };
    case 'cen':
      return { period: spec.order.period, unit: spec.order.pricingCycle };
    case 'ugn':
      return {
        period: Math.max(1, Math.trunc(spec.order.quantity)),
        unit: spec.order.chargeType === 'Year' ? 'Year' : 'Month',
      };
  }
}

/**
 * Whether its file says that it is given back by then: it would be as soon as it is bought.
 * @param now ISO 8601 UTC
 */
export function isReleasedBy({ lifecycle: { releaseAt } }: PackageSpec, now: string): boolean {
  return releaseAt !== null && Date.parse(releaseAt) <= Date.parse(now);
}

/**
 * Whether a change of its file gives it back the same moment: nobody who changes a date expects that. The date it has already
 * stands in no other change's way, also once it has passed.
 * @param now ISO 8601 UTC
 */
export function isReleasedByChange(current: PackageSpec, wanted: PackageSpec, now: string): boolean {
  return current.lifecycle.releaseAt !== wanted.lifecycle.releaseAt && isReleasedBy(wanted, now);
}

/** The same package with another bandwidth, Mbps. */
export function withBandwidth(spec: PackageSpec, bandwidthMbps: number): PackageSpec {
  switch (spec.product) {
    case 'wuying':
      return { ...spec, order: { ...spec.order, bandwidth: bandwidthMbps } };
    case 'cen':
      return { ...spec, order: { ...spec.order, bandwidth: bandwidthMbps } };
    case 'ugn':
      return { ...spec, order: { ...spec.order, bandWidth: bandwidthMbps } };
  }
}
