import type { SimulatorBehaviourInput } from '../../simulator/behaviour.js';
import { Dice } from './dice.js';
import { cenAttachment, cenPlan, meteredWuyingPlan, ugnPlan, wuyingPlan } from './documents.js';
import { governanceBy } from './governance.js';
import { OPERATIONS, type Operation, RESIZE_IS_KNOWN } from './operations.js';
import { READ_FAULTS, readRules } from './read-faults.js';
import type { Act, PackagePlan, People, Schedule, VendorFault, WorkerFault } from './schedule.js';
import { rulesFor, SEND_FAULTS, type SendFault } from './send-faults.js';

/** A whole schedule by chance: packages, people, vendors and faults. The same seed and number give the same one. */
export function randomSchedule(seed: number, number: number): Schedule {
  const dice = new Dice(seed, 'schedule', number);
  const livesDays = dice.pick('lives', [0, 0, 0, 0, 0, 0, 0, 0, 9, 20]);
  const packages = packagesBy(dice, livesDays > 0);
  const products = new Set(packages.map(({ product }) => product));
  const operations = OPERATIONS.filter(({ id }) => [...products].some((product) => id.startsWith(`${product}.`)));
  const sends = sendsBy(dice.for('sends'), operations);
  return {
    name: `random ${seed}:${number}`,
    simulatorSeed: dice.whole('simulator', 1, 1_000_000),
    resend: dice.pick('resend', ['ask', 'afterProof']),
    people: peopleBy(dice),
    behaviour: behaviourBy(dice),
    packages,
    rules: [...sends.flatMap(({ rules }) => rules), ...readsBy(dice.for('reads'), operations)],
    boundaries: [...sends.flatMap(({ boundaries }) => boundaries), ...lostAsks(dice)],
    console: dice.chance('console', 0.1) ? [consoleTwin(packages)] : [],
    // Long lives cost too much where the worker remembers nothing.
    restartAfter: livesDays === 0 && dice.chance('restart', 0.02) ? [dice.whole('restart after', 0, 3)] : [],
    livesDays,
    ...(livesDays > 0 &&
      dice.chance('renewed at the console', 0.4) && { renewedAtConsole: consoleRenewal(dice, packages) }),
  };
}

function consoleRenewal(dice: Dice, { length }: readonly PackagePlan[]): NonNullable<Schedule['renewedAtConsole']> {
  return { package: dice.whole('which is renewed', 0, length - 1), quarter: dice.whole('quarter of that', 0, 3) };
}

/** The same life, under rules, a budget and approvers. */
export function governedSchedule(seed: number, number: number): Schedule {
  const schedule = randomSchedule(seed, number);
  const dice = new Dice(seed, 'schedule', number).for('governance');
  return { ...schedule, name: `governed ${seed}:${number}`, governance: governanceBy(dice) };
}

function packagesBy(dice: Dice, livesLong: boolean): PackagePlan[] {
  const count = dice.pick('packages', [1, 1, 1, 1, 2, 2, 3]);
  // Sometimes two that cannot be told apart.
  const twins = count > 1 && !livesLong && dice.chance('twins', 0.4);
  const twinKind = dice.pick('kind of twins', ['same site', 'unattached', 'same pair'] as const);
  return Array.from({ length: count }, (_, index) => {
    const own = dice.for('package', index);
    const startsInRound = index === 0 ? 0 : own.pick('starts', [0, 0, 0, 1]);
    const isTwin = twins && index < 2;
    const wish = { ...wishBy(own, livesLong), startsInRound };
    if (isTwin && twinKind === 'same pair') return ugnPlan(1, wish);
    if (isTwin) {
      const autoPay = dice.chance('twins pay', 0.6);
      const site = twinKind === 'same site' ? 1 : null;
      return wuyingPlan(site, { ...wish, order: { autoPay } });
    }
    return planBy(own, index + 1, wish, livesLong);
  });
}

type Wish = NonNullable<Parameters<typeof cenPlan>[0]>;

function planBy(dice: Dice, place: number, wish: Wish, livesLong: boolean): PackagePlan {
  const autoPay = dice.chance('autoPay', 0.6);
  switch (dice.pick('product', ['wuying', 'wuying', 'wuying', 'cen', 'cen', 'ugn', 'ugn'] as const)) {
    case 'wuying': {
      const site = dice.chance('attached', 0.8) ? place : null;
      if (!livesLong && dice.chance('metered', 0.2)) return meteredWuyingPlan(site, { ...wish, lifecycle: {} });
      const term = livesLong ? { period: 1, periodUnit: dice.pick('unit', ['Week', 'Month']) } : {};
      return wuyingPlan(site, { ...wish, order: { autoPay, ...term } });
    }
    case 'cen': {
      const attachment = dice.chance('attach', 0.4) ? cenAttachment(place) : {};
      return cenPlan({ ...wish, order: { autoPay, ...attachment } });
    }
    case 'ugn':
      return ugnPlan(place, wish);
  }
}

function wishBy(dice: Dice, livesLong: boolean): Wish {
  const atTermEnd = livesLong
    ? dice.pick('term end', ['renew', 'renew', 'renew', 'lapse', 'release', 'ask'])
    : dice.pick('term end', ['renew', 'ask', 'lapse']);
  const within = dice.pick('pay within', ['30m', '6h', '2d']);
  return {
    lifecycle: { atTermEnd, payment: { within } },
    approval: dice.chance('approval', 0.1),
    acts: actsBy(dice),
  };
}

function actsBy(dice: Dice): Act[] {
  const count = dice.pick('acts', [0, 0, 1, 1, 2, 3]);
  return Array.from({ length: count }, (_, index): Act => {
    const say = dice.pick(`act ${index}`, ['renew', 'renew', 'release', 'cancel', 'resize'] as const);
    if (say !== 'resize') return { say };
    return RESIZE_IS_KNOWN ? { say, bandwidthMbps: dice.pick(`size ${index}`, [12, 20, 40]) } : { say: 'renew' };
  });
}

function peopleBy(dice: Dice): People {
  return {
    pay: dice.chance('pay', 0.8),
    tell: dice.chance('tell', 0.5),
    approve: dice.chance('approve', 0.9),
    hurries: dice.chance('hurry', 0.1) ? 3 : 0,
    answer: dice.pick('answer', ['honest', 'honest', 'honest', 'hasty', 'withdraw', 'silent']),
  };
}

/** What the vendors' pages leave open. */
function behaviourBy(dice: Dice): SimulatorBehaviourInput {
  return {
    lowBalance: dice.pick('low balance', ['unpaidOrder', 'abnormalOrder', 'noOrder']),
    unpaidBlocks: dice.pick('unpaid blocks', ['instance', 'instance', 'account']),
    unpaidPackages: dice.pick('unpaid packages', ['hidden', 'hidden', 'creating']),
    releasedPackages: dice.pick('released packages', ['hidden', 'listedForAnHour']),
    onePackagePerOfficeSite: dice.chance('one per site', 0.8),
    wuyingDowngrade: dice.pick('downgrade', ['atOnce', 'nextDay']),
    orderConfig: dice.pick('order config', ['modules', 'modules', 'request', 'none']),
    ubillOrders: dice.pick('ubill orders', ['shown', 'notOffered']),
    showTags: dice.pick('tags', [true, true, false]),
    refunds: { wuying: dice.chance('refunds', 0.7), cen: dice.chance('cen refunds', 0.7) },
    cancelOfCancelled: dice.pick('cancel again', ['refused', 'accepted']),
    ugnDefaultPackages: dice.pick('free packages', ['hidden', 'listed']),
    orderIdDigits: dice.pick('digits', [15, 19]),
  };
}

interface Rules {
  readonly rules: readonly VendorFault[];
  readonly boundaries: readonly WorkerFault[];
}

function sendsBy(dice: Dice, operations: readonly Operation[]): Rules[] {
  return Array.from({ length: dice.pick('count', [1, 1, 2, 2, 3, 4]) }, (_, index) => {
    const own = dice.for(index);
    // Orders are what can be paid twice.
    const orders = operations.filter(({ id }) => id.endsWith('.create'));
    const operation = oneOf(own, 'operation', own.chance('order', 0.5) ? orders : operations);
    const fault = oneOf(
      own,
      'fault',
      SEND_FAULTS.filter((one) => one.fits(operation) && !isRare(one, own)),
    );
    return rulesFor(fault, operation, {
      skip: own.pick('skip', [0, 0, 0, 1]),
      count: own.pick('strikes', [1, 1, 1, 2, 3]),
    });
  });
}

/** Those that cost real time are played less often. */
function isRare({ id }: SendFault, dice: Dice): boolean {
  return (id === 'delayAfter' || id === 'worker-hangAfter') && dice.chance(`no ${id}`, 0.7);
}

function readsBy(dice: Dice, operations: readonly Operation[]): VendorFault[] {
  return Array.from({ length: dice.pick('count', [0, 0, 1, 1, 2]) }).flatMap((_, index) => {
    const own = dice.for(index);
    const { reads } = oneOf(own, 'operation', operations);
    return readRules(oneOf(own, 'fault', READ_FAULTS), own.chance('all', 0.5) ? reads : reads.slice(0, 1), own);
  });
}

/** The way to the desk is lost as well, now and then. */
function lostAsks(dice: Dice): WorkerFault[] {
  if (!dice.chance('lost ask', 0.1)) return [];
  const boundary = dice.pick('how the ask is lost', ['failBefore', 'loseAnswer', 'runTwice']);
  return [{ activity: 'askDesk', boundary, skip: dice.whole('asks before', 0, 4), count: 1 }];
}

/** The same as the first package, bought by somebody else. */
function consoleTwin([first]: readonly PackagePlan[]): Schedule['console'][number] {
  if (first === undefined) throw new Error('a schedule has at least one package');
  const { officeSiteId: _, attach: __, ...order } = first.order;
  // A region pair holds one package only: the twin stands beside it.
  const beside = first.product === 'ugn' ? { regionB: 'sg' } : {};
  return { product: first.product, order: { ...order, ...beside } };
}

function oneOf<T>(dice: Dice, name: string, choices: readonly T[]): T {
  const choice = choices[dice.whole(name, 0, choices.length - 1)];
  if (choice === undefined) throw new Error(`nothing to choose for ${name}`);
  return choice;
}
