import { Command } from 'commander';
import { packageVersion } from '../workers/build-id.js';

type Register = (program: Command) => void;

interface CommandFile {
  /** The commands it registers. One left out here still works: then everything is loaded to find it. */
  readonly names: readonly string[];
  readonly load: () => Promise<Register>;
}

/** In the order in which help lists them. */
const FILES: readonly CommandFile[] = [
  { names: ['up'], load: async () => (await import('./commands/up.js')).registerUp },
  { names: ['worker'], load: async () => (await import('./commands/worker.js')).registerWorker },
  { names: ['api'], load: async () => (await import('./commands/api.js')).registerApi },
  { names: ['simulator'], load: async () => (await import('./commands/simulator.js')).registerSimulator },
  { names: ['token'], load: async () => (await import('./commands/token.js')).registerToken },
  { names: ['login', 'logout', 'whoami'], load: async () => (await import('./commands/login.js')).registerLogin },
  { names: ['console'], load: async () => (await import('./commands/console.js')).registerConsole },
  { names: ['codec-server'], load: async () => (await import('./commands/codec-server.js')).registerCodecServer },
  { names: ['plan'], load: async () => (await import('./commands/plan.js')).registerPlan },
  { names: ['policy'], load: async () => (await import('./commands/policy.js')).registerPolicy },
  { names: ['rehearse'], load: async () => (await import('./commands/rehearse.js')).registerRehearse },
  { names: ['apply'], load: async () => (await import('./commands/apply.js')).registerApply },
  { names: ['order'], load: async () => (await import('./commands/apply.js')).registerOrder },
  { names: ['list'], load: async () => (await import('./commands/list.js')).registerList },
  { names: ['show'], load: async () => (await import('./commands/show.js')).registerShow },
  { names: ['timeline'], load: async () => (await import('./commands/timeline.js')).registerTimeline },
  {
    names: ['approve', 'reject', 'withdraw', 'delegate', 'paid', 'resolve'],
    load: async () => (await import('./commands/answers.js')).registerAnswers,
  },
  {
    names: ['renew', 'resize', 'cancel', 'pause', 'resume'],
    load: async () => (await import('./commands/changes.js')).registerChanges,
  },
  { names: ['release'], load: async () => (await import('./commands/release.js')).registerRelease },
  { names: ['rename'], load: async () => (await import('./commands/rename.js')).registerRename },
  { names: ['strays'], load: async () => (await import('./commands/strays.js')).registerStrays },
  { names: ['adopt'], load: async () => (await import('./commands/adopt.js')).registerAdopt },
  { names: ['wake'], load: async () => (await import('./commands/wake.js')).registerWake },
  { names: ['digest'], load: async () => (await import('./commands/digest.js')).registerDigest },
  { names: ['funding'], load: async () => (await import('./commands/funding.js')).registerFunding },
  { names: ['budgets'], load: async () => (await import('./commands/budgets.js')).registerBudgets },
  { names: ['costs'], load: async () => (await import('./commands/costs.js')).registerCosts },
  { names: ['calendar'], load: async () => (await import('./commands/calendar.js')).registerCalendar },
  { names: ['breakglass'], load: async () => (await import('./commands/breakglass.js')).registerBreakGlass },
  { names: ['outlets'], load: async () => (await import('./commands/outlets.js')).registerOutlets },
  { names: ['schedules'], load: async () => (await import('./commands/schedules.js')).registerSchedules },
  { names: ['audit'], load: async () => (await import('./commands/audit.js')).registerAudit },
  { names: ['doctor'], load: async () => (await import('./commands/doctor.js')).registerDoctor },
  { names: ['init'], load: async () => (await import('./commands/init.js')).registerInit },
  { names: ['schema'], load: async () => (await import('./commands/schema.js')).registerSchema },
  // It has to know all others.
  { names: [], load: async () => (await import('./commands/completion.js')).registerCompletion },
];

/**
 * The command line as commander runs it. Loading every command takes over a second, so where the words name one, only
 * that one is there.
 * @param words what follows the name of the program; none: all commands
 */
export async function createProgram(words: readonly string[] = []): Promise<Command> {
  const program = new Command('leaseline')
    .description('Buys, watches, renews and releases cloud bandwidth packages, durably')
    .version(packageVersion())
    .showHelpAfterError('(add --help for the options and an example)')
    .addHelpText('after', '\nExample:\n  $ leaseline list --waiting payment --json');
  for (const register of await Promise.all(filesFor(words).map(({ load }) => load()))) register(program);
  takeCommonOptions(program);
  return program;
}

/** Every command takes the common options wherever people write them. */
function takeCommonOptions(command: Command): void {
  command
    .option('--config <file>', 'the leaseline.yaml to use; temporal.yaml lies beside it')
    .option('--json', 'one JSON document on stdout (JSON lines for streams); logs on stderr')
    .exitOverride();
  for (const one of command.commands) takeCommonOptions(one);
}

function filesFor(words: readonly string[]): readonly CommandFile[] {
  const named = commandIn(words);
  if (named === null && words.some((word) => word === '--version' || word === '-V')) return [];
  const file = FILES.find(({ names }) => named !== null && names.includes(named));
  return file === undefined ? FILES : [file];
}

/** The first word that is neither an option of the program nor the value of one. */
function commandIn(words: readonly string[]): string | null {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === '--config') index += 1;
    else if (word !== undefined && !word.startsWith('-')) return word;
  }
  return null;
}
