import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import type { BatchAnswer, BatchAsked, BatchView } from '../../model/batch.js';
import type { Packages } from '../client/packages.js';
import { withPackages } from '../client/session.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';
import { printJson, printLine } from '../support/output.js';
import { answersText, batchText } from '../view/batch-view.js';
import { canAsk, confirmed } from '../view/confirm.js';
import { globalsOf } from './options.js';
import { type SaidOptions, said } from './saying.js';

export interface TogetherOptions extends SaidOptions {
  readonly except?: readonly string[];
  readonly yes?: boolean;
}

/** Says yes to all that wait of one run or batch but those left out, each exactly as it is shown here. */
export async function approveTogether(command: Command, id: string, options: TogetherOptions): Promise<void> {
  const { config, json } = globalsOf(command);
  const isJson = json === true;
  await withPackages(config, async ({ packages }) => {
    const view = await requireBatch(packages, id);
    const { chosen, left } = chosenOf(view, options.except ?? []);
    if (chosen.length === 0) {
      if (isJson) printJson({ id, packages: [], left: left.map(({ name }) => name) });
      else printLine(`Nothing of ${id} waits for your approval`);
      return;
    }
    if (!isJson) printLine(batchText(chosen, left));
    if (options.yes !== true) await confirm(chosen);
    const yeses = chosen.map(({ name, request }) => ({ name, request }));
    const answers = await packages.approveBatch(id, yeses, said(options));
    if (isJson) printJson({ id, packages: answers, left: left.map(({ name }) => name) });
    else printLine(answersText(answers));
    if (answers.some(isNotTaken)) process.exitCode = EXIT.failed;
  });
}

/** What `apply` and `order` call several packages that they begin at once, so that they can be decided about together. */
export function batchName(command: 'apply' | 'order', now = new Date()): string {
  const at = now.toISOString().slice(0, 16).replace(/[-:]/g, '');
  return `${command}-${at}-${randomBytes(2).toString('hex')}`;
}

const isNotTaken = ({ outcome }: BatchAnswer): boolean => outcome !== 'approved' && outcome !== 'needsMore';

async function requireBatch(packages: Packages, id: string): Promise<BatchView> {
  const view = await packages.batch(id);
  if (view !== null) return view;
  throw new CliError({
    what: `No package is of a run or batch ${id}`,
    remedy: 'leaseline show NAME names the batch of a package',
  });
}

function chosenOf({ id, waiting }: BatchView, except: readonly string[]) {
  const unknown = except.filter((name) => !waiting.some((one) => one.name === name));
  if (unknown.length > 0) {
    throw new CliError({
      what: `${unknown.join(', ')}: not among what waits for approval of ${id}`,
      remedy: `It is ${waiting.map(({ name }) => name).join(', ') || 'nothing'} that waits`,
      exitCode: EXIT.usage,
    });
  }
  const isLeft = ({ name }: BatchAsked) => except.includes(name);
  return { chosen: waiting.filter((one) => !isLeft(one)), left: waiting.filter(isLeft) };
}

async function confirm(chosen: readonly BatchAsked[]): Promise<void> {
  const question = `Approve these ${chosen.length} package(s)?`;
  if (!canAsk()) {
    throw new CliError({
      what: `${question} Nobody can be asked here, and nothing was approved`,
      remedy: 'Look at what is listed, then repeat with --yes',
      exitCode: EXIT.usage,
    });
  }
  if (await confirmed(question)) return;
  throw new CliError({ what: 'Nothing was approved', remedy: 'Answer y to go on' });
}
