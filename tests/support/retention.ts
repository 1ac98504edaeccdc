import { afterAll, beforeAll, beforeEach } from 'vitest';
import { tidy } from '../../src/app/retention/tidy.ts';
import { emptyTables } from './postgres/empty-tables.ts';
import { sql } from './postgres/sql.ts';
import { type TestService, testService } from './test-service.ts';

export const tidyingNow = new Date('2026-11-24T10:00:00Z');
export const daysAgo = (days: number) => new Date(tidyingNow.getTime() - days * 86_400_000);

/** One night's tidying, to its end. */
export async function tidyAll(service: TestService): Promise<void> {
  await tidy(service.deps, new AbortController().signal);
}

/** A service for the tests of one file that tidies: before each there is nothing to tidy, and it is `tidyingNow`. */
export function tidyingTests(tables: readonly string[]) {
  let service: TestService;
  beforeAll(async () => {
    service = await testService();
  });
  afterAll(() => service.close());
  const run = (statement: string, values?: unknown[]) => sql(service.databaseUrl, statement, values);
  beforeEach(async () => {
    service.clock.now = tidyingNow;
    const all = ['subscriber', 'paper', 'digest', 'tidy_run', 'retention_term', ...tables];
    await emptyTables(service.databaseUrl, all);
    await run('DELETE FROM pgboss.job');
  });
  return { service: () => service, run };
}
