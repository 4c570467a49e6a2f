import type { Command } from 'commander';
import { ExplainedError } from '../../model/config/explained-error.js';
import type { PackageRow } from '../../model/row.js';
import { INTERRUPTED } from '../client/interrupt.js';
import type { Packages } from '../client/packages.js';
import { configIfThere, type Office, withPackages } from '../client/session.js';
import { type Applied, applyPlan } from '../plan/apply-plan.js';
import { applyPrune, type Pruned } from '../plan/apply-prune.js';
import { buildPlan, type CheckedPackages, type Plan } from '../plan/build-plan.js';
import { type PlanEntry, summarise } from '../plan/plan.js';
import { namesOf, type Prune, planPrune, refuseTooMany } from '../plan/prune.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { printJson, printLine } from '../support/output.js';
import { appliedText, exitCodeOf } from '../view/applied-view.js';
import { canAsk, confirmed } from '../view/confirm.js';
import { planText } from '../view/plan-view.js';
import { prunedText, pruneJson, pruneText } from '../view/prune-view.js';
import { batchName } from './approve-batch.js';
import { loadOrReport } from './load-or-report.js';
import { batchOption, durationOption, globalsOf } from './options.js';
import { PRUNE_HELP, type PruneOptions, scopeOf, withPruneOptions } from './prune-options.js';
import { RESIZE_HELP, REVERT_DRIFT } from './resize-options.js';
import { waitAndShow } from './wait-and-show.js';

interface ApplyOptions {
  readonly wait?: boolean;
  readonly timeout?: number;
  readonly yes?: boolean;
  readonly again?: boolean;
  readonly revertDrift?: boolean;
  readonly batch?: string;
}

const BATCH_OPTION = [
  '--batch <name>',
  'by what they can be approved together (leaseline approve --batch); several have a name anyway',
  batchOption,
] as const;

export function registerApply(program: Command): void {
  const apply = program
    .command('apply')
    .description('order new packages and change running ones to match the files; applying twice orders once')
    .argument('<file|dir...>', 'package files, or folders of them');
  withPruneOptions(apply)
    .option('--wait', 'stay until each package is Active, waits for a person or has ended')
    .option('--timeout <duration>', 'with --wait: stop waiting after this long (the packages go on)', durationOption)
    .option('--yes', 'do not ask')
    .option('--again', 'order packages that have ended once more')
    .option(...REVERT_DRIFT)
    .option(...BATCH_OPTION)
    .addHelpText('after', `${RESIZE_HELP}\n${PRUNE_HELP}\n\nExample:\n  $ leaseline apply packages/ --wait`)
    .action(async (paths: string[], options: ApplyOptions & PruneOptions, command: Command) => {
      const scope = scopeOf(options);
      await run(paths, options, command, async (plan, { packages }, { documents }, batch) => {
        refuseRefused(plan.entries);
        const prune = scope === null ? null : await planPrune(packages, plan.entries, scope);
        if (prune !== null) refuseTooMany(prune, options.pruneMax);
        const { json } = globalsOf(command);
        if (json !== true) printLine(planText(plan.entries, plan.warnings));
        if (json !== true && prune !== null) printLine(pruneText(prune));
        if (options.yes !== true) await confirm(plan.entries, prune);
        const applied = await applyPlan(packages, plan.entries, { documents, again: options.again === true, batch });
        return { applied, prune: prune && { plan: prune, done: await pruned(packages, prune, applied) } };
      });
    });
}

export function registerOrder(program: Command): void {
  program
    .command('order')
    .description('order new packages; a name that exists is an error')
    .argument('<file...>', 'package files, or folders of them')
    .option('--wait', 'stay until each package is Active, waits for a person or has ended')
    .option('--timeout <duration>', 'with --wait: stop waiting after this long (the packages go on)', durationOption)
    .option(...BATCH_OPTION)
    .addHelpText('after', '\nExample:\n  $ leaseline order packages/tokyo-desktops.yaml')
    .action(async (paths: string[], options: ApplyOptions, command: Command) => {
      await run(paths, options, command, async (plan, { packages }, { documents }, batch) => {
        refuseExisting(plan.entries);
        refuseRefused(plan.entries);
        return { applied: await applyPlan(packages, plan.entries, { documents, again: false, batch }), prune: null };
      });
    });
}

interface Done {
  readonly applied: readonly Applied[];
  readonly prune: { readonly plan: Prune; readonly done: readonly Pruned[] } | null;
}

/** What could not be ordered or changed is looked at first: nothing is given back in the same breath. */
async function pruned(packages: Packages, prune: Prune, applied: readonly Applied[]): Promise<readonly Pruned[]> {
  if (!applied.some(({ result }) => result === 'failed')) return applyPrune(packages, prune);
  const message = 'nothing is released while something else could not be done';
  return prune.entries.map(({ name, action, reason }) =>
    action === 'keep' ? { name, result: 'kept', message: reason } : { name, result: 'failed', message },
  );
}

async function run(
  paths: readonly string[],
  options: ApplyOptions,
  command: Command,
  act: (plan: Plan, office: Office, packages: CheckedPackages, batch: string | null) => Promise<Done>,
): Promise<void> {
  const { config: configFile, json } = globalsOf(command);
  const packages = await loadOrReport(paths, configIfThere(configFile), json === true);
  await withPackages(configFile, async (office) => {
    const again = options.again === true;
    const plan = await buildPlan(office.packages, packages, {
      config: office.config,
      again,
      revertDrift: options.revertDrift === true,
    });
    const batch = batchOf(command.name() === 'order' ? 'order' : 'apply', plan, options);
    const { applied, prune } = await act(plan, office, packages, batch);
    if (json !== true && applied.length > 0) printLine(appliedText(applied));
    if (json !== true && batch !== null && applied.filter(isAsked).length > 1) {
      printLine(`What waits for approval can be decided about together: leaseline approve --batch ${batch}`);
    }
    if (json !== true && prune !== null && prune.done.length > 0) printLine(prunedText(prune.done));
    const waited =
      options.wait === true ? await wait(office.packages, plan.entries, applied, options, json === true) : null;
    const rows = waited?.rows ?? null;
    if (json === true) {
      const current = new Map(rows?.map((row) => [row.name, row]));
      const packages = applied.map(({ row, result, message, name }) => ({
        ...(current.get(name) ?? row),
        result,
        message,
      }));
      printJson({
        packages,
        summary: summarise(plan.entries),
        prune: prune && pruneJson(prune.plan, prune.done),
        warnings: plan.warnings,
      });
    }
    const isPruned = prune?.done.every(({ result }) => result !== 'failed') !== false;
    const exitCode = isPruned ? exitCodeOf(applied, rows) : EXIT.failed;
    process.exitCode = waited?.interrupted === true ? INTERRUPTED : exitCode;
  });
}

const isAsked = ({ result, row }: Applied): boolean => result === 'started' && row.nextStep?.what === 'approve';

/** Several that are ordered at once wait together, so they may be answered together. */
function batchOf(command: 'apply' | 'order', { entries }: Plan, { batch }: ApplyOptions): string | null {
  const orders = entries.filter(({ action }) => action === 'order').length;
  return batch ?? (orders > 1 ? batchName(command) : null);
}

function wait(
  packages: Packages,
  entries: readonly PlanEntry[],
  applied: readonly Applied[],
  { timeout }: ApplyOptions,
  isJson: boolean,
): Promise<{ rows: readonly PackageRow[]; interrupted: boolean }> {
  const changed = new Set(applied.filter(({ result }) => result === 'changed').map(({ name }) => name));
  const resizes = entries.flatMap(({ name, resize }) =>
    resize === null || !changed.has(name) ? [] : [[name, resize.to] as const],
  );
  const started = new Set(applied.filter(({ result }) => result === 'started').map(({ name }) => name));
  const former = entries.filter(({ name, existing }) => started.has(name) && existing !== null);
  return waitAndShow(packages, {
    initial: applied.map(({ row }) => row),
    resizes: new Map(resizes),
    formerRunIds: new Set(former.map(({ existing }) => existing?.runId ?? '')),
    timeoutMs: timeout,
    isJson,
  });
}

function refuseRefused(entries: readonly PlanEntry[]): void {
  const refused = entries.filter((entry) => entry.action === 'refuse');
  if (refused.length === 0) return;
  const [remedy, other] = new Set(refused.map((entry) => entry.remedy));
  throw new CliError({
    what: [...refused.map(({ name, reason }) => `${name}: ${reason}`), 'Nothing was ordered or changed'].join('\n'),
    remedy:
      remedy != null && other === undefined
        ? remedy
        : 'Take these packages out of the files, or see with leaseline plan what to do about each of them',
    exitCode: EXIT.usage,
  });
}

function refuseExisting(entries: readonly PlanEntry[]): void {
  const existing = entries.flatMap((entry) => (entry.existing === null ? [] : [entry.existing]));
  if (existing.length === 0) return;
  throw new ExplainedError(
    existing.map(({ name, status }) => `A package named ${name} exists (${status}); nothing was ordered`).join('\n'),
    'Choose another name, or use leaseline apply to bring what runs in line with the file',
  );
}

async function confirm(entries: readonly PlanEntry[], prune: Prune | null): Promise<void> {
  const { order, change, resize } = summarise(entries);
  const releases = prune?.entries.filter(({ action }) => action === 'release') ?? [];
  if (order + change + releases.length === 0) return;
  const resized = resize > 0 ? ` (${resize} resized)` : '';
  const goes = releases.length === 1 ? 'The line goes down.' : 'The lines go down.';
  const question =
    releases.length === 0
      ? `Order ${order} and change ${change} package(s)${resized}?`
      : `Order ${order}, change ${change}${resized} and RELEASE ${releases.length} package(s): ${namesOf(releases)}? ${goes}`;
  const nothing = releases.length === 0 ? 'nothing was ordered or changed' : 'nothing was ordered, changed or released';
  if (!canAsk()) {
    throw new CliError({
      what: `${question} Nobody can be asked here, and ${nothing}`,
      remedy: 'Look with leaseline plan, then repeat with --yes',
      exitCode: EXIT.usage,
    });
  }
  if (await confirmed(question)) return;
  throw new ExplainedError(`${nothing[0]?.toUpperCase()}${nothing.slice(1)}`, 'Answer y to go on');
}
