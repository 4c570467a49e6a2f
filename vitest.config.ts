import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Begun last, one of these would be waited for by idle cores. Those that mostly wait themselves (processes that are killed, frozen
 * or lost) stand between those that never do.
 */
const LONGEST = [
  'campaign/single-faults',
  'campaign/campaign',
  'campaign/away',
  'recovery/kill-nine',
  'recovery/workflow-reset',
  'console/walks',
  'recovery/frozen-process',
  'rehearse/problems',
  'recovery/rename',
  'api/fuzz',
  'recovery/lost-worker',
  'recovery/frozen-event-loop',
  'workflows/proof-of-absence',
].map((name) => `test/${name}.test.ts`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(name));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((one, other) => rankOf(one) - rankOf(other));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/setup/global-setup.ts'],
    setupFiles: ['test/setup/each-file.ts'],
    // Native parts of the SDK do not like threads.
    pool: 'forks',
    execArgv: ['--require', fileURLToPath(new URL('test/setup/light-workflows.cjs', import.meta.url))],
    // One more than cores: a good part of these tests waits for servers and browsers. Each takes up to a gigabyte.
    maxWorkers: Math.min(availableParallelism() + 1, 9),
    // The files of a worker share what they import, which takes seconds of every file otherwise.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // No measure of speed: what hangs is to end, also on a machine that is ten times slower than this one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Temporal's time-skipping server (1.40.0) now and then goes on holding time, and then nothing comes about. What really
    // fails does so twice.
    retry: 1,
    // A life that the test server holds is left behind, and its server taken away under it: what it still asks fails then.
    onUnhandledError: (error) => (error.message === 'Channel has been shut down' ? false : undefined),
    env: { NO_COLOR: '1' },
    // Loaded anew with the file that uses it: what it does in a workflow depends on what `Date` is there.
    server: { deps: { inline: ['@date-fns/utc'] } },
  },
});
