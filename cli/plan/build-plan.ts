import { formatProblem, type InputProblem } from '../../model/config/input-problem.js';
import { accountNamed, type LeaselineConfig } from '../../model/config/leaseline-config.js';
import { lifeSettingsOf } from '../../model/config/settings-of.js';
import type { PackageSpec } from '../../model/package-spec.js';
import { checkPackages, warnAgainstConfig } from '../../workers/files/check-packages.js';
import { readPackages } from '../../workers/files/package-files.js';
import type { Packages } from '../client/packages.js';
import { findRivals, findRunning } from '../client/running.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { type PlanEntry, type PlanOptions, planPackages } from './plan.js';

/** Package files that are not valid. The message has one line for each problem; nothing was started. */
export class InvalidPackagesError extends CliError {
  readonly problems: readonly InputProblem[];

  constructor(problems: readonly InputProblem[]) {
    const files = new Set(problems.map((problem) => problem.file)).size;
    const count = problems.length === 1 ? 'One problem' : `${problems.length} problems in ${files} file(s)`;
    super({
      what: [...problems.map(formatProblem), `${count}; nothing was started`].join('\n'),
      remedy: 'Correct the lines named above and run the same command again',
      exitCode: EXIT.usage,
    });
    this.problems = problems;
  }
}

export interface CheckedPackages {
  readonly specs: readonly PackageSpec[];
  /** As they were written, by name. */
  readonly documents: ReadonlyMap<string, unknown>;
  readonly warnings: readonly string[];
}

/**
 * Reads and checks package files, without asking anybody.
 * @param config what they are checked against; null: whoever orders them checks that
 * @throws InvalidPackagesError naming every problem at once
 */
export async function loadPackages(paths: readonly string[], config: LeaselineConfig | null): Promise<CheckedPackages> {
  const { entries, problems } = await readPackages(paths);
  const all = [...problems, ...checkPackages(entries, config)];
  if (all.length > 0) throw new InvalidPackagesError(all);
  return {
    specs: entries.map((entry) => entry.spec),
    documents: new Map(entries.map(({ spec, source }) => [spec.name, source.value])),
    warnings: [
      ...entries.flatMap((entry) => entry.warnings),
      ...(config === null ? [] : warnAgainstConfig(entries, config)),
    ],
  };
}

export interface Plan {
  readonly entries: readonly PlanEntry[];
  readonly warnings: readonly string[];
}

/** Compares checked packages with what runs. Changes nothing. */
export async function buildPlan(
  known: Packages,
  packages: CheckedPackages,
  options: Pick<PlanOptions, 'again' | 'revertDrift'> & { readonly config: LeaselineConfig | null },
): Promise<Plan> {
  const { config, again, revertDrift } = options;
  const running = await findRunning(
    known,
    packages.specs.map((spec) => spec.name),
  );
  const mayBeOrdered = packages.specs.filter((spec) => running.get(spec.name)?.closed !== false);
  const rivals = mayBeOrdered.length === 0 ? [] : await findRivals(known, packages.specs, mayBeOrdered);
  const observeOnly = Object.values(config?.accounts ?? {}).filter((account) => account.observeOnly);
  const entries = planPackages(packages.specs, running, rivals, {
    again,
    revertDrift,
    now: new Date().toISOString(),
    observeOnly: new Set(observeOnly.map((account) => account.name)),
    lifeOf: (spec) => {
      const account = config === null ? undefined : accountNamed(config, spec.account);
      return account === undefined || config === null ? null : lifeSettingsOf(config, account, spec);
    },
  });
  const unread = rivals.filter((rival) => rival.spec === null).map((rival) => rival.row.name);
  if (unread.length === 0) return { entries, warnings: packages.warnings };
  const warning = `no worker answers, so it is not known whether ${unread.join(', ')} are for the same lines`;
  return { entries, warnings: [...packages.warnings, warning] };
}
