import { type Command, InvalidArgumentError, Option } from 'commander';
import { PRUNE_MAX, type PruneScope } from '../plan/prune.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { positiveInteger } from './options.js';

export interface PruneOptions {
  readonly prune?: boolean;
  readonly scope?: readonly Label[];
  readonly account?: string;
  readonly pruneMax: number;
}

type Label = readonly [label: string, value: string];

export const PRUNE_HELP = `
--prune takes the files as all there is to be: what runs with the labels of --scope and is in no file is released. Every
file must carry those labels. What was adopted, lapses by itself, is not Active or is in an observeOnly account is kept.`;

export function withPruneOptions(command: Command): Command {
  return command
    .option('--prune', 'release what runs in the scope and is in no file')
    .addOption(
      new Option(
        '--scope <label=value>',
        'with --prune: the label these files speak for; may be given again',
      ).argParser((text: string, before: readonly Label[] | undefined) => [...(before ?? []), labelOf(text)]),
    )
    .option('--account <alias>', 'with --prune: only packages of this account')
    .addOption(
      new Option('--prune-max <number>', 'with --prune: release no more than these at once')
        .argParser(positiveInteger)
        .default(PRUNE_MAX),
    );
}

/**
 * @returns null without `--prune`
 * @throws CliError for a scope without `--prune`, and for `--prune` without a scope: it would be everything there is
 */
export function scopeOf({ prune, scope, account }: PruneOptions): PruneScope | null {
  if (prune !== true) {
    if (scope === undefined && account === undefined) return null;
    throw usage('--scope and --account mean something with --prune only', 'Add --prune, or leave them out');
  }
  if (scope === undefined) {
    throw usage(
      '--prune needs --scope LABEL=VALUE: a label that these files carry and no others',
      'For example: leaseline plan packages/ --prune --scope team=apac-net',
    );
  }
  const labels = new Map<string, string>();
  for (const [label, value] of scope) {
    if (labels.has(label)) throw usage(`--scope names ${label} twice`, 'A package has one value of each label');
    labels.set(label, value);
  }
  return { labels: Object.fromEntries(labels), account: account ?? null };
}

function labelOf(text: string): Label {
  const [, label, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (label === undefined || value === undefined)
    throw new InvalidArgumentError('It is a label such as team=apac-net.');
  return [label, value];
}

function usage(what: string, remedy: string): CliError {
  return new CliError({ what, remedy, exitCode: EXIT.usage });
}
