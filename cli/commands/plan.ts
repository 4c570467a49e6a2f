import type { Command } from 'commander';
import { loadConfig } from '../../workers/config/load.js';
import { withSession } from '../client/session.js';
import { TemporalPackages } from '../client/temporal-packages.js';
import { buildPlan } from '../plan/build-plan.js';
import { summarise } from '../plan/plan.js';
import { planPrune, refuseTooMany } from '../plan/prune.js';
import { quotePlan } from '../plan/quotes.js';
import { verdictsOf } from '../plan/verdicts.js';
import { EXIT } from '../support/exit-codes.js';
import { printJson, printLine } from '../support/output.js';
import { planEntryJson, planText } from '../view/plan-view.js';
import { pruneJson, pruneText } from '../view/prune-view.js';
import { loadOrReport } from './load-or-report.js';
import { globalsOf } from './options.js';
import { PRUNE_HELP, type PruneOptions, scopeOf, withPruneOptions } from './prune-options.js';
import { RESIZE_HELP, REVERT_DRIFT } from './resize-options.js';

interface PlanOptions extends PruneOptions {
  readonly again?: boolean;
  readonly prices: boolean;
  readonly revertDrift?: boolean;
}

export function registerPlan(program: Command): void {
  const command = program
    .command('plan')
    .description('check package files and show what apply would do; spends and changes nothing')
    .argument('<file|dir...>', 'package files, or folders of them');
  withPruneOptions(command)
    .option('--again', 'plan to order packages that have ended once more')
    .option(...REVERT_DRIFT)
    .option('--no-prices', 'do not ask the vendors what it would cost')
    .addHelpText('after', `${RESIZE_HELP}\n${PRUNE_HELP}\n\nExample:\n  $ leaseline plan examples/quickstart`)
    .action(async (paths: string[], options: PlanOptions, command: Command) => {
      const scope = scopeOf(options);
      const { config: configFile, json } = globalsOf(command);
      // Bad input is told even when Temporal is away.
      const { leaseline: config } = loadConfig({ file: configFile });
      const packages = await loadOrReport(paths, config, json === true);
      const { plan, quotes, prune } = await withSession(configFile, async (session) => {
        const known = new TemporalPackages(session.client, session.config);
        const plan = await buildPlan(known, packages, {
          config: session.config,
          again: options.again === true,
          revertDrift: options.revertDrift === true,
        });
        const prune = scope === null ? null : await planPrune(known, plan.entries, scope);
        return { plan, prune, quotes: options.prices ? await quotePlan(session, plan.entries, new Date()) : null };
      });
      const verdicts = verdictsOf(plan.entries, quotes, config, new Date());
      const summary = summarise(plan.entries);
      if (json === true) {
        printJson({
          packages: plan.entries.map((entry) => planEntryJson(entry, quotes, verdicts)),
          totals: quotes?.totals ?? null,
          notAsked: quotes?.notAsked ?? null,
          summary,
          prune: prune && pruneJson(prune),
          warnings: plan.warnings,
        });
      } else {
        printLine(planText(plan.entries, plan.warnings, quotes, verdicts));
        if (prune !== null) printLine(pruneText(prune));
      }
      if (prune !== null) refuseTooMany(prune, options.pruneMax);
      if (summary.refused > 0) process.exitCode = EXIT.usage;
    });
}
