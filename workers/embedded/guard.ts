/**
 * Runs one program and ends it when whoever started us is gone, even if that was killed and could say nothing: then the
 * channel to it closes. Programs of other people do not watch such a channel; this little process does it for them.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const STOP_LIMIT_MS = 10_000;

const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });

function stop(): void {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS).unref();
}

child.once('spawn', () => process.send?.({ pid: child.pid }));
child.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
// As a shell would say it, so that the supervisor's message tells a kill from a failure.
child.once('exit', (code, signal) => process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
process.once('disconnect', stop);
// Whoever started us may be gone already: nobody tells of that again. By hand there is nobody.
if (process.send !== undefined && !process.connected) stop();
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
