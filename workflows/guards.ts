/**
 * Every rule that keeps money from being spent twice, by name, so that the campaign can take one away and show what
 * breaks without it (docs/spending-once.md). It does so by writing names into the text below in a bundle of its own:
 * nothing at run time can switch a guard off.
 */
export type Guard =
  | 'snapshot'
  | 'fence'
  | 'lane'
  | 'rivals'
  | 'proofWindow'
  | 'positiveControl'
  | 'completeListing'
  | 'stableToken'
  | 'attemptWise'
  | 'expiryBefore'
  | 'stamps'
  | 'approval'
  | 'rebinding'
  | 'budget'
  | 'reminders';

const OFF = 'guards off: none.';

export function holds(guard: Guard): boolean {
  return !OFF.includes(` ${guard}.`);
}
