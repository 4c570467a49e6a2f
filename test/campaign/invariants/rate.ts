import type { LoggedCall } from '../books.js';
import { QUOTAS } from '../campaign-config.js';
import type { Invariant } from './invariant.js';
import { isOurs } from './lives.js';

/** A little less than a second: what was let go in order may arrive closer together. */
const SECOND_MS = 900;

export const rateWithinQuota: Invariant = {
  name: 'rate-within-quota',
  promise: 'No account is asked more often than its quota says.',
  broken: ({ ledger }) => {
    const reads = ledger.calls.filter(({ action, caller }) => isOurs(caller) && isRead(action));
    return [...new Set(reads.map(({ caller }) => caller))].flatMap((caller) => {
      const most = busiestSecond(reads.filter((call) => call.caller === caller));
      return most <= QUOTAS.describePerSecond ? [] : [`${caller} read ${most} times within a second`];
    });
  },
};

function isRead(action: string): boolean {
  return /^(Describe|Get|List|Query)/.test(action);
}

/** The most calls of any second, in real time: that is what quotas are kept in. */
function busiestSecond(calls: readonly LoggedCall[]): number {
  const times = calls.map(({ realAt }) => Date.parse(realAt)).sort((one, other) => one - other);
  let most = 0;
  for (let first = 0, last = 0; last < times.length; last += 1) {
    while ((times[last] ?? 0) - (times[first] ?? 0) >= SECOND_MS) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
