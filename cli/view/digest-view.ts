import type { Digest, DigestList, DigestPackage } from '../../model/digest.js';
import { showInstant } from '../../model/format-instant.js';
import { LEASE_STATUSES } from '../../model/status.js';
import { printable, showNextStep, showWhen } from './text.js';

/** The digest as a person reads it: the sentence, then what each number is made of. */
export function digestText(digest: Digest, now: Date): string {
  const { waiting, ending, unwatched, strays, blind } = digest;
  return [
    digest.what,
    ...statusLine(digest),
    ...section('Waits for a person', waiting, (one) => waitingLine(one, now)),
    ...section('Ends within 30 days', ending, (one) => endingLine(one, now)),
    ...section('NOT WATCHED any more', unwatched, ({ name, reason }) => `${name}: ${printable(reason ?? '')}`),
    ...section('Nobody owns', strays, ({ resourceId, product, account, region, firstSeenAt }) => {
      return `${printable(resourceId)} (${product} in ${region}, account ${account}), seen ${showWhen(firstSeenAt, now)}`;
    }),
    ...section('Cannot be seen', blind, ({ product, account, region, since }) => {
      const why = since === null ? 'its desk does not answer' : `not readable since ${showInstant(since)} UTC`;
      return `${product} in ${region}, account ${account}: ${why}`;
    }),
  ].join('\n');
}

function statusLine({ statuses }: Digest): string[] {
  const counts = LEASE_STATUSES.flatMap((status) => {
    const count = statuses[status];
    return count === undefined ? [] : [`${count} ${status}`];
  });
  return counts.length === 0 ? [] : [counts.join(', ')];
}

function section<Item>(title: string, { count, items }: DigestList<Item>, line: (item: Item) => string): string[] {
  if (count === 0) return [];
  const left = count - items.length;
  const lines = items.map((item) => `  ${line(item)}`);
  return ['', `${title}:`, ...lines, ...(left === 0 ? [] : [`  and ${left} more`])];
}

function waitingLine({ name, waitingFor, waitingSince, reason }: DigestPackage, now: Date): string {
  const since = waitingSince === null ? '' : ` since ${showWhen(waitingSince, now)}`;
  return `${name}: ${waitingFor}${since}${reason === null ? '' : `. ${printable(reason)}`}`;
}

function endingLine({ name, expiresAt, nextStep }: DigestPackage, now: Date): string {
  const end = expiresAt === null ? '' : ` ${showWhen(expiresAt, now)}`;
  return `${name}:${end}, then ${showNextStep(nextStep)}`;
}
