import type { Package, Tag, Term } from '../records.js';
import type { Visit } from '../world.js';

/** A package as it is born: ordered, not paid, not there for anybody yet. */
export function newPackage(
  visit: Visit,
  born: Pick<Package, 'resourceId' | 'vendor' | 'bandwidthMbps' | 'details'> & {
    readonly tags?: Tag[];
    readonly autoRenew: boolean;
    readonly renewalTerm: Term;
  },
): Package {
  const { autoRenew, renewalTerm, tags = [], ...rest } = born;
  return {
    ...rest,
    accountId: visit.accountId,
    phase: 'unpaid',
    phaseAt: visit.now,
    phaseEndsAt: null,
    createdAt: visit.now,
    startsAt: null,
    expiresAt: null,
    paidMinor: 0,
    renewal: {
      status: autoRenew ? 'AutoRenewal' : 'ManualRenewal',
      term: renewalTerm,
      nextAttemptAt: null,
      renewedOnce: false,
    },
    tags,
    orderIds: [],
  };
}
