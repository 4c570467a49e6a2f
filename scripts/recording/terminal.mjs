import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../support/paths.mjs';
import { SetupError } from '../support/tell.mjs';

const run = promisify(execFile);
export const COLUMNS = 100;
export const ROWS = 30;
/** Fewer than the default: a picture of each is kept. */
const CAPTURE_EVERY_MS = 200;
const PROMPT_LIMIT_MS = 120_000;

/**
 * A shell of fixed size that knows `leaseline` and the examples, and shows nothing of this machine.
 * @returns what a person does: type, wait until the shell asks again; `frames` is what there was to see, with the time.
 */
export async function openTerminal(folder, env) {
  symlinkSync(join(root, 'examples'), join(folder, 'examples'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const command = join(bin, 'leaseline');
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin', 'leaseline.mjs')}' "$@"\n`);
  chmodSync(command, 0o755);
  const settings = join(folder, 'tmux.conf');
  writeFileSync(settings, 'set -g status off\nset -g default-terminal screen-256color\n');

  const shellEnv = { ...env, PS1: '$ ', PATH: `${bin}${delimiter}${process.env.PATH}`, TMUX: undefined };
  for (const name of ['CI', 'NO_COLOR', 'FORCE_COLOR', 'PROMPT_COMMAND']) shellEnv[name] = undefined;
  const socket = join(folder, 'tmux.socket');
  const tmux = async (...args) =>
    (await run('tmux', ['-u', '-S', socket, ...args], { cwd: folder, env: shellEnv })).stdout;
  const size = ['-x', `${COLUMNS}`, '-y', `${ROWS}`];
  try {
    await tmux('-f', settings, 'new-session', '-d', ...size, 'bash', '--noprofile', '--norc');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new SetupError('tmux was not found', 'Install it: only whoever makes the recording needs it');
  }

  const frames = [];
  const startedAt = performance.now();
  const look = async () => {
    const cursor = ['display-message', '-p', '#{cursor_x} #{cursor_y} #{cursor_flag}'];
    const lines = (await tmux('capture-pane', '-p', '-e', ';', ...cursor)).trimEnd().split('\n');
    const [column, row, isShown] = lines.pop().split(' ').map(Number);
    const frame = { lines: lines.slice(0, ROWS), cursor: isShown === 1 ? { column, row } : null };
    const atMs = performance.now() - startedAt;
    if (JSON.stringify(frame) !== JSON.stringify(frames.at(-1)?.frame)) frames.push({ atMs, frame });
    return frame;
  };
  const pause = () => new Promise((resolve) => setTimeout(resolve, CAPTURE_EVERY_MS));
  const press = (...keys) => tmux('send-keys', ...keys);

  return {
    frames,
    async type(text) {
      for (const word of text.split(/(?<= )/)) {
        await press('-l', '--', word);
        await pause();
        await look();
      }
    },
    enter: () => press('Enter'),
    clear: () => press('C-l'),
    async untilPrompt() {
      const endsAt = performance.now() + PROMPT_LIMIT_MS;
      for (;;) {
        await pause();
        const { lines, cursor } = await look();
        if (cursor?.column === 2 && lines[cursor.row].endsWith('$')) return;
        if (performance.now() > endsAt) throw new Error(`No prompt came back:\n${lines.join('\n')}`);
      }
    },
    close: () => tmux('kill-server'),
  };
}
