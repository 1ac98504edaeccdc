import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'tests',
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    // Each file has a database and servers of its own, and loading all modules anew for each takes a quarter of the time.
    isolate: false,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Half of the time goes by waiting: for the database, for leases to end, for servers that say nothing.
    maxWorkers: availableParallelism() + 1,
    // Longer than `until` waits, which says what was wanting.
    testTimeout: 180_000,
    // A browser on a machine that does other things takes longer than the second that is usual.
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 120_000,
  },
});
