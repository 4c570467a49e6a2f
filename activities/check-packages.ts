import { getClient } from '@temporalio/activity';
import { accountNamed } from '../model/config/leaseline-config.js';
import { packageInput } from '../model/config/package-input.js';
import { isReleasedBy } from '../model/package-spec.js';
import { parsePackage } from '../model/parse-package.js';
import { vendorOf } from '../model/product.js';
import type { PackageInput } from '../model/workflow-inputs.js';
import { deps } from './context.js';
import { listPackages } from './listing/rows.js';

export interface CheckPackages {
  readonly documents: readonly unknown[];
  readonly reportTo: string;
  /** Who asks for them; absent: not known. */
  readonly by?: string | undefined;
  /** True: say of each whether its name was released or has lapsed and may be ordered once more. */
  readonly again?: boolean;
  /** By what they can be decided about together; absent: by their run. */
  readonly batch?: string | undefined;
}

export type CheckedPackage =
  | {
      readonly ok: true;
      readonly input: PackageInput;
      /** The name has had a life that ended as it was meant to. Absent: not asked, or no. */
      readonly again?: boolean;
      /** Why a name that has ended is not ordered once more, one sentence. */
      readonly ended?: string;
    }
  | { readonly ok: false; readonly name: string; readonly problem: string };

/** Checks package documents from outside against the rules and this worker's accounts and policies. Sends nothing. */
export async function checkPackages(asked: CheckPackages): Promise<CheckedPackage[]> {
  const { documents, reportTo, by, again, batch } = asked;
  const checked = documents.map((document, index) => checkOne(document, index, { reportTo, requestedBy: by, batch }));
  return withFormerLives(checked, again === true);
}

/**
 * What a person let go is ordered once more; what went wrong is not: somebody should look at it first. A list that lags
 * does no harm: a name that runs is refused by the server itself.
 */
async function withFormerLives(checked: readonly CheckedPackage[], again: boolean): Promise<CheckedPackage[]> {
  const now = new Date().toISOString();
  const names = checked.flatMap((one) =>
    one.ok && (again || isReleasedBy(one.input.spec, now)) ? [one.input.spec.name] : [],
  );
  if (names.length === 0) return [...checked];
  const listed = await listPackages(getClient(), { names });
  const former = new Map(listed.map((one) => [one.row.name, one]));
  return checked.map((one) => {
    if (!one.ok) return one;
    const { spec } = one.input;
    const life = former.get(spec.name);
    const over = isReleasedBy(spec, now) ? `its lifecycle.releaseAt (${spec.lifecycle.releaseAt}) has passed` : null;
    if (life === undefined && over !== null) {
      return { ok: false, name: spec.name, problem: `${over}: it would be given back as soon as it is bought` };
    }
    if (!again || life?.closed !== true) return one;
    const { status, name, reason } = life.row;
    if (over !== null) return { ...one, ended: `it has ended as ${status}, and ${over}` };
    if (status === 'Released' || status === 'Lapsed') return { ...one, again: true };
    const why = reason === null ? '' : ` (${reason})`;
    const ended = `it has ended as ${status}${why}; look at it, then leaseline apply --again orders ${name} once more`;
    return { ...one, ended };
  });
}

function checkOne(
  document: unknown,
  index: number,
  from: { readonly reportTo: string; readonly requestedBy: string | undefined; readonly batch: string | undefined },
): CheckedPackage {
  const parsed = parsePackage(document);
  const name = nameOf(document) ?? `package ${index + 1}`;
  if (!parsed.ok) {
    const problem = parsed.problems.map(({ path, rule }) => `${path.join('.')} ${rule}`).join('; ');
    return { ok: false, name, problem };
  }
  const { spec } = parsed;
  const { config } = deps();
  const account = accountNamed(config, spec.account);
  if (account === undefined) return { ok: false, name, problem: `account ${spec.account} is not in leaseline.yaml` };
  if (account.vendor !== vendorOf(spec.product)) {
    return {
      ok: false,
      name,
      problem: `${spec.product} cannot be ordered with the ${account.vendor} account ${spec.account}`,
    };
  }
  if (spec.approval !== null && !Object.hasOwn(config.policies, spec.approval)) {
    return { ok: false, name, problem: `policy ${spec.approval} is not in leaseline.yaml` };
  }
  return { ok: true, input: packageInput(config, account, spec, from) };
}

function nameOf(document: unknown): string | null {
  const isNamed = typeof document === 'object' && document !== null && 'name' in document;
  return isNamed && typeof document.name === 'string' ? document.name : null;
}
