import { ExplainedError } from '../../model/config/explained-error.js';
import { mapLimited } from '../../model/map-limited.js';
import type { Packages } from '../client/packages.js';
import { type Prune, scopeText } from './prune.js';

/** What became of one package that is in no file. */
export interface Pruned {
  readonly name: string;
  readonly result: 'releasing' | 'kept' | 'failed';
  readonly message: string | null;
}

const AT_ONCE = 5;

/** Releases what a plan says. Whoever planned has asked; a rule that wants an approval still asks for it. */
export function applyPrune(packages: Packages, { scope, entries }: Prune): Promise<readonly Pruned[]> {
  const comment = `no file names it any more (apply --prune, scope ${scopeText(scope)})`;
  return mapLimited(entries, AT_ONCE, async ({ name, action, reason }): Promise<Pruned> => {
    if (action === 'keep') return { name, result: 'kept', message: reason };
    try {
      const { message } = await packages.tell(name, 'release', { comment, confirm: true });
      return { name, result: 'releasing', message };
    } catch (error) {
      if (!(error instanceof ExplainedError)) throw error;
      return { name, result: 'failed', message: error.message };
    }
  });
}
