import { afterAll, beforeAll, beforeEach } from 'vitest';
import { startPlanned } from '../../src/app/digests/planned/start-planned.ts';
import { runJobs } from './jobs.ts';
import { makeIncoming, ownWords } from './papers/incoming.ts';
import { emptyTables } from './postgres/empty-tables.ts';
import { sql } from './postgres/sql.ts';
import { type TestService, testService } from './test-service.ts';
import { sentMail } from './web/web.ts';

const hour = 3_600_000;

/** A service for the tests of one file that send: before each it is empty, and its clock stands at `now`. */
export function sendingTests(now: Date) {
  let service: TestService;
  let tests = 0;
  let stored = 0;
  beforeAll(async () => {
    service = await testService();
  });
  afterAll(() => service.close());
  beforeEach(async () => {
    service.clock.now = now;
    await emptyTables(service.databaseUrl, [
      'subscriber',
      'paper',
      'collection',
      'digest',
      'delivery',
      'caught_mail',
      'next_words',
      'audit_event',
    ]);
    await run('DELETE FROM pgboss.job');
    // What all mails of a digest have is kept by its number, which must be another one in each test.
    await run("SELECT setval('digest_id_seq', $1)", [++tests * 10]);
  });

  const run = (statement: string, values?: unknown[]) => sql(service.databaseUrl, statement, values);
  return {
    service: () => service,
    deps: () => service.deps,
    run,
    mails: () => sentMail(service),
    /** The names before the @ of those who were mailed, by the alphabet. */
    recipients: async () => (await sentMail(service)).map(({ to }) => to.split('@')[0] ?? '').sort(),
    /** Goes to a moment and does what is due by then; the planned sends that began. */
    async at(moment: Date | string): Promise<number[]> {
      service.clock.now = new Date(moment);
      const started = await startPlanned(service.deps);
      await runJobs(service);
      return started;
    },
    digest: async (id: number) => {
      const found = await service.deps.stores.digests.byId(id);
      if (found === null) throw new Error(`there is no digest ${id}`);
      return found;
    },
    /** Stores papers that are like no others, with an hour as news behind them; `said` holds for all. */
    async storePapers(count: number, said: Parameters<typeof makeIncoming>[0] = {}): Promise<number[]> {
      const at = service.deps.now();
      const papers = Array.from({ length: count }, () => {
        stored++;
        return makeIncoming({
          arxivId: `2611.${10_000 + stored}`,
          title: `Robots that learn to walk, part ${stored}`,
          ...ownWords(stored),
          publishedAt: new Date(at.getTime() - 24 * hour),
          featuredAt: new Date(at.getTime() - hour),
          ...said,
        });
      });
      const before = await run('SELECT coalesce(max(id), 0) AS id FROM paper');
      await service.deps.stores.papers.store(papers, { source: 'test', now: at, sample: false });
      const rows = await run('SELECT id FROM paper WHERE id > $1 ORDER BY id', [before[0]?.['id']]);
      return rows.map(({ id }) => Number(id));
    },
  };
}
