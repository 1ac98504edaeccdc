import { afterAll, beforeAll, beforeEach } from 'vitest';
import { planDigest } from '../../src/app/digests/planning/plan-digest.ts';
import { type ScheduleOptions, scheduleDigests } from '../../src/app/digests/schedule-digests.ts';
import type { Cadence } from '../../src/domain/time/cadence.ts';
import { emptyTables } from './postgres/empty-tables.ts';
import { sql } from './postgres/sql.ts';
import { addReader } from './readers.ts';
import { type TestService, testService } from './test-service.ts';

/** A service for the tests of one file, empty before each, and what they ask of its schedule. */
export function schedulingTests() {
  let service: TestService;
  beforeAll(async () => {
    service = await testService();
  });
  afterAll(() => service.close());
  beforeEach(async () => {
    await emptyTables(service.databaseUrl, [
      'subscriber',
      'paper',
      'digest',
      'delivery',
      'suppression',
      'caught_mail',
    ]);
    await run('DELETE FROM pgboss.job');
    await run('UPDATE installation SET due_times_checked_at = NULL');
  });

  const run = (statement: string, values?: unknown[]) => sql(service.databaseUrl, statement, values);
  const at = (instant: string) => {
    service.clock.now = new Date(instant);
  };
  return {
    service: () => service,
    deps: () => service.deps,
    run,
    at,
    /** One tick of the scheduler at an instant, with everything planned; the cadences of the digests made. */
    async tick(instant: string, options: ScheduleOptions = {}): Promise<(Cadence | null)[]> {
      at(instant);
      const { deps } = service;
      const ids = await scheduleDigests(deps, options);
      for (const id of ids) await planDigest(deps, id);
      return await Promise.all(ids.map(async (id) => (await deps.stores.digests.byId(id))!.cadence));
    },
    dueAt: async (id: number) => (await service.deps.stores.subscribers.byId(id))!.nextDueAt?.toISOString(),
    audienceOf: async (digestId: number) => (await service.deps.stores.digests.counts(digestId)).audience,
    async reader(now: string, said: Parameters<typeof addReader>[2], name = 'reader'): Promise<number> {
      at(now);
      return await addReader(service.deps, `${name}@example.org`, { timezone: 'Europe/Berlin', ...said });
    },
  };
}
