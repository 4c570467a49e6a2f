import { Dice } from './dice.js';
import { OPERATIONS, type Operation } from './operations.js';
import { type Factor, pairwiseRows, type Row } from './pairwise.js';
import { READ_FAULTS, readRules } from './read-faults.js';
import type { Answering, Resend, Schedule } from './schedule.js';
import { rulesFor, SEND_FAULTS, type SendFault } from './send-faults.js';

const RESENDS = ['ask', 'afterProof'] as const;
const ANSWERS = ['honest', 'hasty', 'withdraw', 'silent'] as const;

/** What a schedule of this part is made of; the product comes with the operation. */
const FACTORS: readonly Factor[] = [
  { name: 'operation', values: OPERATIONS.map(({ id }) => id) },
  { name: 'fault', values: SEND_FAULTS.map(({ id }) => id) },
  { name: 'read fault', values: READ_FAULTS },
  { name: 'paid by', values: ['vendor', 'person'] },
  { name: 'resend', values: RESENDS },
  { name: 'answer', values: ANSWERS },
];

interface Combination {
  readonly operation: Operation;
  readonly fault: SendFault;
  readonly readFault: string;
  readonly autoPay: boolean;
  readonly resend: Resend;
  readonly answer: Answering;
}

/** Every two of these together at least once. */
export const PAIRWISE: readonly Schedule[] = pairwiseRows(FACTORS, isPossible).map((row, index) =>
  scheduleOf(combinationOf(row), row, index),
);

function isPossible(row: Row): boolean {
  const { operation, fault } = combinationOf(row);
  return fault.fits(operation);
}

function combinationOf(row: Row): Combination {
  const [operationId, faultId, readFault = 'none', paidBy, resend, answer] = row;
  const operation = OPERATIONS.find(({ id }) => id === operationId);
  const fault = SEND_FAULTS.find(({ id }) => id === faultId);
  if (operation === undefined || fault === undefined) throw new Error(`no such combination: ${row.join(', ')}`);
  return {
    operation,
    fault,
    readFault,
    autoPay: paidBy === 'vendor',
    resend: RESENDS.find((one) => one === resend) ?? 'ask',
    answer: ANSWERS.find((one) => one === answer) ?? 'honest',
  };
}

function scheduleOf(combination: Combination, row: Row, index: number): Schedule {
  const { operation, fault, readFault, autoPay, resend, answer } = combination;
  const dice = new Dice(1, 'combination', index);
  const send = rulesFor(fault, operation, { count: dice.whole('count', 1, 2) });
  return {
    name: row.join(' / '),
    simulatorSeed: index + 1,
    resend,
    people: { pay: true, tell: dice.chance('tell', 0.5), approve: true, hurries: 0, answer },
    behaviour: operation.behaviour ?? {},
    packages: [operation.plan(autoPay)],
    rules: [...send.rules, ...readRules(readFault, operation.reads, dice)],
    boundaries: send.boundaries,
    console: [],
    restartAfter: [],
    livesDays: 0,
  };
}
