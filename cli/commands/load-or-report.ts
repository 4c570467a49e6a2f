import type { LeaselineConfig } from '../../model/config/leaseline-config.js';
import { type CheckedPackages, InvalidPackagesError, loadPackages } from '../plan/build-plan.js';
import { printJson } from '../support/output.js';

/** Reads package files; with `--json` the problems are a document of their own, besides the lines on stderr. */
export async function loadOrReport(
  paths: readonly string[],
  config: LeaselineConfig | null,
  isJson: boolean,
): Promise<CheckedPackages> {
  try {
    return await loadPackages(paths, config);
  } catch (error) {
    if (isJson && error instanceof InvalidPackagesError) printJson({ problems: error.problems });
    throw error;
  }
}
