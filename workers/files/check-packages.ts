import type { InputProblem } from '../../model/config/input-problem.js';
import { accountNamed, type LeaselineConfig } from '../../model/config/leaseline-config.js';
import { vendorOf } from '../../model/product.js';
import { isSameLine, lineOf } from './line.js';
import type { PackageEntry } from './package-files.js';

/** What cannot be told from one document alone: accounts, policies, names used twice, two packages on one line. */
export function checkPackages(
  entries: readonly PackageEntry[],
  config: LeaselineConfig | null,
): readonly InputProblem[] {
  return [
    ...entries.flatMap((entry) =>
      config === null ? [] : [...checkAccount(entry, config), ...checkPolicy(entry, config)],
    ),
    ...entries.flatMap((entry, index) => checkAgainstEarlier(entry, entries.slice(0, index))),
  ];
}

function checkAccount({ spec, source }: PackageEntry, config: LeaselineConfig): InputProblem[] {
  const account = accountNamed(config, spec.account);
  if (account === undefined) {
    const known = Object.keys(config.accounts).sort().join(', ');
    return [source.problem(['account'], `is not an account of leaseline.yaml (there: ${known || 'none'})`)];
  }
  if (account.vendor !== vendorOf(spec.product)) {
    const rule = `is an account at ${account.vendor}; ${spec.product} is sold by ${vendorOf(spec.product)}`;
    return [source.problem(['account'], rule)];
  }
  return [];
}

function checkPolicy({ spec, source }: PackageEntry, config: LeaselineConfig): InputProblem[] {
  if (spec.approval === null || Object.hasOwn(config.policies, spec.approval)) return [];
  const known = Object.keys(config.policies).sort().join(', ');
  return [source.problem(['approval'], `is not a policy of leaseline.yaml (there: ${known || 'none'})`)];
}

function checkAgainstEarlier(entry: PackageEntry, earlier: readonly PackageEntry[]): InputProblem[] {
  const { spec, source } = entry;
  const namesake = earlier.find((other) => other.spec.name === spec.name);
  if (namesake !== undefined) return [source.problem(['name'], `is used twice (also at ${placeOf(namesake)})`)];
  const rival = earlier.find((other) => isSameLine(other.spec, spec));
  if (rival === undefined) return [];
  const rule = `${rival.spec.name} (at ${placeOf(rival)}) is already for ${lineOf(spec)}; there is room for one`;
  return [source.problem(['order'], rule, null)];
}

function placeOf({ source }: PackageEntry): string {
  return `${source.file}:${source.position(['name']).line}`;
}
