import { EXIT } from './exit-codes.js';

/**
 * Who reads the output may go first (`| head`, a pager that is left). What a command has begun it still does to its end,
 * and nobody is told of a stack trace. Output that cannot be written for another reason, as on a full disk, is a failure.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    let isTold = false;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED' || isTold) return;
      isTold = true;
      if (stream === process.stdout) process.stderr.write(`The output cannot be written: ${error.message}\n`);
      process.once('exit', () => {
        if (process.exitCode === undefined || process.exitCode === EXIT.done) process.exitCode = EXIT.failed;
      });
    });
  }
}
