import type { Answer, Task } from './player-messages.js';
import { shrink } from './shrink.js';
import { Theatre } from './verdict.js';

/** One process of a campaign: its own server, vendors and worker. It ends when its parent goes, or asks it to. */

const [bundlePath] = process.argv.slice(2);
if (bundlePath === undefined) throw new Error('which workflow bundle?');
const theatre = new Theatre(bundlePath);
const LEAVE_MS = 12_000;

// Ctrl-C reaches every process of the terminal; the parent decides when this one is done.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});

process.on('uncaughtException', (error) => {
  // A call that was left behind on a server given up.
  if (error.message === 'Channel has been shut down') return;
  process.stderr.write(`${error.stack ?? error.message}\n`);
  leave(1);
});

let line: Promise<void> = Promise.resolve();
process.on('message', (task: Task) => {
  line = line.then(() => perform(task));
});
process.on('disconnect', () => leave(0));

/** Nobody waits for what is being played; but the server must not outlive this process. */
function leave(code: number): void {
  setTimeout(() => process.exit(code), LEAVE_MS);
  void theatre.close().finally(() => process.exit(code));
}

async function perform(task: Task): Promise<void> {
  const answer = await play(task).catch(
    (error: unknown): Answer => ({
      id: task.id,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  );
  // The parent may be gone: then nobody wants to know.
  if (process.connected) process.send?.(answer);
}

async function play({ id, schedule, replay, shrinks }: Task): Promise<Answer> {
  const verdict = await theatre.play(schedule, { replay });
  if (!shrinks || verdict.violations.length === 0) return { id, verdict, shrunk: null };
  const broken = new Set(verdict.violations.map(({ invariant }) => invariant));
  const shrunk = await shrink(schedule, broken, async (candidate) => {
    if (!process.connected) return new Set();
    const { violations } = await theatre.play(candidate, { replay });
    return new Set(violations.map(({ invariant }) => invariant));
  });
  return { id, verdict, shrunk };
}
