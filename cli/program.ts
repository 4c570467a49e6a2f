import { Command } from 'commander';
import { packageVersion } from '../workers/build-id.js';
import { registerAdopt } from './commands/adopt.js';
import { registerAnswers } from './commands/answers.js';
import { registerApi } from './commands/api.js';
import { registerApply, registerOrder } from './commands/apply.js';
import { registerAudit } from './commands/audit.js';
import { registerBreakGlass } from './commands/breakglass.js';
import { registerBudgets } from './commands/budgets.js';
import { registerCalendar } from './commands/calendar.js';
import { registerChanges } from './commands/changes.js';
import { registerCodecServer } from './commands/codec-server.js';
import { registerCompletion } from './commands/completion.js';
import { registerConsole } from './commands/console.js';
import { registerCosts } from './commands/costs.js';
import { registerDigest } from './commands/digest.js';
import { registerDoctor } from './commands/doctor.js';
import { registerFunding } from './commands/funding.js';
import { registerInit } from './commands/init.js';
import { registerList } from './commands/list.js';
import { registerPlan } from './commands/plan.js';
import { registerPolicy } from './commands/policy.js';
import { registerRehearse } from './commands/rehearse.js';
import { registerRelease } from './commands/release.js';
import { registerRename } from './commands/rename.js';
import { registerSchema } from './commands/schema.js';
import { registerShow } from './commands/show.js';
import { registerSimulator } from './commands/simulator.js';
import { registerStrays } from './commands/strays.js';
import { registerTimeline } from './commands/timeline.js';
import { registerToken } from './commands/token.js';
import { registerUp } from './commands/up.js';
import { registerWake } from './commands/wake.js';
import { registerWorker } from './commands/worker.js';

const COMMANDS = [
  registerUp,
  registerWorker,
  registerApi,
  registerSimulator,
  registerToken,
  registerConsole,
  registerCodecServer,
  registerPlan,
  registerPolicy,
  registerRehearse,
  registerApply,
  registerOrder,
  registerList,
  registerShow,
  registerTimeline,
  registerAnswers,
  registerChanges,
  registerRelease,
  registerRename,
  registerStrays,
  registerAdopt,
  registerWake,
  registerDigest,
  registerFunding,
  registerBudgets,
  registerCosts,
  registerCalendar,
  registerBreakGlass,
  registerAudit,
  registerDoctor,
  registerInit,
  registerSchema,
  registerCompletion,
];

/** The whole command line, as commander runs it. */
export function createProgram(): Command {
  const program = new Command('leaseline')
    .description('Buys, watches, renews and releases cloud bandwidth packages, durably')
    .version(packageVersion())
    .option('--config <file>', 'the leaseline.yaml to use; temporal.yaml lies beside it')
    .option('--json', 'one JSON document on stdout (JSON lines for streams); logs on stderr')
    .showHelpAfterError('(add --help for the options and an example)')
    .addHelpText('after', '\nExample:\n  $ leaseline list --waiting payment --json')
    .exitOverride();
  for (const register of COMMANDS) register(program);
  for (const command of program.commands) {
    // Every command takes the common options wherever people write them.
    command
      .option('--config <file>', 'the leaseline.yaml to use; temporal.yaml lies beside it')
      .option('--json', 'one JSON document on stdout (JSON lines for streams); logs on stderr')
      .exitOverride();
  }
  return program;
}
