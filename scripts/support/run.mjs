import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

/** Runs a program in the project folder; its output is ours (stdout goes to stderr unless asked), or goes to files. Gives the exit code. */
export function run(command, args, { env = process.env, stdout = 2, stderr = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const shell = process.platform === 'win32' && !command.endsWith('.exe');
    const child = spawn(command, args, { cwd: root, env, stdio: ['inherit', stdout, stderr], shell });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

/** npm as we were started by it, else the one on the PATH. */
export function npm(args, options) {
  const script = process.env.npm_execpath;
  const isNpm = script !== undefined && /npm-cli\.[cm]?js$/.test(script);
  return isNpm ? run(process.execPath, [script, ...args], options) : run('npm', args, options);
}
