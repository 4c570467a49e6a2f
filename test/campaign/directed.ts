import type { Guard } from '../../workflows/guards.js';
import { cenPlan, ugnPlan, wuyingPlan } from './documents.js';
import type { PackagePlan, People, Schedule, WorkerFault } from './schedule.js';

type Given = Partial<Omit<Schedule, 'people'>> & { readonly people?: Partial<People> };

const RENEW = [{ say: 'renew' }] as const;
const SILENT = { answer: 'silent' } as const;
const MANY = 40;

/**
 * For each guard, lives that go wrong without it. Each is green with all guards in place, and at least one is red where
 * its own guard is taken away.
 */
export const DIRECTED: Readonly<Record<Guard, readonly Schedule[]>> = {
  // Two workers are given one task: the second must not send.
  fence: [
    life('fence, an order run twice', { packages: [wuyingPlan(1)], boundaries: [twice('createNetworkPackage')] }),
    life('fence, an order run twice', {
      packages: [wuyingPlan(null)],
      boundaries: [twice('createNetworkPackage')],
      behaviour: { onePackagePerOfficeSite: false },
    }),
    life('fence, a renewal run twice', {
      packages: [wuyingPlan(1, { acts: RENEW })],
      boundaries: [twice('renewNetworkPackages')],
    }),
    life('fence, a renewal run twice', {
      packages: [ugnPlan(1, { acts: RENEW })],
      boundaries: [twice('createRenew')],
    }),
  ],

  // Two orders that look the same: what one of them lost must not be taken for the other's.
  lane: [
    life('lane, equal orders lost together', {
      packages: [wuyingPlan(null), wuyingPlan(null)],
      rules: [{ action: 'CreateNetworkPackage', fault: 'dropAfter', count: 2 }],
    }),
    life('lane, one lost and one never sent', {
      packages: [wuyingPlan(null), wuyingPlan(null)],
      rules: [
        { action: 'CreateNetworkPackage', fault: 'dropAfter', count: 1 },
        { action: 'CreateNetworkPackage', fault: 'dropBefore', skip: 1, count: 1 },
      ],
    }),
    life('lane, one region pair for two', {
      packages: [ugnPlan(1), ugnPlan(1)],
      rules: [{ action: 'CreateSimpleUGNBwPackage', fault: 'dropAfter', count: 2 }],
    }),
  ],

  // The vendor is slower than three listings, and faster than the window.
  proofWindow: [60, 150, 300, 420, 540].map((seconds) =>
    life(`proofWindow, done after ${seconds} s`, {
      packages: [wuyingPlan(null)],
      rules: [{ action: 'CreateNetworkPackage', fault: 'lateCommit', seconds, count: 1 }],
      people: SILENT,
    }),
  ),

  // Every listing is empty, as at the wrong site.
  positiveControl: [wuyingPlan(null), ugnPlan(1)].map((plan) =>
    life('positiveControl, nothing is ever listed', {
      packages: [plan],
      rules: [lost(plan), ...atEachRead(plan, { fault: 'emptyList', count: MANY })],
      people: SILENT,
    }),
  ),

  // The listing breaks off, or loses what it should show.
  completeListing: [wuyingPlan(null), ugnPlan(1)].flatMap((plan) =>
    ['serviceUnavailable', 'missingItem', 'badGatewayAfter'].map((fault) =>
      life(`completeListing, ${fault}`, {
        packages: [plan],
        rules: [lost(plan), ...atEachRead(plan, { fault, count: MANY })],
        people: SILENT,
      }),
    ),
  ),

  // The same order again must bear the same token.
  stableToken: [
    life('stableToken, an order lost', {
      packages: [cenPlan()],
      rules: [{ action: 'CreateCenBandwidthPackage', fault: 'dropAfter', count: 2 }],
    }),
    life('stableToken, an unpaid order lost', {
      packages: [cenPlan({ order: { autoPay: false } })],
      rules: [{ action: 'CreateCenBandwidthPackage', fault: 'dropAfter', count: 2 }],
    }),
    life('stableToken, a renewal lost', {
      packages: [cenPlan({ acts: RENEW })],
      rules: [
        { action: 'RenewInstance', fault: 'dropAfter', count: 1 },
        { action: 'DescribeCenBandwidthPackages', fault: 'staleDescribe', seconds: 3600, skip: 2, count: 12 },
      ],
    }),
  ],

  // The first attempt was lost and the second refused, which says nothing about the first.
  attemptWise: [
    life('attemptWise, late and then no quota', {
      packages: [cenPlan()],
      rules: [
        { action: 'CreateCenBandwidthPackage', fault: 'lateCommit', seconds: 100, count: 1 },
        { action: 'CreateCenBandwidthPackage', fault: 'partnerQuotaShort', skip: 1, count: 1 },
      ],
    }),
    life('attemptWise, late and then no money', {
      packages: [cenPlan()],
      rules: [
        { action: 'CreateCenBandwidthPackage', fault: 'lateCommit', seconds: 100, count: 1 },
        { action: 'CreateCenBandwidthPackage', fault: 'insufficientBalanceNoOrder', skip: 1, count: 1 },
      ],
    }),
    life('attemptWise, a renewal late and then not applicable', {
      packages: [cenPlan({ acts: RENEW })],
      rules: [
        { action: 'RenewInstance', fault: 'lateCommit', seconds: 100, count: 1 },
        { action: 'RenewInstance', fault: 'successFalse', skip: 1, count: 1 },
      ],
    }),
  ],

  // The renewal was done: only an expiry later than the one before says so.
  expiryBefore: [wuyingPlan(1, { acts: RENEW }), ugnPlan(1, { acts: RENEW })].flatMap((plan) =>
    ['dropAfter', 'internalErrorAfter'].map((fault) =>
      life(`expiryBefore, ${fault}`, { packages: [plan], rules: [{ action: renewOf(plan), fault, count: 1 }] }),
    ),
  ),

  // Somebody had bought the same before, and ours was never sent.
  snapshot: [
    life('snapshot, an equal one of somebody else', {
      packages: [wuyingPlan(null)],
      console: [{ product: 'wuying', order: wuyingPlan(null).order }],
      rules: [{ action: 'CreateNetworkPackage', fault: 'dropBefore', count: 1 }],
    }),
    life('snapshot, an equal one of somebody else', {
      packages: [cenPlan()],
      console: [{ product: 'cen', order: cenPlan().order }],
      rules: [{ action: 'CreateCenBandwidthPackage', fault: 'dropBefore', count: 9 }],
    }),
  ],

  // What was read before an act says nothing about what the act has done.
  stamps: [wuyingPlan(1, { acts: RENEW }), ugnPlan(1, { acts: RENEW })].flatMap((plan) =>
    [60, 600].map((seconds) =>
      life(`stamps, a view ${seconds} s old`, {
        packages: [plan],
        rules: atEachRead(plan, { fault: 'staleDescribe', seconds, skip: 1, count: 8 }),
      }),
    ),
  ),
};

function life(name: string, { people, ...given }: Given): Schedule {
  return {
    name: `directed ${name}`,
    simulatorSeed: 1,
    resend: 'afterProof',
    behaviour: {},
    packages: [],
    rules: [],
    boundaries: [],
    console: [],
    restartAfter: [],
    livesDays: 0,
    ...given,
    people: { pay: true, tell: true, approve: true, answer: 'honest', ...people },
  };
}

function twice(activity: string): WorkerFault {
  return { activity, boundary: 'runTwice', skip: 0, count: 1 };
}

function lost({ product }: PackagePlan): Schedule['rules'][number] {
  const creates = {
    wuying: 'CreateNetworkPackage',
    cen: 'CreateCenBandwidthPackage',
    ugn: 'CreateSimpleUGNBwPackage',
  } as const;
  return { action: creates[product], fault: 'dropAfter', count: 1 };
}

function renewOf({ product }: PackagePlan): string {
  return { wuying: 'RenewNetworkPackages', cen: 'RenewInstance', ugn: 'CreateRenew' }[product];
}

function atEachRead(
  { product }: PackagePlan,
  fault: Omit<Schedule['rules'][number], 'action'>,
): Schedule['rules'][number][] {
  const reads = {
    wuying: ['DescribeNetworkPackages', 'QueryOrders', 'GetOrderDetail'],
    cen: ['DescribeCenBandwidthPackages', 'QueryOrders', 'GetOrderDetail'],
    ugn: ['GetSimpleUGNBwPackages', 'ListSimpleBwPackage'],
  } as const;
  return reads[product].map((action) => ({ action, ...fault }));
}
