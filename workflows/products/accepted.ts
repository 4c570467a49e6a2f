import type { Outcome } from '../../model/outcome.js';

/** The same outcome with what the vendor accepted said in our words. */
export function accepted<From, To>(outcome: Outcome<From>, say: (value: From) => To): Outcome<To> {
  return outcome.kind === 'accepted' ? { ...outcome, value: say(outcome.value) } : outcome;
}
