import type { Command } from 'commander';
import { ExplainedError } from '../../model/config/explained-error.js';
import type { PackageRow } from '../../model/row.js';
import { INTERRUPTED } from '../client/interrupt.js';
import type { Packages } from '../client/packages.js';
import { configIfThere, type Office, withPackages } from '../client/session.js';
import { type Applied, applyPlan } from '../plan/apply-plan.js';
import { buildPlan, type Plan } from '../plan/build-plan.js';
import { type PlanEntry, summarise } from '../plan/plan.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { printJson, printLine } from '../support/output.js';
import { appliedText, exitCodeOf } from '../view/applied-view.js';
import { canAsk, confirmed } from '../view/confirm.js';
import { planText } from '../view/plan-view.js';
import { batchName } from './approve-batch.js';
import { loadOrReport } from './load-or-report.js';
import { batchOption, durationOption, globalsOf } from './options.js';
import { waitAndShow } from './wait-and-show.js';

interface ApplyOptions {
  readonly wait?: boolean;
  readonly timeout?: number;
  readonly yes?: boolean;
  readonly again?: boolean;
  readonly batch?: string;
}

const BATCH_OPTION = [
  '--batch <name>',
  'by what they can be approved together (leaseline approve --batch); several have a name anyway',
  batchOption,
] as const;

export function registerApply(program: Command): void {
  program
    .command('apply')
    .description('order new packages and change running ones to match the files; applying twice orders once')
    .argument('<file|dir...>', 'package files, or folders of them')
    .option('--wait', 'stay until each package is Active, waits for a person or has ended')
    .option('--timeout <duration>', 'with --wait: stop waiting after this long (the packages go on)', durationOption)
    .option('--yes', 'do not ask')
    .option('--again', 'order packages that have ended once more')
    .option(...BATCH_OPTION)
    .addHelpText('after', '\nExample:\n  $ leaseline apply packages/ --wait')
    .action(async (paths: string[], options: ApplyOptions, command: Command) => {
      await run(paths, options, command, async (plan, { packages }, documents, batch) => {
        refuseRefused(plan.entries);
        const { json } = globalsOf(command);
        if (json !== true) printLine(planText(plan.entries, plan.warnings));
        if (options.yes !== true) await confirm(plan.entries);
        return applyPlan(packages, plan.entries, { documents, again: options.again === true, batch });
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
      await run(paths, options, command, async (plan, { packages }, documents, batch) => {
        refuseExisting(plan.entries);
        refuseRefused(plan.entries);
        return applyPlan(packages, plan.entries, { documents, again: false, batch });
      });
    });
}

async function run(
  paths: readonly string[],
  options: ApplyOptions,
  command: Command,
  act: (
    plan: Plan,
    office: Office,
    documents: ReadonlyMap<string, unknown>,
    batch: string | null,
  ) => Promise<readonly Applied[]>,
): Promise<void> {
  const { config: configFile, json } = globalsOf(command);
  const packages = await loadOrReport(paths, configIfThere(configFile), json === true);
  await withPackages(configFile, async (office) => {
    const again = options.again === true;
    const plan = await buildPlan(office.packages, packages, { config: office.config, again });
    const batch = batchOf(command.name() === 'order' ? 'order' : 'apply', plan, options);
    const applied = await act(plan, office, packages.documents, batch);
    if (json !== true) printLine(appliedText(applied));
    if (json !== true && batch !== null && applied.filter(isAsked).length > 1) {
      printLine(`What waits for approval can be decided about together: leaseline approve --batch ${batch}`);
    }
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
      printJson({ packages, summary: summarise(plan.entries), warnings: plan.warnings });
    }
    process.exitCode = waited?.interrupted === true ? INTERRUPTED : exitCodeOf(applied, rows);
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
  const started = new Set(applied.filter(({ result }) => result === 'started').map(({ name }) => name));
  const former = entries.filter(({ name, existing }) => started.has(name) && existing !== null);
  return waitAndShow(packages, {
    initial: applied.map(({ row }) => row),
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

async function confirm(entries: readonly PlanEntry[]): Promise<void> {
  const { order, change } = summarise(entries);
  if (order + change === 0) return;
  const question = `Order ${order} and change ${change} package(s)?`;
  if (!canAsk()) {
    throw new CliError({
      what: `${question} Nobody can be asked here, and nothing was ordered or changed`,
      remedy: 'Look with leaseline plan, then repeat with --yes',
      exitCode: EXIT.usage,
    });
  }
  if (await confirmed(question)) return;
  throw new ExplainedError('Nothing was ordered or changed', 'Answer y to go on');
}
