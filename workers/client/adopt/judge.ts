import type { ListedPackage } from '../../../activities/listing/rows.js';
import type { PackageSpec } from '../../../model/package-spec.js';
import { parsePackage } from '../../../model/parse-package.js';
import type { PackageRow } from '../../../model/row.js';
import type { StrayResource } from '../../../model/survey.js';

/** A resource that can be taken over, and the package it becomes. */
export interface Candidate {
  readonly resource: StrayResource;
  readonly spec: PackageSpec;
  /** The ended package that had the name before; null: nobody had it. */
  readonly former: PackageRow | null;
}

/** Why one cannot be taken over, and what to do instead. */
export interface Refusal {
  readonly resourceId: string;
  readonly reason: string;
  readonly remedy: string;
}

export type Judged =
  | { readonly ok: true; readonly candidate: Candidate }
  | { readonly ok: false; readonly refusal: Refusal };

/** What is known of the packages there are. */
export interface Neighbours {
  /** Every package of the account and product. */
  readonly packages: readonly ListedPackage[];
  /** The package that has or had the name the adopted one would get. */
  readonly namesake: ListedPackage | null;
}

/** Decides about one resource that the vendor shows. Pure: the desk has the last word when the package starts. */
export function judge(resource: StrayResource, { packages, namesake }: Neighbours): Judged {
  const { resourceId, document } = resource;
  const refuse = (reason: string, remedy: string): Judged => ({ ok: false, refusal: { resourceId, reason, remedy } });

  const owner = packages.find(({ row, closed }) => !closed && row.resourceId === resourceId)?.row;
  if (owner !== undefined) {
    return refuse(`it belongs to package ${owner.name} (${owner.status})`, `Look with leaseline show ${owner.name}`);
  }
  if (namesake !== null && !namesake.closed) {
    const { name, status } = namesake.row;
    return refuse(
      `a package named ${name} is there already (${status})`,
      `Look with leaseline show ${name}; it may be on its way to take this very resource over`,
    );
  }
  if (resource.phase === 'releasing' || resource.phase === 'released') {
    return refuse(`the vendor is taking it away (${resource.vendorStatus})`, 'There is nothing left to keep');
  }
  if (document === null) {
    return refuse(
      'the vendor shows too little of it, or something that no package file can say',
      "It stays among leaseline strays; keep it in the vendor's console",
    );
  }
  const parsed = parsePackage(document);
  if (!parsed.ok) {
    const rules = parsed.problems.map(({ path, rule }) => `${path.join('.')} ${rule}`).join('; ');
    return refuse(
      `what the worker says of it is not a valid package here (${rules})`,
      'Bring this command and the worker to the same version of Leaseline',
    );
  }
  return { ok: true, candidate: { resource, spec: parsed.spec, former: namesake?.row ?? null } };
}
