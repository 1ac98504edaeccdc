import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { previewDigest } from '../../../src/app/digests/preview-digest.ts';
import { triggerDigest, tryDigest } from '../../../src/app/digests/trigger-digest.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { linkIn, sentMail } from '../../support/web/web.ts';

/** A Tuesday. */
const now = new Date('2026-11-17T08:00:00Z');
const email = 'reader@example.org';
const line = 'Nothing new in Robotics since Tuesday 17 November.';

let service: TestService;
beforeAll(async () => {
  service = await testService();
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  await emptyTables(service.databaseUrl, ['subscriber', 'paper', 'digest', 'delivery', 'caught_mail']);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
  const paper = makeIncoming({ featuredAt: new Date('2026-11-17T06:00:00Z') });
  await service.deps.stores.papers.store([paper], { source: 'test', now, sample: false });
});

/** One more digest, some days after the first one. */
async function digestAfter(days: number) {
  service.clock.now = new Date(now.getTime() + days * 86_400_000);
  const { id } = await triggerDigest(service.deps, { origin: 'api' });
  await runJobs(service);
  return await service.deps.stores.digests.counts(id);
}
const subjects = async () => (await sentMail(service)).map(({ subject }) => subject);

test('a reader who wants a note gets one line after three days without a mail, and the next three days later', async () => {
  await addReader(service.deps, email, { topics: ['cs.RO'], quietDays: 'note' });
  expect(await digestAfter(0)).toMatchObject({ audience: 1, sent: 1 });
  expect(await digestAfter(2)).toMatchObject({ audience: 1, skipped: 1 });
  expect(await digestAfter(3)).toMatchObject({ audience: 1, sent: 1 });
  expect(await digestAfter(5)).toMatchObject({ audience: 1, skipped: 1 });
  expect(await digestAfter(6)).toMatchObject({ audience: 1, sent: 1 });
  expect((await subjects()).slice(1)).toEqual([
    'Nothing new for you in Offprint',
    'Nothing new for you in Offprint',
  ]);
  const [, note, second] = await sentMail(service);
  expect(note!.text).toContain(line);
  expect(note!.html).toContain(line);
  expect(second!.text).toContain('Nothing new in Robotics since Friday 20 November.');
  for (const field of ['List-Unsubscribe: <http', 'List-Unsubscribe-Post: ', 'List-ID: ', 'Precedence: bulk'])
    expect(`\r\n${note!.raw}`).toContain(`\r\n${field}`);
  const app = await service.app();
  expect((await app.inject(linkIn(note, 'view'))).body).toContain(line);
  expect((await app.inject(linkIn(note, 'preferences'))).statusCode).toBe(200);
});

test('one who does not want it gets none, however long the silence', async () => {
  await addReader(service.deps, email, { topics: ['cs.RO'] });
  await digestAfter(0);
  expect(await digestAfter(60)).toMatchObject({ audience: 1, skipped: 1 });
  expect(await subjects()).toHaveLength(1);
});

test('who never had a digest is told from the day of confirming on; a dry run and a preview say the same', async () => {
  await emptyTables(service.databaseUrl, ['paper'], { numbers: 'go on' });
  await addReader(service.deps, email, { quietDays: 'note', confirmedAt: now });
  for (const [days, kind] of [
    [2, 'skipped'],
    [3, 'queued'],
  ] as const) {
    service.clock.now = new Date(now.getTime() + days * 86_400_000);
    expect(await tryDigest(service.deps, { origin: 'api' })).toMatchObject({ audience: 1, [kind]: 1 });
    const { mail, papers } = await previewDigest(service.deps, { email });
    expect(papers).toBe(0);
    if (kind === 'skipped') expect(mail).toBeNull();
    else expect(mail!.text).toContain('Nothing new in any field since Tuesday 17 November.');
  }
});
