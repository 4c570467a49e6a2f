import { CommanderError } from 'commander';
import { createProgram } from './program.js';
import { EXIT } from './support/exit-codes.js';
import { note } from './support/output.js';

/**
 * Runs one command to its end; how it ended is in `process.exitCode`.
 * @param words what follows the name of the program
 */
export async function runCommand(words: readonly string[]): Promise<void> {
  try {
    const program = await createProgram(words);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Its message is printed already. Help and version end well; everything else is bad usage.
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
      return;
    }
    // It knows every kind of error there is, and with them the Temporal client: not for commands that end well.
    const { toCliError } = await import('./support/errors.js');
    const { message, remedy, exitCode } = toCliError(error);
    note(`${message}\n${remedy}`);
    if (process.env.LEASELINE_LOG_LEVEL === 'debug' && error instanceof Error) note(error.stack ?? '');
    process.exitCode = exitCode;
  }
}
