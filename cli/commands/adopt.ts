import { Argument, type Command } from 'commander';
import { ExplainedError } from '../../model/config/explained-error.js';
import { accountNamed } from '../../model/config/leaseline-config.js';
import { PRODUCTS, type Product } from '../../model/product.js';
import { type Found, findCandidates } from '../../workers/client/adopt/find-candidates.js';
import type { Candidate } from '../../workers/client/adopt/judge.js';
import { startAdopted } from '../../workers/client/adopt/start-adopted.js';
import { findDesks } from '../client/desks.js';
import { INTERRUPTED } from '../client/interrupt.js';
import { type Session, withSession } from '../client/session.js';
import { speaker } from '../client/speaker.js';
import { TemporalPackages } from '../client/temporal-packages.js';
import type { Applied } from '../plan/apply-plan.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { note, printJson, printLine } from '../support/output.js';
import { candidatesText, refusalsText } from '../view/adopt-view.js';
import { exitCodeOf } from '../view/applied-view.js';
import { canAsk, confirmed } from '../view/confirm.js';
import { printable } from '../view/text.js';
import { durationOption, globalsOf } from './options.js';
import { waitAndShow } from './wait-and-show.js';

interface AdoptOptions {
  readonly all?: boolean;
  readonly region?: string;
  readonly yes?: boolean;
  readonly wait?: boolean;
  readonly timeout?: number;
}

interface Wanted {
  readonly account: string;
  readonly product: Product;
  /** Empty: all strays. */
  readonly resourceIds: readonly string[];
}

export function registerAdopt(program: Command): void {
  program
    .command('adopt')
    .description('take over what exists and belongs to no package: from then on it is watched; spends nothing')
    .argument('<account>', 'account of leaseline.yaml')
    .addArgument(new Argument('<product>', 'product').choices(PRODUCTS))
    .argument('[id...]', "the vendor's ids, as leaseline strays shows them")
    .option('--all', 'everything of this account and product that nobody owns')
    .option('--region <region>', 'only in this WUYING region or UGN project; needed where nothing was ever ordered')
    .option('--yes', 'do not ask')
    .option('--wait', 'stay until each package is Active, waits for a person or has ended')
    .option('--timeout <duration>', 'with --wait: stop waiting after this long (the packages go on)', durationOption)
    .addHelpText(
      'after',
      `
Each becomes a package named after its id in lower case. Before its term ends somebody is asked (atTermEnd: ask), unless
the vendor renews it by itself. If one of the named ids cannot be taken over, none is.

Examples:
  $ leaseline adopt demo-alibaba wuying np-0123456789abcdef0 --wait
  $ leaseline adopt demo-alibaba cen --all --yes`,
    )
    .action(async (account: string, product: Product, ids: string[], options: AdoptOptions, command: Command) => {
      const { config, json } = globalsOf(command);
      const wanted = { account, product, resourceIds: checkIds(ids, options) };
      await withSession(config, (session) => adopt(session, wanted, options, json === true));
    });
}

async function adopt(session: Session, wanted: Wanted, options: AdoptOptions, isJson: boolean): Promise<void> {
  const { account, product, resourceIds } = wanted;
  const desks = await findDesks(session.client, session.config, { account, product, region: options.region });
  const accountConfig = accountNamed(session.config, account);
  if (desks.length === 0 || accountConfig === undefined) throw noPlace(wanted);
  const found = await findCandidates(session, desks, wanted);
  if (resourceIds.length > 0) refuseRefused(found, isJson);
  else reportLeft(found);
  const { candidates } = found;
  if (!isJson) printLine(candidates.length === 0 ? 'Nothing to take over.' : candidatesText(candidates, new Date()));
  if (candidates.length > 0 && options.yes !== true) await confirm(candidates, options);

  const adopted = await startAdopted(session, candidates, { account: accountConfig, by: speaker() });
  if (!isJson) for (const { name, result, message } of adopted) printLine(adoptedLine(name, result, message));
  const started = adopted.filter(({ result }) => result === 'started').map(({ row }) => row);
  const waited =
    options.wait === true && started.length > 0
      ? await waitAndShow(new TemporalPackages(session.client, session.config), {
          initial: started,
          formerRunIds: new Set(candidates.flatMap(({ former }) => former?.runId ?? [])),
          timeoutMs: options.timeout,
          isJson,
        })
      : null;
  if (isJson) {
    const current = new Map(waited?.rows.map((row) => [row.name, row]));
    const packages = adopted.map(({ name, row, result, message }) => ({
      ...(current.get(name) ?? row),
      result,
      message,
    }));
    printJson({ packages, refused: found.refusals, problems: found.problems });
  }
  const isWhole = found.refusals.length === 0 && (resourceIds.length > 0 || found.problems.length === 0);
  const exitCode = exitCodeOf(adopted, waited?.rows ?? null);
  process.exitCode = waited?.interrupted === true ? INTERRUPTED : isWhole ? exitCode : EXIT.failed;
}

/** What `--all` did not see, and what it leaves where it is. */
function reportLeft({ refusals, problems }: Found): void {
  for (const problem of problems) note(`NOT SEEN: ${printable(problem)}`);
  if (refusals.length > 0) note(refusalsText(refusals));
}

/** As with files: if one of what was named cannot be done, nothing is. */
function refuseRefused({ refusals, problems }: Found, isJson: boolean): void {
  if (refusals.length === 0) return;
  if (isJson) printJson({ packages: [], refused: refusals, problems });
  throw new CliError({
    what: [refusalsText(refusals), ...problems.map(printable), 'Nothing was taken over'].join('\n'),
    remedy: [...new Set(refusals.map(({ remedy }) => remedy))].join('; '),
  });
}

function checkIds(ids: readonly string[], { all }: AdoptOptions): readonly string[] {
  if (ids.length > 0 === (all === true)) {
    throw new CliError({
      what: ids.length > 0 ? 'adopt takes either ids or --all, not both' : 'adopt needs the ids to take over, or --all',
      remedy: 'Look with leaseline strays, and name what you mean',
      exitCode: EXIT.usage,
    });
  }
  return [...new Set(ids)];
}

function noPlace({ account, product }: Wanted): CliError {
  return new CliError({
    what: `No place is known where ${account} has ${product} packages`,
    remedy: `Name one with --region (${product === 'ugn' ? 'the project' : 'such as cn-hangzhou'})`,
    exitCode: EXIT.usage,
  });
}

/** On a terminal a person sees what it is and decides; a script that names ids means them. */
async function confirm(candidates: readonly Candidate[], { all }: AdoptOptions): Promise<void> {
  const question = `Take over ${candidates.length} resource(s)?`;
  if (!canAsk()) {
    if (all !== true) return;
    throw new CliError({
      what: `${question} Nobody can be asked here, and nothing was taken over`,
      remedy: 'Look with leaseline strays, then repeat with --yes, or name the ids',
      exitCode: EXIT.usage,
    });
  }
  if (await confirmed(question)) return;
  throw new ExplainedError('Nothing was taken over', 'Answer y to go on');
}

function adoptedLine(name: string, result: Applied['result'], message: string | null): string {
  return `${name}: ${result === 'started' ? 'being taken over' : 'not done'}${message === null ? '' : ` – ${message}`}`;
}
