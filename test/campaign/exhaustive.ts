import { OPERATIONS } from './operations.js';
import type { People, Resend, Schedule } from './schedule.js';
import { rulesFor, SEND_FAULTS } from './send-faults.js';

const HONEST: People = { pay: true, tell: true, approve: true, hurries: 0, answer: 'honest' };
const RESENDS: readonly Resend[] = ['ask', 'afterProof'];

/** Every operation, lost or refused in every way, once, under both resend modes. */
export const EXHAUSTIVE: readonly Schedule[] = OPERATIONS.flatMap((operation) =>
  SEND_FAULTS.filter((fault) => fault.fits(operation)).flatMap((fault) =>
    RESENDS.map(
      (resend): Schedule => ({
        name: `${operation.id} / ${fault.boundary} / ${fault.id} / ${resend}`,
        simulatorSeed: 1,
        resend,
        people: HONEST,
        behaviour: operation.behaviour ?? {},
        packages: [operation.plan(true)],
        ...rulesFor(fault, operation),
        console: [],
        restartAfter: [],
        livesDays: 0,
      }),
    ),
  ),
);
