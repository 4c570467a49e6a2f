import type { Command } from 'commander';
import { loadConfig } from '../../workers/config/load.js';
import { withSession } from '../client/session.js';
import { TemporalPackages } from '../client/temporal-packages.js';
import { buildPlan } from '../plan/build-plan.js';
import { summarise } from '../plan/plan.js';
import { quotePlan } from '../plan/quotes.js';
import { verdictsOf } from '../plan/verdicts.js';
import { EXIT } from '../support/exit-codes.js';
import { printJson, printLine } from '../support/output.js';
import { planEntryJson, planText } from '../view/plan-view.js';
import { loadOrReport } from './load-or-report.js';
import { globalsOf } from './options.js';

export function registerPlan(program: Command): void {
  program
    .command('plan')
    .description('check package files and show what apply would do; spends and changes nothing')
    .argument('<file|dir...>', 'package files, or folders of them')
    .option('--again', 'plan to order packages that have ended once more')
    .option('--no-prices', 'do not ask the vendors what it would cost')
    .addHelpText('after', '\nExample:\n  $ leaseline plan examples/quickstart')
    .action(async (paths: string[], options: { again?: boolean; prices: boolean }, command: Command) => {
      const { config: configFile, json } = globalsOf(command);
      // Bad input is told even when Temporal is away.
      const { leaseline: config } = loadConfig({ file: configFile });
      const packages = await loadOrReport(paths, config, json === true);
      const { plan, quotes } = await withSession(configFile, async (session) => {
        const plan = await buildPlan(new TemporalPackages(session.client, session.config), packages, {
          config: session.config,
          again: options.again === true,
        });
        return { plan, quotes: options.prices ? await quotePlan(session, plan.entries, new Date()) : null };
      });
      const verdicts = verdictsOf(plan.entries, quotes, config, new Date());
      const summary = summarise(plan.entries);
      if (json === true) {
        printJson({
          packages: plan.entries.map((entry) => planEntryJson(entry, quotes, verdicts)),
          totals: quotes?.totals ?? null,
          notAsked: quotes?.notAsked ?? null,
          summary,
          warnings: plan.warnings,
        });
      } else printLine(planText(plan.entries, plan.warnings, quotes, verdicts));
      if (summary.refused > 0) process.exitCode = EXIT.usage;
    });
}
