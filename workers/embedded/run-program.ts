import { execFile } from 'node:child_process';

export interface ProgramResult {
  /** The exit code; null when it could not be started or was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const OUTPUT_LIMIT_BYTES = 10 * 1024 * 1024;

/** Runs a program to its end and never throws: that it cannot be started is an answer too. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: { readonly timeoutMs: number; readonly env?: NodeJS.ProcessEnv },
): Promise<ProgramResult> {
  const { timeoutMs, env = process.env } = options;
  return new Promise((resolve) => {
    execFile(command, args, { timeout: timeoutMs, maxBuffer: OUTPUT_LIMIT_BYTES, env }, (error, stdout, stderr) => {
      if (error === null) return resolve({ code: 0, stdout, stderr });
      const code = typeof error.code === 'number' ? error.code : null;
      resolve({ code, stdout, stderr: stderr === '' ? error.message : stderr });
    });
  });
}
