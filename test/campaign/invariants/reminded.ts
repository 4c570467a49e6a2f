import { hasTerm } from '../../../model/package-spec.js';
import type { LedgerPackage } from '../books.js';
import { MINUTE_MS } from '../campaign-config.js';
import type { PackageEnd } from '../play.js';
import type { Invariant } from './invariant.js';
import { type Life, livesOf } from './lives.js';

export const lapsesOnlyReminded: Invariant = {
  name: 'nothing-lapses-unreminded',
  promise: 'What nobody decided to let end does not end before somebody was reminded, and is told when it has.',
  broken: (evidence) =>
    livesOf(evidence).flatMap((life) => {
      const { status, resourceId: own } = life.end.state;
      const ended = life.resources.find(({ resourceId }) => resourceId === own || status === 'Lapsed');
      if (ended === undefined || !isLapsed(life, ended, evidence.now)) return [];
      return unreminded(life.end, ended, evidence.schedule.awayDays !== undefined);
    }),
};

/** Its term is over by the vendor's books, and neither its file nor a person wanted that. */
function isLapsed({ end, later }: Life, { expiresAt }: LedgerPackage, now: string): boolean {
  const { spec, said } = end;
  if (!hasTerm(spec) || expiresAt === null || expiresAt > now) return false;
  if (!['renew', 'ask', 'vendorAutoRenew'].includes(spec.lifecycle.atTermEnd)) return false;
  const isGivenBack = later.some(({ kind }) => kind === 'Refund');
  return !isGivenBack && !said.some(({ say, accepted }) => say === 'release' && accepted);
}

/** @param wasAway nobody could be reminded while nothing ran: then it is enough to say so afterwards */
function unreminded({ name, state }: PackageEnd, { expiresAt }: LedgerPackage, wasAway: boolean): string[] {
  const reminders = state.timeline.filter(({ what }) => what.startsWith('reminder ('));
  // Vendors show an end to the second or the minute, and round it down.
  const endMs = Date.parse(expiresAt ?? '') - MINUTE_MS;
  const before = reminders.filter(({ at }) => Date.parse(at) < endMs);
  const isTold = reminders.length > before.length || state.status === 'Lapsed';
  return [
    ...(wasAway || before.length > 0 ? [] : [`${name} ended at ${expiresAt}, and nobody was reminded before`]),
    ...(isTold ? [] : [`${name} ended at ${expiresAt}, and nobody was told then`]),
  ];
}
