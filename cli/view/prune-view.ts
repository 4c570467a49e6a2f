import { outlookSentences } from '../../model/release-outlook.js';
import type { Pruned } from '../plan/apply-prune.js';
import { type Prune, type PruneEntry, scopeText } from '../plan/prune.js';
import { colour } from './colour.js';
import { printable } from './text.js';

/** What is in no file: what will be released and what that means, and what is kept and why. */
export function pruneText({ scope, entries }: Prune): string {
  const count = (action: PruneEntry['action']) => entries.filter((entry) => entry.action === action).length;
  const summary = `In no file (scope ${printable(scopeText(scope))}): ${count('release')} to release, ${count('keep')} kept.`;
  return [...entries.flatMap(entryLines), summary].join('\n');
}

function entryLines({ name, action, row, reason, preview }: PruneEntry): string[] {
  const what = `${row.product}, ${row.bandwidthMbps} Mbps, ${printable(row.region)}, account ${printable(row.account)}`;
  if (preview === null || action === 'keep') {
    return [`  ${colour.bold(name)} is kept: ${what}`, ...(reason === null ? [] : [`    ${printable(reason)}`]), ''];
  }
  return [
    `${colour.red('-')} ${colour.bold(name)} will be released: ${what}, ${preview.resourceId}`,
    ...outlookSentences(preview).map((sentence) => `    ${printable(sentence)}`),
    ...preview.cutOff.map((cut) => colour.yellow(`    It is in use: a release cuts off ${printable(cut)}.`)),
    '',
  ];
}

const WORDS: Readonly<Record<Pruned['result'], string>> = {
  releasing: 'released',
  kept: 'kept',
  failed: 'not released',
};

export function prunedText(pruned: readonly Pruned[]): string {
  return pruned
    .map(
      ({ name, result, message }) => `${name}: ${WORDS[result]}${message === null ? '' : ` – ${printable(message)}`}`,
    )
    .join('\n');
}

/** In `plan --json` and `apply --json`, under `prune`. */
export function pruneJson({ scope, entries }: Prune, pruned: readonly Pruned[] = []) {
  const results = new Map(pruned.map((one) => [one.name, one]));
  return {
    scope,
    packages: entries.map(({ name, action, row, reason, preview }) => ({
      name,
      action,
      product: row.product,
      account: row.account,
      region: row.region,
      reason,
      release: preview,
      result: results.get(name)?.result ?? null,
      message: results.get(name)?.message ?? null,
    })),
  };
}
