import { type Command, Option } from 'commander';
import { PRODUCTS, type Product } from '../../model/product.js';
import { ownedOrders, straysOf, surveyStrays } from '../../workers/client/strays.js';
import { findDesks } from '../client/desks.js';
import { withSession } from '../client/session.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { note, printJson, printLine } from '../support/output.js';
import { straysText } from '../view/strays-view.js';
import { printable } from '../view/text.js';
import { globalsOf } from './options.js';

interface StraysOptions {
  readonly now?: boolean;
  readonly account?: string;
  readonly product?: Product;
  readonly region?: string;
}

export function registerStrays(program: Command): void {
  program
    .command('strays')
    .description('list what is in the accounts and costs money, but belongs to no package; spends and changes nothing')
    .option('--now', 'read the vendors now instead of taking the newest listing')
    .option('--account <account>', 'only in this account')
    .addOption(new Option('--product <product>', 'only of this product').choices(PRODUCTS))
    .option('--region <region>', 'only in this WUYING region or UGN project, also where nothing was ever ordered')
    .addHelpText(
      'after',
      `
Looks where packages were ordered, where the account's inventory in leaseline.yaml says so, and where the options name a
place. Ends with 1 when a place could not be read to the end: what is not shown there may exist.

Examples:
  $ leaseline strays --now
  $ leaseline strays --account demo-alibaba --product wuying --region cn-beijing --json`,
    )
    .action(async ({ now, ...filter }: StraysOptions, command: Command) => {
      const { config: configFile, json } = globalsOf(command);
      const { surveyed, owned } = await withSession(configFile, async (session) => {
        const desks = await findDesks(session.client, session.config, filter);
        const answers = await surveyStrays(session, desks, now === true);
        return { surveyed: answers, owned: await ownedOrders(session) };
      });
      const strays = straysOf(surveyed, owned);
      if (json === true) printJson(strays);
      if (surveyed.length === 0) throw nowhere();
      if (json !== true) printLine(straysText(strays, new Date()));
      const problems = strays.desks.flatMap(({ problem }) => problem ?? []);
      for (const problem of problems) note(`NOT SEEN: ${printable(problem)}`);
      for (const remedy of new Set(surveyed.flatMap(({ failure }) => failure?.remedy ?? []))) note(remedy);
      if (problems.length > 0) process.exitCode = EXIT.failed;
    });
}

/** An empty list would say that all is well, though nobody has looked. */
function nowhere(): CliError {
  return new CliError({
    what: 'There is no place to look: nothing was ordered there, and no inventory in leaseline.yaml names it',
    remedy: 'Name a place with --account, --product and --region, or write an inventory into leaseline.yaml',
  });
}
