import type { ChildProcess } from 'node:child_process';

/**
 * The first words on stdout of a process that stays up: by then everything it starts can be used. Whatever it says on stderr is read.
 * @throws with what it said when it ends before that
 */
export function announced(child: ChildProcess): Promise<string> {
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (chunk) => resolve(String(chunk)));
    child.once('close', (code, signal) => {
      reject(new Error(`${child.spawnargs.slice(1).join(' ')}: ended with ${code ?? signal}\n${said}`));
    });
  });
}
