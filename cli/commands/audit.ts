import { existsSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { type AuditHead, type AuditLine, headText, parseHead } from '../../model/audit.js';
import { type AuditCase, AuditReport } from '../../model/audit-report.js';
import { showInstant } from '../../model/format-instant.js';
import { formatMoney } from '../../model/money.js';
import { type AuditFlaw, ChainReader, isFlaw } from '../../workers/audit/chain.js';
import { readTrail, trailFile } from '../../workers/audit/trail.js';
import { leaselineHome } from '../../workers/embedded/home.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { note, printJson, printLine } from '../support/output.js';
import { colour } from '../view/colour.js';
import { printable } from '../view/text.js';
import { globalsOf, instantOption } from './options.js';

interface AuditOptions {
  readonly verify?: boolean;
  readonly expect?: readonly AuditHead[];
  readonly report?: boolean;
  readonly name?: string;
  readonly since?: string;
  readonly file?: string;
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
    .option('--name <package>', 'only this package')
    .option('--since <instant>', 'only what happened since then', instantOption)
    .option('--file <file>', 'the trail to read; default: the one in .leaseline/audit')
    .addHelpText(
      'after',
      `
leaseline api writes the trail while it runs. Keep the head that --verify prints somewhere else, or ship the API's log, which
carries it every hour: then nobody can cut off the end unseen. Ends with 1 when the trail is broken, or when --report finds
something unexplained.

Examples:
  $ leaseline audit --name tokyo-desktops
  $ leaseline audit --verify --expect "$(cat /safe/leaseline-head)"
  $ leaseline audit --report --json`,
    )
    .action(async (options: AuditOptions, command: Command) => {
      const { json } = globalsOf(command);
      const file = options.file ?? trailFile(leaselineHome());
      if (!existsSync(file)) {
        throw new CliError({
          what: `There is no audit trail at ${file}`,
          remedy: 'leaseline api (also as part of up) writes one while it runs; name another with --file',
          exitCode: EXIT.usage,
        });
      }
      if (options.verify === true) await verify(file, options.expect ?? [], json === true);
      else if (options.report === true) await report(file, options, json === true);
      else await print(file, options, json === true);
    });
}

function heads(text: string, before: readonly AuditHead[] = []): readonly AuditHead[] {
  const head = parseHead(text);
  if (head === null)
    throw new InvalidArgumentError('It is a number and a hash, as leaseline audit --verify prints them.');
  return [...before, head];
}

async function verify(file: string, expected: readonly AuditHead[], json: boolean): Promise<void> {
  const reader = new ChainReader(expected);
  let flaw: AuditFlaw | null = null;
  let gaps = 0;
  for await (const line of readTrail(file, reader)) {
    if (isFlaw(line)) flaw = line;
    else if (line.kind === 'gap') gaps += 1;
  }
  const { seq } = reader.head;
  const head = headText(reader.head);
  if (json) printJson({ file, ok: flaw === null, lines: seq, gaps, head, flaw });
  else if (flaw === null) {
    printLine(`${colour.green('whole')}: ${seq} lines, ${gaps} gaps that are written down as such`);
    printLine(`head ${head}`);
  } else {
    printLine(`${colour.red('broken')}: line ${flaw.line} ${flaw.why}`);
    printLine(`The ${seq} lines before it are as they were written.`);
  }
  if (flaw !== null) process.exitCode = EXIT.failed;
}

/** Only what is proved to be as it was written. */
async function* trusted(file: string): AsyncGenerator<AuditLine> {
  for await (const line of readTrail(file, new ChainReader())) {
    if (!isFlaw(line)) {
      yield line;
      continue;
    }
    process.exitCode = EXIT.failed;
    note(`The trail is broken: line ${line.line} ${line.why}. What follows is not shown.`);
  }
}

async function print(file: string, { name, since }: AuditOptions, json: boolean): Promise<void> {
  for await (const line of trusted(file)) {
    if (name !== undefined && line.package !== name) continue;
    if (since !== undefined && (line.at ?? line.writtenAt) < since) continue;
    if (json) printLine(JSON.stringify(line));
    else {
      const when = showInstant(line.at ?? line.writtenAt);
      printLine(`${when}  ${line.package}  ${colour.dim(printable(line.who ?? ''))}  ${printable(line.what)}`);
    }
  }
}

async function report(file: string, { name, since }: AuditOptions, json: boolean): Promise<void> {
  const found = new AuditReport();
  for await (const line of trusted(file)) found.take(line);
  const cases = found
    .cases()
    .filter((one) => (name === undefined || one.package === name) && (since === undefined || (one.at ?? '') >= since));
  const unexplained = cases.filter((one) => one.unexplained.length > 0).length;
  if (json) printJson({ cases, unexplained });
  else {
    for (const one of cases) printLine(caseText(one));
    printLine(`${cases.length} things were sent or charged, ${unexplained} of them are not explained.`);
  }
  if (unexplained > 0) process.exitCode = EXIT.failed;
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
    ...one.unexplained.map((why) => `    ${colour.red('unexplained')}: ${printable(why)}`),
  ].join('\n');
}
