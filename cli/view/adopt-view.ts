import { deskRegion } from '../../model/desk-region.js';
import type { Candidate, Refusal } from '../../workers/client/adopt/judge.js';
import { colour } from './colour.js';
import { printable, showWhen } from './text.js';

/** What adopting does, and above all what it does not do. */
export const NOTHING_IS_SPENT = 'Nothing is bought, paid or changed at the vendor: from now on these are watched.';

/** What is about to be taken over, as people read it before they say yes. */
export function candidatesText(candidates: readonly Candidate[], now: Date): string {
  return [...candidates.flatMap((one) => [...candidateLines(one, now), '']), NOTHING_IS_SPENT].join('\n');
}

function candidateLines({ resource, spec, former }: Candidate, now: Date): string[] {
  const { bandwidthMbps, product, account, expiresAt, autoRenew } = resource;
  const term =
    expiresAt === null
      ? 'has no term'
      : `its term ends ${showWhen(expiresAt, now)}; ${
          autoRenew === true ? 'the vendor renews it by itself, and goes on doing so' : 'somebody is asked before that'
        }`;
  return [
    `${colour.green('+')} ${colour.bold(spec.name)} will be taken over: ${product}, ${bandwidthMbps} Mbps, ${deskRegion(spec)}, account ${account}`,
    `    ${term}`,
    `    ${printable(resource.origin)}`,
    ...(former === null ? [] : [`    a package of that name ended before (${former.status})`]),
  ];
}

export function refusalsText(refusals: readonly Refusal[]): string {
  return refusals.map(({ resourceId, reason }) => `${printable(resourceId)}: ${printable(reason)}`).join('\n');
}
