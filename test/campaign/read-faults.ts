import { faultMenu } from '../../simulator/faults/menu.js';
import type { Dice } from './dice.js';
import type { VendorFault } from './schedule.js';

/** Ways for a listing or a look to mislead, as the pairwise part names them. */
export const READ_FAULTS = [
  'none',
  ...[
    'staleDescribe',
    'missingItem',
    'duplicateItem',
    'emptyList',
    'bareObject',
    'serviceUnavailable',
    'throttle',
    'dropBefore',
    'badGatewayAfter',
    'unknownStatus',
    'shuffledPages',
    'flappingItem',
  ].filter((fault) => fault in faultMenu),
] as const;

/** The same trouble at every read an operation's fate is looked for with; it passes after a few calls. */
export function readRules(fault: string, reads: readonly string[], dice: Dice): VendorFault[] {
  if (fault === 'none') return [];
  return reads.map((action) => ({
    action,
    fault,
    skip: dice.whole(`skip of ${action}`, 0, 2),
    count: dice.whole(`count of ${action}`, 1, 5),
    ...(fault === 'staleDescribe' && { seconds: dice.pick(`age of ${action}`, [30, 120, 600]) }),
  }));
}
