import { type Command, Option } from 'commander';
import type { MailOutlet, Outlet, Outlets } from '../../activities/outlets/outlet.js';
import { MESSAGE_KINDS, type MessageKind, takesKind } from '../../model/notice.js';
import { sampleMessage } from '../../model/sample-messages.js';
import { loadConfig } from '../../workers/config/load.js';
import { outletsOf } from '../../workers/outlets-of.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { printJson, printLine } from '../support/output.js';
import { plainTable } from '../view/plain-table.js';
import { globalsOf } from './options.js';

/** Longer than an attempt to tell anybody takes. */
const LIMIT_MS = 60_000;

interface Options {
  readonly kind?: MessageKind;
  readonly send?: boolean;
}

export function registerOutlets(program: Command): void {
  program
    .command('outlets')
    .description('who is told what: each webhook and mailbox; with a name, what it would be sent')
    .argument('[name]', 'one of them; an e-mail server by its name stands for everybody written to through it')
    .addOption(new Option('--kind <kind>', 'the kind of message; default: the first it takes').choices(MESSAGE_KINDS))
    .option('--send', 'send it, marked as a test, instead of showing it')
    .addHelpText(
      'after',
      '\nExamples:\n  $ leaseline outlets dingtalk --kind alarm\n  $ leaseline outlets dingtalk --send',
    )
    .action(async (name: string | undefined, options: Options, command: Command) => {
      const { config: file, json } = globalsOf(command);
      const outlets = outletsOf(loadConfig({ file }).leaseline.notifications);
      const all = everybody(outlets);
      if (name === undefined) {
        if (json === true) printJson({ outlets: all.map(({ shown }) => shown) });
        else printLine(table(all));
        return;
      }
      const tried = await Promise.all(named(all, name).map((one) => tryOne(one, options)));
      if (json === true) printJson({ outlets: tried });
      else printLine(tried.map(triedText).join('\n\n'));
      if (tried.some(({ taken }) => taken === false)) process.exitCode = EXIT.failed;
    });
}

interface Shown {
  readonly name: string;
  readonly how: 'webhook' | 'e-mail';
  readonly kinds: readonly MessageKind[];
  /** It is sent words of your own. */
  readonly template: boolean;
}

interface Listed {
  readonly shown: Shown;
  readonly text: (kind: MessageKind) => Promise<string>;
  readonly send: (kind: MessageKind) => Promise<{ readonly kind: string; readonly why?: string }>;
}

function everybody({ webhooks, mail, consoleUrl }: Outlets): readonly Listed[] {
  const signal = () => AbortSignal.timeout(LIMIT_MS);
  const tell = () => import('../../activities/outlets/tell.js');
  const webhook = (outlet: Outlet): Listed => ({
    shown: { name: outlet.name, how: 'webhook', kinds: outlet.kinds, template: outlet.template !== null },
    text: async (kind) => (await tell()).bodyFor(outlet.template, sampleMessage(kind), consoleUrl),
    send: async (kind) => (await tell()).tellWebhook(outlet, sampleMessage(kind), consoleUrl, signal()),
  });
  const person = (outlet: MailOutlet): Listed => ({
    shown: {
      name: outlet.name,
      how: 'e-mail',
      kinds: outlet.kinds,
      template: outlet.subject !== null || outlet.text !== null,
    },
    text: async (kind) => {
      const { subject, text } = (await tell()).mailFor(outlet, sampleMessage(kind), consoleUrl);
      return `Subject: ${subject}\n\n${text}`;
    },
    send: async (kind) => (await tell()).tellByMail(outlet, sampleMessage(kind), consoleUrl, signal()),
  });
  return [...webhooks.map(webhook), ...mail.map(person)];
}

function named(all: readonly Listed[], name: string): readonly Listed[] {
  const found = all.filter(({ shown }) => shown.name === name || shown.name.startsWith(`${name} <`));
  if (found.length > 0) return found;
  const names = all.map(({ shown }) => shown.name).join(', ');
  throw new CliError({
    what: `No webhook or mailbox is called ${name}`,
    remedy:
      names === ''
        ? 'Name one under notifications in leaseline.yaml (docs/notifications.md)'
        : `Those that are there: ${names}`,
    exitCode: EXIT.usage,
  });
}

interface Tried {
  readonly name: string;
  readonly kind: MessageKind;
  readonly text: string;
  /** Whether it took it; null: nothing was sent. */
  readonly taken: boolean | null;
  /** What stood in the way; null: nothing did. */
  readonly why: string | null;
}

async function tryOne({ shown: { name, kinds }, text, send }: Listed, options: Options): Promise<Tried> {
  const kind = options.kind ?? kinds[0] ?? 'alarm';
  if (!takesKind(kinds, kind)) {
    throw new CliError({
      what: `${name} takes no ${kind}`,
      remedy: `It takes ${kinds.join(', ')}`,
      exitCode: EXIT.usage,
    });
  }
  const tried = { name, kind, text: await text(kind) };
  if (options.send !== true) return { ...tried, taken: null, why: null };
  const sent = await send(kind);
  return { ...tried, taken: sent.kind === 'taken', why: sent.why ?? null };
}

function triedText({ name, kind, text, taken, why }: Tried): string {
  if (taken === null) return `${name} would be sent of kind ${kind}:\n\n${text.trimEnd()}`;
  return taken ? `${name} has taken a test of kind ${kind}` : `${name} has not taken it: ${why}`;
}

function table(all: readonly Listed[]): string {
  if (all.length === 0) return 'Nobody is told: notices only reach the log of the worker (docs/notifications.md).';
  const drawn = plainTable(['NAME', 'BY', 'WORDS', 'TAKES']);
  for (const { shown } of all) {
    const { name, how, kinds, template } = shown;
    const takes = kinds.length === MESSAGE_KINDS.length ? 'everything' : kinds.join(', ');
    drawn.push([name, how, template ? 'your own' : 'ours', takes]);
  }
  return drawn.toString();
}
