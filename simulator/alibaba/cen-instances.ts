import type { Package, Tag } from '../records.js';
import { freshId, type Visit } from '../world.js';
import { descriptionOf, nameOf } from './cen-create.js';
import { findCen, findPlan, livePlans } from './cen-plans.js';
import { onceByToken } from './client-token.js';
import { AlibabaError, invalidParameter } from './errors.js';
import type { Operation } from './operation.js';
import type { Parameters } from './parameters.js';

const tagLimits = { keyLength: 64, valueLength: 128 } as const;

export const createCen: Operation = (visit, parameters) =>
  onceByToken(visit, parameters, () => {
    const cenId = freshId(visit.world, 'cen');
    visit.world.ledger.createdCens.put({
      cenId,
      accountId: visit.accountId,
      name: nameOf(parameters),
      description: descriptionOf(parameters),
      createdAt: visit.now,
      deleted: false,
    });
    const tags = parameters.tags(tagLimits);
    if (tags.length > 0) visit.world.ledger.cenTags.put({ key: `${visit.accountId}\n${cenId}`, tags });
    return { CenId: cenId };
  });

export const modifyCenAttribute: Operation = (visit, parameters) => {
  const cen = findCen(visit, parameters.required('CenId'));
  const name = parameters.optional('Name') === null ? cen.name : nameOf(parameters);
  const description = parameters.optional('Description') === null ? cen.description : descriptionOf(parameters);
  visit.world.ledger.createdCens.put({ ...cen, name, description });
  return {};
};

export const deleteCen: Operation = (visit, parameters) => {
  const cen = findCen(visit, parameters.required('CenId'));
  if (livePlans(visit).some((plan) => plan.details.cenId === cen.cenId)) {
    throw new AlibabaError(
      409,
      'InvalidOperation.CenInstanceStatus',
      'The CEN still has a bandwidth package attached to it.',
    );
  }
  visit.world.ledger.createdCens.put({ ...cen, deleted: true });
  return {};
};

export const tagResources: Operation = (visit, parameters) => {
  const added = parameters.tags(tagLimits);
  if (added.length === 0) throw invalidParameter('Tag', 'at least one tag is needed.');
  for (const resource of taggedResources(visit, parameters)) {
    const kept = resource.tags.filter((tag) => !added.some((fresh) => fresh.key === tag.key));
    if (kept.length + added.length > 20) throw invalidParameter('Tag', 'a resource has at most 20 tags.');
    resource.put([...kept, ...added]);
  }
  return {};
};

export const untagResources: Operation = (visit, parameters) => {
  const keys = new Set(parameters.list('TagKey', 20));
  const all = parameters.flag('All', false);
  for (const resource of taggedResources(visit, parameters)) {
    resource.put(all && keys.size === 0 ? [] : resource.tags.filter((tag) => !keys.has(tag.key)));
  }
  return {};
};

export const listTagResources: Operation = (visit, parameters) => {
  const type = resourceType(parameters);
  const wanted = parameters.tags(tagLimits);
  const ids = parameters.list('ResourceId', 20);
  const resources =
    ids.length > 0
      ? taggedResources(visit, parameters)
      : type === 'bandwidthpackage'
        ? livePlans(visit).map((plan) => planTags(visit, plan))
        : [];
  const rows = resources.flatMap((resource) =>
    resource.tags
      .filter((tag) => wanted.every((want) => want.key !== tag.key || want.value === '' || want.value === tag.value))
      .map((tag) => ({
        ResourceId: resource.id,
        ResourceType: type === 'bandwidthpackage' ? 'BandwidthPackage' : 'Cen',
        TagKey: tag.key,
        TagValue: tag.value,
      })),
  );
  return { TagResources: { TagResource: rows }, NextToken: '' };
};

interface Tagged {
  readonly id: string;
  readonly tags: readonly Tag[];
  put(tags: Tag[]): void;
}

/** One page says `cen`, the next `BandwidthPackage`: any case is taken. */
function resourceType(parameters: Parameters): 'cen' | 'bandwidthpackage' {
  const type = parameters.required('ResourceType').toLowerCase();
  if (type === 'cen' || type === 'bandwidthpackage') return type;
  throw invalidParameter('ResourceType', 'valid values are cen and BandwidthPackage.');
}

function taggedResources(visit: Visit, parameters: Parameters): Tagged[] {
  const type = resourceType(parameters);
  return parameters.requiredList('ResourceId', 20).map((id) => {
    if (type === 'bandwidthpackage' || id.startsWith('cenbwp-')) return planTags(visit, findPlan(visit, id));
    findCen(visit, id);
    const key = `${visit.accountId}\n${id}`;
    const { cenTags } = visit.world.ledger;
    return { id, tags: cenTags.get(key)?.tags ?? [], put: (tags) => cenTags.put({ key, tags }) };
  });
}

function planTags(visit: Visit, plan: Package): Tagged {
  return {
    id: plan.resourceId,
    tags: plan.tags,
    put: (tags) => visit.world.ledger.putPackage(visit.now, { ...plan, tags }),
  };
}
