import type { InputProblem } from '../../model/config/input-problem.js';
import { accountNamed, type LeaselineConfig } from '../../model/config/leaseline-config.js';
import { vendorOf } from '../../model/product.js';
import { lineOf } from './line.js';
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
    ...checkAgainstEarlier(entries),
  ];
}

/** What is valid and does not do what it looks like, told from the configuration. */
export function warnAgainstConfig(entries: readonly PackageEntry[], config: LeaselineConfig): readonly string[] {
  return entries.flatMap(({ spec: { name, approval, lifecycle } }) => {
    const bridges = lifecycle.atTermEnd === 'renew' && lifecycle.renew.onSilence === 'bridge';
    const policy = approval === null ? undefined : config.policies[approval];
    if (!bridges || policy?.bridge === true) return [];
    const none = approval === null ? 'and the package names no policy' : `and policy ${approval} does not say it`;
    return [`${name}: renew.onSilence: bridge buys nothing: it takes a policy with bridge: true, ${none}`];
  });
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

/** Each is looked up among those before it: comparing every two of thousands would take minutes. */
function checkAgainstEarlier(entries: readonly PackageEntry[]): InputProblem[] {
  const byName = new Map<string, PackageEntry>();
  const byLine = new Map<string, PackageEntry>();
  return entries.flatMap((entry) => {
    const { spec, source } = entry;
    const line = lineOf(spec);
    const key = line === null ? null : JSON.stringify([spec.account, spec.product, line]);
    const namesake = byName.get(spec.name);
    const rival = key === null ? undefined : byLine.get(key);
    if (namesake === undefined) byName.set(spec.name, entry);
    if (key !== null && rival === undefined) byLine.set(key, entry);
    if (namesake !== undefined) return [source.problem(['name'], `is used twice (also at ${placeOf(namesake)})`)];
    if (rival === undefined) return [];
    const rule = `${rival.spec.name} (at ${placeOf(rival)}) is already for ${line}; there is room for one`;
    return [source.problem(['order'], rule, null)];
  });
}

function placeOf({ source }: PackageEntry): string {
  return `${source.file}:${source.position(['name']).line}`;
}
