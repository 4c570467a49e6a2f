import { writeFile } from 'node:fs/promises';
import { CliError } from './errors.js';
import { EXIT } from './exit-codes.js';

/** Writes what a command made where the person wants it; `-` is stdout. */
export async function saveText(file: string, text: string): Promise<void> {
  if (file === '-') {
    process.stdout.write(text);
    return;
  }
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new CliError({
      what: `${file} cannot be written (${error instanceof Error ? error.message : String(error)})`,
      remedy: 'Name a file in a folder that exists and that you may write to, or - for the terminal',
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}
