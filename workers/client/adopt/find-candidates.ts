import { listPackages } from '../../../activities/listing/rows.js';
import type { DeskName } from '../../../model/ids.js';
import { mapLimited } from '../../../model/map-limited.js';
import type { Product } from '../../../model/product.js';
import type { StrayResource } from '../../../model/survey.js';
import type { Reach } from '../reach.js';
import { findPackage } from '../state.js';
import { straysOf, surveyStrays } from '../strays.js';
import { type SurveyedDesk, surveyDesks, surveysFor } from '../survey.js';
import { type Candidate, judge, type Refusal } from './judge.js';

export interface Found {
  readonly candidates: readonly Candidate[];
  readonly refusals: readonly Refusal[];
  /** Places that could not be read to the end. */
  readonly problems: readonly string[];
}

const NAMES_AT_ONCE = 20;

/**
 * Reads the vendor afresh and decides what can be taken over.
 * @param resourceIds these; empty: everything nobody owns
 */
export async function findCandidates(
  reach: Reach,
  desks: readonly DeskName[],
  wanted: { readonly account: string; readonly product: Product; readonly resourceIds: readonly string[] },
): Promise<Found> {
  const { account, product, resourceIds } = wanted;
  const surveyed = await surveyAll(reach, desks, resourceIds);
  const { resources, desks: reports } = straysOf(surveyed);
  const problems = [...new Set(reports.flatMap(({ problem }) => problem ?? []))];
  const shown = distinct(resources);
  const packages = await listPackages(reach.client, { account, product });
  const judged = await mapLimited(shown, NAMES_AT_ONCE, async (resource) => {
    const namesake = await findPackage(reach.client, resource.resourceId.toLowerCase());
    return judge(resource, { packages, namesake });
  });
  const seen = new Set(shown.map(({ resourceId }) => resourceId));
  const missing = resourceIds.filter((resourceId) => !seen.has(resourceId));
  return {
    candidates: judged.flatMap((one) => (one.ok ? [one.candidate] : [])),
    refusals: [
      ...judged.flatMap((one) => (one.ok ? [] : [one.refusal])),
      ...missing.map((resourceId) => notThere(resourceId, desks, problems.length > 0)),
    ],
    problems,
  };
}

async function surveyAll(
  reach: Reach,
  desks: readonly DeskName[],
  resourceIds: readonly string[],
): Promise<readonly SurveyedDesk[]> {
  if (resourceIds.length === 0) return surveyStrays(reach, desks, true);
  const answers: SurveyedDesk[] = [];
  for (const request of surveysFor(resourceIds, true)) answers.push(...(await surveyDesks(reach, desks, request)));
  return answers;
}

function distinct(resources: readonly StrayResource[]): readonly StrayResource[] {
  return [...new Map(resources.map((resource) => [resource.resourceId, resource])).values()];
}

function notThere(resourceId: string, desks: readonly DeskName[], isPartlyUnseen: boolean): Refusal {
  const places = [...new Set(desks.map(({ region }) => region))].join(', ');
  return isPartlyUnseen
    ? {
        resourceId,
        reason: `it was not found, but not every place could be read (looked in ${places})`,
        remedy: 'Ask again when the vendor can be read',
      }
    : {
        resourceId,
        reason: `the vendor does not show it in ${places}`,
        remedy: 'Check the id, or name where it is with --region',
      };
}
