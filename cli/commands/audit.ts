import { type Command, InvalidArgumentError, Option } from 'commander';
import { type AuditHead, type AuditLine, headText, parseHead } from '../../model/audit.js';
import { type AuditCase, AuditReport } from '../../model/audit-report.js';
import { compareBill, isClean, only } from '../../model/bill/compare.js';
import { OurOrders } from '../../model/bill/our-orders.js';
import { showInstant } from '../../model/format-instant.js';
import { formatMoney } from '../../model/money.js';
import { ChainReader, isFlaw } from '../../workers/audit/chain.js';
import { readBill } from '../../workers/audit/read-bill.js';
import { trailFile } from '../../workers/audit/trail.js';
import { leaselineHome } from '../../workers/embedded/home.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { note, printJson, printLine } from '../support/output.js';
import { billText } from '../view/bill-view.js';
import { colour } from '../view/colour.js';
import { printable } from '../view/text.js';
import { type AuditSource, type Followed, fileSource, follow, sourceOf } from './audit-source.js';
import { billOption, columnOption, currencyOption, type NamedBill, type NamedColumns } from './bill-options.js';
import { globalsOf, instantOption } from './options.js';

interface AuditOptions {
  readonly verify?: boolean;
  readonly expect?: readonly AuditHead[];
  readonly report?: boolean;
  readonly bill?: readonly NamedBill[];
  readonly column?: NamedColumns;
  readonly billCurrency?: string;
  readonly name?: string;
  readonly since?: string;
  readonly file?: string;
  readonly store?: boolean;
}

export function registerAudit(program: Command): void {
  program
    .command('audit')
    .description(
      'the audit trail: who asked, who decided, what was sent and charged, each line chained to the one before',
    )
    .option('--verify', 'follow the chain from its first line and say whether anything was edited, cut, moved or lost')
    .option('--expect <head>', 'with --verify: a head that was kept elsewhere (repeatable)', heads)
    .option('--report', 'match approvals, calls and charges; what cannot be explained first')
    .option(
      '--bill <file>',
      'with --report: a bill exported from the vendor as CSV, compared with our orders; ACCOUNT=FILE says whose (repeatable)',
      billOption,
    )
    .option(
      '--column <field=name>',
      'with --bill: the column that holds order, resource, amount, … (repeatable)',
      columnOption,
    )
    .option('--bill-currency <code>', 'with --bill: the currency of amounts that name none', currencyOption)
    .option('--name <package>', 'only this package')
    .option('--since <instant>', 'only what happened since then', instantOption)
    .addOption(
      new Option('--file <file>', 'the trail to read; default: the one in .leaseline/audit').conflicts('store'),
    )
    .option('--store', 'read the copy in the bucket of audit.store; with --verify, compare the trail here with it')
    .addHelpText(
      'after',
      `
leaseline api writes the trail while it runs. Keep the head that --verify prints somewhere else, or ship the API's log, which
carries it every hour: then nobody can cut off the end unseen. Ends with 1 when the trail is broken, or when --report finds
something unexplained: a call, a line of the bill that nobody here ordered, a charge that is not on it, or another amount.

Examples:
  $ leaseline audit --name tokyo-desktops
  $ leaseline audit --verify --expect "$(cat /safe/leaseline-head)"
  $ leaseline audit --verify --store
  $ leaseline audit --report --json
  $ leaseline audit --report --bill demo-alibaba=2026-11.csv --bill demo-surfer=ucloud.csv --bill-currency USD`,
    )
    .action(async (options: AuditOptions, command: Command) => {
      const { json, config } = globalsOf(command);
      refuseLoneOptions(options);
      const source = await sourceOf(options, config);
      if (options.verify === true) await verify(source, options, json === true);
      else if (options.report === true) await report(source, options, json === true);
      else await print(source, options, json === true);
    });
}

function heads(text: string, before: readonly AuditHead[] = []): readonly AuditHead[] {
  const head = parseHead(text);
  if (head === null)
    throw new InvalidArgumentError('It is a number and a hash, as leaseline audit --verify prints them.');
  return [...before, head];
}

async function verify(source: AuditSource, { expect = [], store }: AuditOptions, json: boolean): Promise<void> {
  const followed = await follow(source, expect);
  // What the store holds was kept elsewhere: the trail here must have it all, and may have more.
  const own = store === true ? fileSource(trailFile(leaselineHome())) : null;
  const here = own === null ? null : await follow(own, [...expect, ...(followed.head.seq > 0 ? [followed.head] : [])]);
  const all = here === null ? [followed] : [followed, here];
  if (json) printJson({ ...followedJson(followed), ...(store === true && { here: here && followedJson(here) }) });
  else for (const one of all) printLine(followedText(one, here !== null));
  if (all.some(({ flaw }) => flaw !== null)) process.exitCode = EXIT.failed;
}

function followedJson({ source, head, gaps, flaw }: Followed) {
  return { file: source, ok: flaw === null, lines: head.seq, gaps, head: headText(head), flaw };
}

function followedText({ source, head, gaps, flaw }: Followed, isNamed: boolean): string {
  const where = isNamed ? `${source}: ` : '';
  const [how, next] =
    flaw === null
      ? [
          `${colour.green('whole')}: ${head.seq} lines, ${gaps} gaps that are written down as such`,
          `head ${headText(head)}`,
        ]
      : [
          `${colour.red('broken')}: line ${flaw.line} ${flaw.why}`,
          `The ${head.seq} lines before it are as they were written.`,
        ];
  return `${where}${how}\n${next}`;
}

/** Only what is proved to be as it was written. */
async function* trusted(source: AuditSource): AsyncGenerator<AuditLine> {
  for await (const line of source.read(new ChainReader())) {
    if (!isFlaw(line)) {
      yield line;
      continue;
    }
    process.exitCode = EXIT.failed;
    note(`The trail is broken: line ${line.line} ${line.why}. What follows is not shown.`);
  }
}

async function print(source: AuditSource, { name, since }: AuditOptions, json: boolean): Promise<void> {
  for await (const line of trusted(source)) {
    if (name !== undefined && line.package !== name) continue;
    if (since !== undefined && (line.at ?? line.writtenAt) < since) continue;
    if (json) printLine(JSON.stringify(line));
    else {
      const when = showInstant(line.at ?? line.writtenAt);
      printLine(`${when}  ${line.package}  ${colour.dim(printable(line.who ?? ''))}  ${printable(line.what)}`);
    }
  }
}

async function report(source: AuditSource, options: AuditOptions, json: boolean): Promise<void> {
  const { name, since, bill: bills } = options;
  // A bill that cannot be read is said before anything else is shown.
  const billed = bills === undefined ? null : (await Promise.all(bills.map((one) => readNamed(one, options)))).flat();
  const found = new AuditReport();
  const ours = new OurOrders();
  for await (const line of trusted(source)) {
    found.take(line);
    ours.take(line);
  }
  warnOfAccounts(bills ?? [], ours);
  const isWanted = (one: { readonly package: string | null; readonly at: string | null }) =>
    (name === undefined || one.package === name) && (since === undefined || (one.at ?? '') >= since);
  const cases = found.cases().filter(isWanted);
  const unexplained = cases.filter((one) => one.unexplained.length > 0).length;
  const bill = billed === null ? null : only(compareBill(billed, ours.all(), ours.owners()), isWanted);
  if (json) printJson({ cases, unexplained, ...(bill !== null && { bill }) });
  else {
    if (bill !== null) printLine([...billText(bill), ''].join('\n'));
    for (const one of cases) printLine(caseText(one));
    printLine(`${cases.length} things were sent or charged, ${unexplained} of them are not explained.`);
  }
  if (unexplained > 0 || (bill !== null && !isClean(bill))) process.exitCode = EXIT.failed;
}

/** What is said of a bill, and no bill is compared, was meant otherwise. */
function refuseLoneOptions({ report, bill, column, billCurrency }: AuditOptions): void {
  const isLone = bill === undefined ? (column ?? billCurrency) !== undefined : report !== true;
  if (!isLone) return;
  throw new CliError({
    what: '--bill is compared by --report, and --column and --bill-currency are about a bill',
    remedy: 'Say leaseline audit --report --bill FILE',
    exitCode: EXIT.usage,
  });
}

/** A name that was mistyped would leave every line of its bill unexplained. */
function warnOfAccounts(bills: readonly NamedBill[], ours: OurOrders): void {
  const known = new Set(ours.all().map(({ account }) => account));
  for (const { account } of bills) {
    if (account === null || known.has(account)) continue;
    note(
      `Nothing was ordered for an account ${account} (there is ${[...known].sort().join(', ') || 'none'} in the trail).`,
    );
  }
}

function readNamed({ file, account }: NamedBill, { column: columns = {}, billCurrency }: AuditOptions) {
  return readBill({ file, account, columns, currency: billCurrency ?? null });
}

function caseText(one: AuditCase): string {
  const asked = one.requestedBy === null ? '' : `, asked for by ${one.requestedBy}`;
  const who =
    one.policy === null
      ? 'nobody was asked'
      : `policy ${one.policy}: ${one.approvedBy.join(', ') || 'nobody'} said yes`;
  const charged = one.charges.map((charge) => `${formatMoney(charge)} for order ${charge.orderId}`).join(', ');
  return [
    `${one.at === null ? '' : showInstant(one.at)}  ${colour.bold(one.package)}  ${printable(one.what)}`,
    `    ${printable(who + asked)}${charged === '' ? '' : `; charged ${charged}`}${one.requestIds.length === 0 ? '' : `; vendor request ${one.requestIds.join(', ')}`}`,
    ...one.allowed.map((what) => `    ${colour.yellow('allowed')}: ${printable(what)}`),
    ...one.unexplained.map((why) => `    ${colour.red('unexplained')}: ${printable(why)}`),
  ].join('\n');
}
