import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/setup/global-setup.ts'],
    // Native parts of the SDK do not like threads, and each test file gets a process that can be killed.
    pool: 'forks',
    maxWorkers: 2,
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
