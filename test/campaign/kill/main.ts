import { parseArgs } from 'node:util';
import { note } from '../../../cli/support/output.js';
import { runKills } from './run-kills.js';

/** `node dist/test/campaign/kill/main.js --kill 100 --seed 7 --journal kills.json`; ends with 1 when a rule was broken. */
const { values } = parseArgs({
  options: { kill: { type: 'string' }, seed: { type: 'string' }, journal: { type: 'string' } },
});
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());

const seed = Number(values.seed ?? Date.now() % 1_000_000);
note(`seed ${seed}`);
const report = await runKills({
  points: Number(values.kill ?? 100),
  seed,
  ...(values.journal === undefined ? {} : { journal: values.journal }),
  say: note,
  signal: stop.signal,
});
process.exitCode = report.violations.length === 0 && report.points.length === report.asked ? 0 : 1;
