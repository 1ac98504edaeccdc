import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordBounceMail } from '../../../src/app/bounces/record-bounce.ts';
import { sweep } from '../../../src/app/deliveries/sweep.ts';
import { controlDigest } from '../../../src/app/digests/control-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { runJobs } from '../../support/jobs.ts';
import { returnedMail } from '../../support/mail/returned-mail.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { sql } from '../../support/postgres/sql.ts';
import { databaseOfVersion, type UpgradeFixture } from '../../support/postgres/upgrade-fixture.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { form, type ReadMail, sentMail } from '../../support/web/web.ts';

const versions = readdirSync(join(import.meta.dirname, '../../fixtures/upgrades'))
  .filter((file) => file.endsWith('.sql'))
  .map((file) => file.slice(0, -'.sql'.length));

/** Who may be mailed when the fixtures were made, and who not, whatever was queued. */
const readers = ['ada', 'cut', 'lost', 'reading1', 'reading2', 'reading3', 'refused', 'waiting1'];

test('there are versions to upgrade from', () => expect(versions.length).toBeGreaterThan(3));

describe.each(versions)('a database of %s, brought up to date', (version) => {
  let service: TestService;
  let fixture: UpgradeFixture;
  beforeAll(async () => {
    const old = await databaseOfVersion(version);
    fixture = old.fixture;
    service = await testService({
      database: old.database,
      env: { BOUNCE_DOMAIN: 'bounce.example.org', MAIL_FROM: 'Offprint <digest@example.org>' },
    });
    for (const { name, data } of fixture.jobs) await service.deps.stores.jobs.send(name, data as never);
    // The next day.
    service.clock.now = new Date(Date.parse(fixture.at) + 86_400_000);
  });
  afterAll(() => service.close());

  const run = (statement: string, values?: unknown[]) => sql(service.databaseUrl, statement, values);
  const nameOf = (address: string) => address.split('@')[0] ?? '';
  const stateOf = async (name: string, digest: number) => {
    const found = await run(
      `SELECT d.state::text FROM delivery d JOIN subscriber s ON s.id = d.subscriber_id
       WHERE s.email LIKE $1 || '@%' AND d.digest_id = $2`,
      [name, digest],
    );
    return found.map(({ state }) => state);
  };
  const digestThatIs = async (status: string) =>
    Number((await run('SELECT id FROM digest WHERE status = $1::digest_status', [status]))[0]?.['id']);
  const mailed = (mails: ReadMail[]) => mails.map(({ to }) => nameOf(to)).sort();

  /** Each digest's counts are those of its rows, and each reader is in it once. */
  async function expectSums(): Promise<void> {
    const stored = await run(
      `SELECT g.id, count(d.id)::int AS rows, count(DISTINCT coalesce(d.subscriber_id, -d.id))::int AS readers,
         (SELECT jsonb_object_agg(state, n) FROM (SELECT state, count(*) AS n FROM delivery WHERE digest_id = g.id GROUP BY 1) s) AS states
       FROM digest g LEFT JOIN delivery d ON d.digest_id = g.id GROUP BY g.id ORDER BY g.id`,
    );
    expect(stored.length).toBeGreaterThan(3);
    for (const { id, rows, readers: one, states } of stored) {
      const { audience, ...counts } = await service.deps.stores.digests.counts(Number(id));
      const some = Object.entries(counts).filter(([, count]) => count > 0);
      expect(Object.fromEntries(some)).toEqual(states);
      expect([audience, one]).toEqual([rows, rows]);
    }
  }

  test('has deliveries in every state, and its sums hold', async () => {
    const states = await run('SELECT DISTINCT state::text FROM delivery ORDER BY 1');
    const expected = ['cancelled', 'failed', 'queued', 'sending', 'sent', 'skipped', 'suppressed', 'unknown'];
    expect(states.map(({ state }) => state)).toEqual(expected);
    await expectSums();
  });

  test('ends what was in hand, and sends what was paused to those alone who may have it', async () => {
    await sweep(service.deps);
    const last = Number((await run('SELECT max(id) AS id FROM digest'))[0]?.['id']);
    expect(await stateOf('cut', last)).toEqual(['unknown']);
    const paused = await digestThatIs('paused');
    await controlDigest(service.deps, paused, 'resume');
    await runJobs(service);
    expect(mailed(await sentMail(service))).toEqual(['waiting1']);
    expect(await stateOf('waiting1', paused)).toEqual(['sent']);
    expect(await stateOf('waiting2', paused)).toEqual(['suppressed']);
    expect(await stateOf('waiting3', paused)).toEqual(['suppressed']);
    expect(await digestThatIs('sending')).toBeNaN();
    await expectSums();
  });

  test('sends its next digest once to each who may be mailed, and no paper again', async () => {
    const { deps } = service;
    const now = deps.now();
    const news = makeIncoming({
      arxivId: '2611.71000',
      title: 'Made up paper 1000 of cs.RO',
      categories: ['cs.RO', 'cs.CL'],
      publishedAt: new Date(now.getTime() - 7_200_000),
    });
    await deps.stores.papers.store([news], { source: 'import', now, sample: false });
    const before = (await sentMail(service)).length;
    const { id } = await triggerDigest(deps, { origin: 'api' });
    await runJobs(service);
    const mails = (await sentMail(service)).slice(before);
    const curious = (await run("SELECT FROM subscriber WHERE email = 'curious@example.org'")).length > 0;
    expect(mailed(mails)).toEqual([...readers, ...(curious ? ['curious'] : [])].sort());
    for (const { to, text } of mails) {
      const papers = [...text.matchAll(/Made up paper (\d+) of/g)].map(([, number]) => Number(number));
      const had = fixture.mails.filter((mail) => mail.to === to).flatMap((mail) => mail.papers);
      expect(papers, to).toContain(1000);
      expect(
        papers.filter((paper) => had.includes(paper)),
        to,
      ).toEqual([]);
    }
    expect(await stateOf('quiet', id)).toEqual(['skipped']);
    await expectSums();
  });

  test('keeps the links of its mails', async () => {
    const app = await service.app();
    const linkOf = (to: string, kind: string) => {
      const link = fixture.mails.find((mail) => mail.to === to && kind in mail.links)?.links[kind];
      return link === undefined ? null : new URL(link).pathname;
    };
    const statusOf = async (email: string) =>
      (await run('SELECT status::text FROM subscriber WHERE email = $1', [email]))[0]?.['status'];

    for (const kind of ['unsubscribe', 'preferences', 'view', 'feedback']) {
      const link = linkOf('reading2@example.org', kind);
      // The first version had no votes.
      if (link === null && kind === 'feedback') continue;
      expect(await app.inject({ url: link ?? '' }), kind).toMatchObject({ statusCode: 200 });
    }
    const oneClick = form({ 'List-Unsubscribe': 'One-Click' });
    const unsubscribe = linkOf('reading1@example.org', 'unsubscribe') ?? '';
    expect(await app.inject({ url: unsubscribe, ...oneClick })).toMatchObject({ statusCode: 200 });
    expect(await statusOf('reading1@example.org')).toBe('unsubscribed');
    // The clock says the next day: the link of a confirmation is good for longer.
    const confirm = linkOf('new@example.org', 'confirm') ?? '';
    expect(await app.inject({ url: confirm, ...form() })).toMatchObject({ statusCode: 200 });
    expect(await statusOf('new@example.org')).toBe('active');
  });

  test('knows by their return paths which of its mails come back', async () => {
    const sent = fixture.mails.find(({ to, papers }) => to === 'reading3@example.org' && papers.length > 0);
    // The first version had none that name their message.
    if (sent === undefined || !sent.from.endsWith('@bounce.example.org')) return;
    const raw = Buffer.from(returnedMail({ to: sent.from, recipient: sent.to }));
    await recordBounceMail(service.deps, { origin: 'smtp', raw, sentTo: [sent.from] });
    const found = await run("SELECT status::text FROM subscriber WHERE email = 'reading3@example.org'");
    expect(found).toEqual([{ status: 'bounced' }]);
  });
});
