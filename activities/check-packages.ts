import { accountNamed } from '../model/config/leaseline-config.js';
import { packageInput } from '../model/config/package-input.js';
import { parsePackage } from '../model/parse-package.js';
import { vendorOf } from '../model/product.js';
import type { PackageInput } from '../model/workflow-inputs.js';
import { deps } from './context.js';

export interface CheckPackages {
  readonly documents: readonly unknown[];
  readonly reportTo: string;
  /** Who asks for them; absent: not known. */
  readonly by?: string | undefined;
  /** By what they can be decided about together; absent: by their run. */
  readonly batch?: string | undefined;
}

export type CheckedPackage =
  | { readonly ok: true; readonly input: PackageInput }
  | { readonly ok: false; readonly name: string; readonly problem: string };

/** Checks package documents from outside against the rules and this worker's accounts and policies. Sends nothing. */
export async function checkPackages({ documents, reportTo, by, batch }: CheckPackages): Promise<CheckedPackage[]> {
  return documents.map((document, index) => checkOne(document, index, { reportTo, requestedBy: by, batch }));
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
