import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { parseDurationMs } from '../../model/duration.js';
import { CliError } from '../support/errors.js';
import { EXIT } from '../support/exit-codes.js';

/** The options every command has (defined on the program). */
export interface GlobalOptions {
  readonly config?: string;
  readonly json?: boolean;
}

export function globalsOf(command: Command): GlobalOptions {
  return command.optsWithGlobals<GlobalOptions>();
}

/** `30d`, `12h`: a duration on the command line, in milliseconds. */
export function durationOption(text: string): number {
  const valueMs = parseDurationMs(text);
  if (valueMs === null || valueMs <= 0) throw new InvalidArgumentError('It is a duration such as 15m, 12h or 30d.');
  return valueMs;
}

export function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It is a whole number above zero.');
  return Number(text);
}

/** An instant on the command line, as ISO 8601 UTC; a date alone means its first moment in UTC. */
export function instantOption(text: string): string {
  const dated = z.iso.date().safeParse(text).success ? `${text}T00:00:00Z` : text;
  if (!z.iso.datetime({ offset: true }).safeParse(dated).success) {
    throw new InvalidArgumentError('It is an instant such as 2027-06-30T00:00:00Z.');
  }
  return new Date(dated).toISOString();
}

/** Two forms of the same answer: a script that asks for both means one of them. */
export function refuseBoth(flag: string, isGiven: boolean, json: boolean | undefined): void {
  if (!isGiven || json !== true) return;
  throw new CliError({
    what: `${flag} and --json cannot be used together`,
    remedy: 'Leave one of them out',
    exitCode: EXIT.usage,
  });
}

/** The name of a batch, or of a run. */
export function batchOption(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$/.test(text)) return text;
  throw new InvalidArgumentError('It is 1 to 200 letters, digits, dots, colons, hyphens or underscores.');
}
