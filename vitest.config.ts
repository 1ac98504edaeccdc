import { defineConfig } from 'vitest/config';

const shared = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  execArgv: ['--disable-warning=ExperimentalWarning'],
};

export default defineConfig({
  test: {
    globalSetup: ['tests/support/global-setup.ts'],
    // Most of the time goes by waiting for the database: no core is kept back for the main process.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: { ...shared, name: 'tests', include: ['tests/{unit,integration,e2e}/**/*.test.ts'] },
      },
      // Killed processes, servers that fail: each waits for leases and heartbeats to end, minutes together.
      { extends: true, test: { ...shared, name: 'faults', include: ['tests/faults/**/*.test.ts'] } },
    ],
  },
});
