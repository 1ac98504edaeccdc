import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAdmin } from '../../../src/app/accounts/add-admin.ts';
import { controlDigest } from '../../../src/app/digests/control-digest.ts';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { createDigestWatch } from '../../../src/app/digests/watch-digests.ts';
import { buildApp } from '../../../src/http/app.ts';
import { runJobs, waitingJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { httpOptions } from '../../support/web/http-options.ts';
import { browserOn } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const account = { email: 'admin@example.org', password: 'correct horse battery' };

let service: TestService;
/** Signed in. */
let browser: ReturnType<typeof browserOn>;
const run = (statement: string, values?: unknown[]) => sql(service.databaseUrl, statement, values);
beforeAll(async () => {
  service = await testService();
  service.clock.now = now;
  service.deps.passwords.hash = async (password) => `not hashed: ${password}`;
  service.deps.passwords.check = async (password, stored) => stored === `not hashed: ${password}`;
  await createAdmin(service.deps, account);
  await service.deps.stores.papers.store([makeIncoming()], { source: 'hugging-face', now, sample: false });
  browser = browserOn(await service.app());
  await browser.submit('/admin/login', '/admin/login', account);
});
afterAll(() => service.close());
beforeEach(async () => {
  await emptyTables(service.databaseUrl, [
    'subscriber',
    'suppression',
    'caught_mail',
    'digest',
    'audit_event',
  ]);
  await run('DELETE FROM pgboss.job');
  // Numbers begin anew, which they never do but here: nothing may be remembered of them.
  service.deps.watch = createDigestWatch(service.deps);
  for (const name of ['ada@example.org', 'bob@Example.org', 'eve@mail.example', '=1+1@example.net'])
    await addReader(service.deps, name);
  await triggerDigest(service.deps, { origin: 'api' });
  await planDigest(service.deps, 1);
});

const page = async (url: string) => (await browser.get(url)).body;
const setState = (id: number, state: string, detail: string | null = null) =>
  run('UPDATE delivery SET state = $2::delivery_state, attempt = 1, detail = $3 WHERE id = $1', [
    id,
    state,
    detail,
  ]);
const states = async () => (await run('SELECT state FROM delivery ORDER BY id')).map(({ state }) => state);
const audited = async () =>
  (await run('SELECT actor, action, object, detail FROM audit_event ORDER BY id')) as Record<
    string,
    unknown
  >[];

describe('the list of digests', () => {
  test('shows the newest, and older ones on further pages', async () => {
    for (let i = 0; i < 26; i++)
      await triggerDigest(service.deps, { origin: 'api', emails: ['ada@example.org'] });
    const first = await page('/admin/digests');
    const ids = (html: string) =>
      [...html.matchAll(/href="\/admin\/digests\/(\d+)"/g)].map(([, id]) => Number(id));
    expect(ids(first)).toEqual(Array.from({ length: 25 }, (_, index) => 27 - index));
    const older = /href="(\/admin\/digests\?before[^"]+)"/.exec(first)?.[1]?.replaceAll('&#x3D;', '=') ?? '';
    expect(ids(await page(older))).toEqual([2, 1]);
    expect(await page(older)).not.toContain('Older digests');
  });
});

describe('the page of a digest', () => {
  test('groups readers by domain and refusals by what the server said, without what differs between them', async () => {
    await setState(1, 'sent', '250 Ok');
    await setState(2, 'failed', '550 5.1.1 no such user, id 4XyZ81b9q2');
    await setState(3, 'failed', '550 5.1.1 no such user, id 9kk2M71b00');
    await setState(4, 'unknown', 'the connection was lost');
    const { domains, replies } = (await service.deps.watch.look(1, { fresh: true })).breakdown ?? {};
    expect(
      domains?.map(({ domain, counts }) => [domain, counts.audience, counts.sent, counts.failed]),
    ).toEqual([
      ['example.org', 2, 1, 1],
      ['example.net', 1, 0, 0],
      ['mail.example', 1, 0, 1],
    ]);
    expect(replies).toEqual([
      { state: 'failed', reply: '550 5.1.1 no such user, id …', count: 2 },
      { state: 'unknown', reply: 'the connection was lost', count: 1 },
    ]);
    const html = await page('/admin/digests/1');
    expect(html).toContain('<code>550 5.1.1 no such user, id …</code>');
    expect(html).toMatch(/example\.org<\/a><\/th><td class="n">2</);
  });

  test('names what will be tried again, and joins small domains and erased readers into one line', async () => {
    for (let i = 0; i < 12; i++) {
      await addReader(service.deps, `a${i}@domain${i}.example`);
      await addReader(service.deps, `b${i}@domain${i}.example`);
    }
    await triggerDigest(service.deps, { origin: 'api' });
    await planDigest(service.deps, 2);
    await run(
      `UPDATE delivery SET next_attempt_at = now(), detail = '451 later' WHERE digest_id = 2 AND subscriber_id = 5`,
    );
    await service.deps.stores.subscribers.erase(1);
    const { breakdown } = await service.deps.watch.look(2);
    expect(breakdown?.domains).toHaveLength(11);
    expect(breakdown?.domains.at(-1)).toMatchObject({ domain: null, counts: { audience: 8 } });
    expect(breakdown?.domains.reduce((sum, { counts }) => sum + counts.audience, 0)).toBe(28);
    expect(breakdown?.replies).toEqual([{ state: 'queued', reply: '451 later', count: 1 }]);
  });

  test('works without a script: it is loaded again while the digest goes on, and not after', async () => {
    expect(await page('/admin/digests/1')).toContain('<noscript><meta http-equiv="refresh"');
    await runJobs(service);
    const ended = await page('/admin/digests/1');
    expect(ended).not.toContain('http-equiv');
    expect(ended).toContain('<dd data-text="rate">ended</dd>');
    expect(ended).toMatch(/data-count="sent">4</);
  });

  test('tells the rate and the time left', async () => {
    await service.deps.watch.look(1, { fresh: true });
    await setState(1, 'sent');
    const seen = await service.deps.watch.look(1, { fresh: true });
    // Two looks that are so close together say nothing yet.
    expect(seen).toMatchObject({ perSecond: null, secondsLeft: null });
    expect(await page('/admin/digests/1')).toContain('<dd data-text="rate">being measured</dd>');
  });

  test('its buttons steer it, and the audit says who did', async () => {
    const press = (command: string) => browser.submit('/admin/digests/1', `/admin/digests/1/${command}`);
    await press('pause');
    await press('resume');
    await press('cancel');
    expect((await press('resume')).statusCode).toBe(409);
    expect((await audited()).map(({ actor, action, object }) => [actor, action, object])).toEqual(
      ['digest paused', 'digest resumed', 'digest cancelled'].map((action) => [
        'admin 1',
        action,
        'digest 1',
      ]),
    );
  });
});

describe('what watches digests', () => {
  /** A watch of its own, and how often it has read. */
  function counting() {
    const { stores } = service.deps;
    const reads = { progress: 0, breakdown: 0 };
    const watch = createDigestWatch({
      ...service.deps,
      stores: {
        ...stores,
        digests: {
          ...stores.digests,
          counts: async (id) => {
            reads.progress++;
            return await stores.digests.counts(id);
          },
        },
        reports: {
          ...stores.reports,
          domains: async (...asked) => {
            reads.breakdown++;
            return await stores.reports.domains(...asked);
          },
        },
      },
    });
    return { watch, reads };
  }

  test('reads once for all who look at the same moment, and shares it for a second', async () => {
    const { watch, reads } = counting();
    await Promise.all(Array.from({ length: 5 }, () => watch.look(1)));
    await watch.look(1);
    expect(reads).toEqual({ progress: 1, breakdown: 1 });
    await setState(1, 'sent');
    expect((await watch.progress(1)).counts.sent).toBe(0);
    expect((await watch.progress(1, { fresh: true })).counts.sent).toBe(1);
    expect((await watch.progress(1)).counts.sent).toBe(1);
    // The deliveries themselves are not read again so soon.
    expect((await watch.look(1)).breakdown?.domains[0]?.counts.sent).toBe(0);
    expect(reads).toEqual({ progress: 2, breakdown: 1 });
  });

  test('reads the deliveries once more when the digest has ended, so that the last word is right', async () => {
    const { watch, reads } = counting();
    await watch.look(1);
    await runJobs(service);
    const last = await watch.look(1, { fresh: true });
    expect(last.status).toBe('finished');
    expect(last.breakdown?.domains.reduce((sum, { counts }) => sum + counts.sent, 0)).toBe(4);
    await watch.look(1, { fresh: true });
    expect(reads.breakdown).toBe(2);
  });

  test('goes on with the counts when the deliveries cannot be read', async () => {
    const { reports, ...stores } = service.deps.stores;
    const broken = { ...reports, domains: () => Promise.reject(new Error('too slow')) };
    const watch = createDigestWatch({ ...service.deps, stores: { ...stores, reports: broken } });
    expect(await watch.look(1)).toMatchObject({ breakdown: null, counts: { queued: 4 } });
  });

  test('knows no digest that is not there', async () => {
    await expect(service.deps.watch.look(99)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the events', () => {
  test('are each the whole state, and tell the browser to ask again', async () => {
    await runJobs(service);
    const { body, headers } = await browser.get('/admin/digests/1/events');
    expect(headers['content-type']).toBe('text/event-stream');
    const [first = '', retry, end] = body.split('\n\n');
    expect(retry).toBe('retry: 2000');
    expect(end).toBe('event: end\ndata: {}');
    expect(JSON.parse(first.replace('data: ', ''))).toMatchObject({
      status: 'finished',
      counts: { audience: 4, sent: 4 },
      rate: 'ended',
      left: 'nothing left',
      problem: '',
      domains: [{ name: 'example.org', cells: ['2', '2', '0', '0', '0', '0'] }, {}, {}],
      replies: [],
    });
  });

  test('go on, whole, after the connection was lost: from another process too', async () => {
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const firstOf = async () => {
      const app = await buildApp({ ...httpOptions(service), logger: false });
      await app.listen({ host: '127.0.0.1', port: 0 });
      const { port } = app.server.address() as AddressInfo;
      const answer = await fetch(`http://127.0.0.1:${port}/admin/digests/1/events`, { headers: { cookie } });
      const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      while (!text.includes('\n\n')) text += (await reader.read()).value ?? '';
      await app.close();
      return JSON.parse(text.split('\n\n')[0]!.replace('data: ', '')) as { counts: Record<string, number> };
    };
    expect((await firstOf()).counts).toMatchObject({ queued: 4, sent: 0 });
    await setState(1, 'sent');
    await service.deps.watch.progress(1, { fresh: true });
    expect((await firstOf()).counts).toMatchObject({ queued: 3, sent: 1 });
  });
});

describe('deliveries that are unknown', () => {
  beforeEach(async () => {
    await runJobs(service);
    for (const id of [1, 2, 3]) await setState(id, 'unknown', 'the connection was lost');
  });
  const resolveAll = (outcome: string) =>
    browser.submit('/admin/digests/1', '/admin/digests/1/resolve-unknown', { outcome });

  test('are all counted as sent by an admin’s word', async () => {
    expect(await page('/admin/digests/1')).toContain('All arrived');
    const answer = await resolveAll('sent');
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/admin/digests/1']);
    expect(await states()).toEqual(['sent', 'sent', 'sent', 'sent']);
    expect(await waitingJobs(service)).toEqual([]);
    expect(await audited()).toEqual([
      {
        actor: 'admin 1',
        action: 'unknown deliveries resolved',
        object: 'digest 1',
        detail: { outcome: 'sent', deliveries: 3 },
      },
    ]);
    // There is nothing to say a second time.
    await resolveAll('sent');
    expect(await audited()).toHaveLength(1);
  });

  test('are all sent again by an admin’s word, but for those of people who were erased', async () => {
    await service.deps.stores.subscribers.erase(3);
    await resolveAll('resend');
    expect(await states()).toEqual(['queued', 'queued', 'unknown', 'sent']);
    await runJobs(service);
    expect(await states()).toEqual(['sent', 'sent', 'unknown', 'sent']);
    expect((await service.deps.stores.digests.byId(1))?.status).toBe('finished');
  });

  test('are resolved one by one in the list, which is shown again with the same filter', async () => {
    const list = '/admin/digests/1/deliveries?state=unknown&domain=example.org';
    const html = await page(list);
    expect(html).toContain('action="/admin/digests/1/deliveries/1/resolve"');
    expect(html).not.toContain('deliveries/3/resolve');
    const values = { outcome: 'sent', state: 'unknown', domain: 'example.org' };
    const answer = await browser.submit(list, '/admin/digests/1/deliveries/1/resolve', values);
    expect(answer.headers.location).toBe(list);
    expect(await states()).toEqual(['sent', 'unknown', 'unknown', 'sent']);
    expect(await audited()).toEqual([
      { actor: 'admin 1', action: 'addresses read', object: 'subscribers', detail: {} },
      { actor: 'admin 1', action: 'delivery resolved', object: 'delivery 1', detail: { outcome: 'sent' } },
    ]);
  });

  test.each([
    ['/admin/digests/1/resolve-unknown', 'lost', 400],
    ['/admin/digests/9/resolve-unknown', 'sent', 404],
    ['/admin/digests/1/deliveries/1/resolve', '', 400],
    ['/admin/digests/2/deliveries/1/resolve', 'sent', 404],
    ['/admin/digests/1/deliveries/4/resolve', 'sent', 409],
  ])('%s with %j is refused with %d', async (url, outcome, status) => {
    expect((await browser.submit('/admin', url, { outcome })).statusCode).toBe(status);
    expect(await states()).toEqual(['unknown', 'unknown', 'unknown', 'sent']);
  });
});

describe('the deliveries of a digest', () => {
  const ids = (html: string) =>
    [...html.matchAll(/<th scope="row">(\d+)<\/th>/g)].map(([, id]) => Number(id));

  test('are listed by state and by domain', async () => {
    await setState(2, 'failed', '550 no');
    expect(ids(await page('/admin/digests/1/deliveries'))).toEqual([1, 2, 3, 4]);
    expect(ids(await page('/admin/digests/1/deliveries?state=failed'))).toEqual([2]);
    expect(ids(await page('/admin/digests/1/deliveries?state=&domain=%20@EXAMPLE.org'))).toEqual([1, 2]);
    expect(ids(await page('/admin/digests/1/deliveries?state=queued&domain=example.org'))).toEqual([1]);
    expect(await page('/admin/digests/1/deliveries?domain=ample.org')).toContain('No delivery matches.');
    expect(await page('/admin/digests/1/deliveries?domain=%25.org')).toContain('Is not a mail domain.');
    expect((await browser.get('/admin/digests/1/deliveries?state=lost')).statusCode).toBe(400);
    expect((await browser.get('/admin/digests/9/deliveries')).statusCode).toBe(404);
  });

  test('a domain that is none is refused beside its field, with what was typed', async () => {
    const answer = await browser.get('/admin/digests/1/deliveries?state=sent&domain=no%20domain');
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toMatch(/value="no domain"[^>]*aria-invalid="true" aria-describedby="domain-error"/);
    expect(answer.body).toContain('<option value="sent" selected>');
  });

  test('come in pages of a hundred by their ids', async () => {
    await run(`INSERT INTO delivery (digest_id, state) SELECT 1, 'skipped' FROM generate_series(1, 250)`);
    const first = await page('/admin/digests/1/deliveries?state=skipped');
    expect(ids(first)).toHaveLength(100);
    const next =
      /href="([^"]+)" rel="next"/.exec(first)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ?? '';
    const second = ids(await page(next));
    expect(second).toHaveLength(100);
    expect(Math.min(...second)).toBeGreaterThan(Math.max(...ids(first)));
    const third = await page(`/admin/digests/1/deliveries?state=skipped&after=${second.at(-1)}`);
    expect(ids(third)).toHaveLength(50);
    expect(third).not.toContain('rel="next"');
  });

  test('are exported as CSV, filtered, whole and with formulas quoted', async () => {
    await run(`INSERT INTO delivery (digest_id, state) SELECT 1, 'skipped' FROM generate_series(1, 2500)`);
    await setState(1, 'failed', '@SUM(1)');
    const { headers, body } = await browser.get('/admin/digests/1/deliveries.csv');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toBe('attachment; filename="digest-1-deliveries.csv"');
    const lines = body.trimEnd().split('\r\n');
    expect(lines).toHaveLength(2_505);
    expect(lines[0]).toBe('delivery,email,state,attempts,sent_at,next_attempt_at,message_id,detail');
    expect(lines[1]).toBe("1,ada@example.org,failed,1,,,,'@SUM(1)");
    expect(lines[4]).toMatch(/^4,'=1\+1@example\.net,queued,/);
    const some = await browser.get('/admin/digests/1/deliveries.csv?state=failed&domain=example.org');
    expect(some.body.trimEnd().split('\n')).toHaveLength(2);
    expect((await browser.get('/admin/digests/1/deliveries.csv?domain=no%20domain')).statusCode).toBe(400);
  });
});

test('the service steers a digest by itself without a line in the audit', async () => {
  await controlDigest(service.deps, 1, 'pause');
  expect(await audited()).toEqual([]);
});
