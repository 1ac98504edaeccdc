import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/support/longest-first.ts';

/** A part of the tests that can be asked for with `--project NAME`. */
const project = (name: string, ...folders: string[]) => ({
  extends: true as const,
  test: { name, include: folders.map((folder) => `tests/${folder}/**/*.test.ts`) },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 'unit'),
      project('integration', 'integration'),
      // The program as it is started: commands, services, embedded databases, and what goes wrong with them.
      project('processes', 'processes', 'faults'),
      project('browser', 'browser'),
    ],
    // Once for all projects.
    globalSetup: ['tests/support/global-setup.ts'],
    sequence: { sequencer: LongestFirst },
    // Each file has a database and servers of its own, and loading all modules anew for each takes a quarter of the time.
    isolate: false,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Node loads the modules, as it does where the service runs. Nothing here mocks one, and to run them through Vite
    // takes a tenth longer.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // Half of the time goes by waiting: for the database, for leases to end, for servers that say nothing.
    maxWorkers: availableParallelism() + 1,
    // Longer than `until` waits, which says what was wanting.
    testTimeout: 180_000,
    // A browser on a machine that does other things takes longer than the second that is usual.
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 120_000,
  },
});
