import type { Guard } from '../../workflows/guards.js';
import { cenPlan, ugnPlan, wuyingPlan } from './documents.js';
import type { Governance } from './governance.js';
import type { PackagePlan, People, Schedule, WorkerFault } from './schedule.js';

type Given = Partial<Omit<Schedule, 'people'>> & { readonly people?: Partial<People> };

const RENEW = [{ say: 'renew' }] as const;
const RESIZE = [{ say: 'resize', bandwidthMbps: 8 }] as const;
const RESIZED_TWICE = [...RESIZE, ...RESIZE] as const;
const NEXT_ROUND = { startsInRound: 1 };
const SILENT = { answer: 'silent' } as const;
const MANY = 40;
const HELD_BACK = { activity: 'sweepRegion', boundary: 'heldBack', skip: 0, count: MANY } as const;
const GOVERNED: Governance = {
  approve: ['order'],
  quorum: 1,
  budgetMinor: null,
  over: 'deny',
  approvers: 'prompt',
  rise: null,
};
/** Shows that what is listed can be seen, and could not be taken for anything else. */
const OTHER_WUYING = { product: 'wuying', order: wuyingPlan(null, { order: { bandwidth: 50 } }).order } as const;

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

  // Two orders that look the same, the second in time to be taken for what became of the first: whose window ends first
  // looks first.
  lane: [
    life('lane, at one office site', {
      packages: [unpaid(wuyingPlan(1)), unpaid(wuyingPlan(1, NEXT_ROUND))],
      behaviour: { onePackagePerOfficeSite: false },
      rules: [
        { action: 'CreateNetworkPackage', fault: 'dropBefore', count: 1 },
        { action: 'CreateNetworkPackage', fault: 'dropAfter', skip: 1, count: 1 },
      ],
    }),
    life('lane, the second takes what the first has lost', {
      packages: [unpaid(wuyingPlan(null)), unpaid(wuyingPlan(null, NEXT_ROUND))],
      rules: [
        { action: 'CreateNetworkPackage', fault: 'dropBefore', count: 1 },
        { action: 'CreateNetworkPackage', fault: 'dropAfter', skip: 1, count: 1 },
      ],
    }),
  ],

  // The orders say nothing but when they were made: either could be what became of the other one's.
  rivals: [
    life('rivals, for different sites, which no order says', {
      packages: [unpaid(wuyingPlan(1)), unpaid(wuyingPlan(2, NEXT_ROUND))],
      behaviour: { orderConfig: 'none', unpaidPackages: 'hidden' },
      rules: [
        { action: 'CreateNetworkPackage', fault: 'dropBefore', count: 1 },
        { action: 'CreateNetworkPackage', fault: 'dropAfter', skip: 1, count: 1 },
      ],
    }),
    // Both answers are late: the first order is found and waits to be paid, the second was refused because of it. What the
    // first is brought for its money carries no mark that can be seen.
    life('rivals, what another one has ordered and not been brought yet', {
      packages: [unpaid(wuyingPlan(1)), unpaid(wuyingPlan(1))],
      behaviour: { unpaidBlocks: 'account', orderConfig: 'request', showTags: false },
      rules: [{ action: 'CreateNetworkPackage', fault: 'delayAfter', seconds: 2, count: 2 }],
      people: { tell: false },
      simulatorSeed: 106_620,
    }),
  ],

  // The vendor is slower than three listings, and faster than the window.
  proofWindow: [60, 150, 300].map((seconds) =>
    life(`proofWindow, done after ${seconds} s`, {
      packages: [wuyingPlan(null)],
      console: [OTHER_WUYING],
      rules: [{ action: 'CreateNetworkPackage', fault: 'lateCommit', seconds, count: 1 }],
      people: SILENT,
    }),
  ),

  // Every listing is empty, as at the wrong site.
  positiveControl: [
    life('positiveControl, nothing is ever listed', {
      packages: [wuyingPlan(null)],
      rules: [
        { action: 'CreateNetworkPackage', fault: 'dropAfter', count: 1 },
        ...['DescribeNetworkPackages', 'QueryOrders', 'GetOrderDetail'].map((action) => ({
          action,
          fault: 'emptyList',
          count: MANY,
        })),
      ],
      people: SILENT,
    }),
  ],

  // The listing breaks off, or loses what it should show.
  completeListing: [
    life('completeListing, its order is the one that is missing', {
      packages: [unpaid(wuyingPlan(null))],
      console: [OTHER_WUYING],
      rules: [
        { action: 'CreateNetworkPackage', fault: 'dropAfter', count: 1 },
        { action: 'QueryOrders', fault: 'missingItem', count: MANY },
      ],
      people: SILENT,
    }),
    life('completeListing, its order is the one that is missing', {
      packages: [unpaid(wuyingPlan(null)), wuyingPlan(1, { startsInRound: 1 })],
      rules: [
        { action: 'CreateNetworkPackage', fault: 'dropAfter', count: 1 },
        { action: 'QueryOrders', fault: 'missingItem', count: MANY },
      ],
      people: SILENT,
    }),
  ],

  // The same order again must bear the same token.
  stableToken: [
    life('stableToken, an order lost', {
      packages: [cenPlan()],
      rules: [{ action: 'CreateCenBandwidthPackage', fault: 'dropAfter', count: 2 }],
    }),
    life('stableToken, an unpaid order lost', {
      packages: [unpaid(cenPlan())],
      rules: [{ action: 'CreateCenBandwidthPackage', fault: 'dropAfter', count: 2 }],
    }),
    // The token does not protect from these: what was lost was a refusal, and the order it left behind is alive.
    life('stableToken, a refusal lost that left an order', {
      packages: [cenPlan()],
      behaviour: { orderConfig: 'none' },
      rules: [{ action: 'CreateCenBandwidthPackage', fault: 'insufficientBalanceAbnormalOrder', count: 1 }],
      boundaries: [twice('createCenBandwidthPackage')],
    }),
    life('stableToken, a refusal lost that left an order no listing shows', {
      packages: [cenPlan()],
      rules: [
        { action: 'CreateCenBandwidthPackage', fault: 'insufficientBalanceAbnormalOrder', count: 1 },
        { action: 'QueryOrders', fault: 'missingItem', count: 4 },
      ],
      boundaries: [twice('createCenBandwidthPackage')],
    }),
  ],

  // The first attempt was lost and the second refused, which says nothing about the first.
  attemptWise: [
    life('attemptWise, late, and the retry behind an order that is paid before', {
      packages: [unpaid(wuyingPlan(1)), cenPlan()],
      behaviour: { unpaidBlocks: 'account' },
      rules: [{ action: 'CreateCenBandwidthPackage', fault: 'lateCommit', seconds: 100, count: 1 }],
    }),
    life('attemptWise, late, and the retry behind an order that is paid before', {
      packages: [unpaid(wuyingPlan(1)), cenPlan({ startsInRound: 1 })],
      behaviour: { unpaidBlocks: 'account' },
      rules: [{ action: 'CreateCenBandwidthPackage', fault: 'lateCommit', seconds: 1000, count: 1 }],
    }),
  ],

  // The renewal was done: only an expiry later than the one before says so.
  expiryBefore: [
    life('expiryBefore, the sweep has told of the new expiry first', {
      packages: [ugnPlan(1, { lifecycle: { atTermEnd: 'renew' } })],
      behaviour: { ubillOrders: 'notOffered' },
      rules: [
        { action: 'CreateRenew', fault: 'dropAfter', count: 1 },
        { action: 'GetSimpleUGNBwPackages', fault: 'staleDescribe', seconds: 120 },
      ],
      people: SILENT,
      livesDays: 36,
    }),
  ],

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
  stamps: [15, 17].map((failures) =>
    life(`stamps, a sweep from before the resize tells of the old bandwidth after it; unreadable ${failures} times`, {
      packages: [ugnPlan(1, { acts: RESIZED_TWICE })],
      rules: [
        { action: 'ListSimpleBwPackage', fault: 'staleDescribe', seconds: 3 },
        // The second resize is lost, and the looks before it fail, however often they are tried: only what is remembered says what it has.
        { action: 'ModifyUGNBandwidth', fault: 'dropBefore', skip: 1, count: 1 },
        { action: 'GetSimpleUGNBwPackages', fault: 'serviceUnavailable', skip: 3, count: failures },
      ],
      boundaries: [
        // Two looks before it is sent, and the one that proves it.
        { ...HELD_BACK, until: 'getSimpleUGNBwPackages', untilRuns: 3 },
      ],
      people: { hurries: 1 },
    }),
  ),

  approval: [life('approval, nobody is asked', { packages: [wuyingPlan(1)], governance: GOVERNED })],

  // One yes has come, the vendor raises its prices, and then the second: it was to the old price.
  rebinding: [
    life('rebinding, dearer between the question and the last yes', {
      packages: [wuyingPlan(1)],
      governance: { ...GOVERNED, quorum: 2, approvers: 'apart', rise: { round: 0, percent: 50 } },
    }),
  ],

  // Its week ends, and nobody answers what is to become of it.
  reminders: [
    life('reminders, a week that nobody decides about', {
      packages: [wuyingPlan(1, { order: { period: 1, periodUnit: 'Week' }, lifecycle: { atTermEnd: 'ask' } })],
      people: SILENT,
      livesDays: 9,
    }),
  ],

  budget: [
    life('budget, with room for one of two', {
      packages: [wuyingPlan(1), wuyingPlan(2, NEXT_ROUND)],
      governance: { ...GOVERNED, approve: ['renew'], budgetMinor: 25_000 },
    }),
  ],
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
    people: { pay: true, tell: true, approve: true, hurries: 0, answer: 'honest', ...people },
  };
}

function twice(activity: string): WorkerFault {
  return { activity, boundary: 'runTwice', skip: 0, count: 1 };
}

/** The same, to be paid by a person. */
function unpaid(plan: PackagePlan): PackagePlan {
  return { ...plan, order: { ...plan.order, autoPay: false } };
}
