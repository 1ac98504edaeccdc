import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type Console, openConsole } from '../../support/web/console.ts';
import { browserOn, csrfIn } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');

let site: Console;
beforeAll(async () => {
  site = await openConsole();
  site.service.clock.now = now;
  await site.signIn();
  await site.service.deps.stores.papers.store([makeIncoming()], { source: 'test', now, sample: false });
});
afterAll(() => site.service.close());
beforeEach(async () => {
  site.service.clock.now = now;
  await emptyTables(site.service.databaseUrl, ['subscriber', 'digest', 'suppression']);
  await addReader(site.service.deps, 'first@example.org');
  await addReader(site.service.deps, 'second@example.org', { topics: ['math.NT'] });
});

const run = (statement: string) => sql(site.service.databaseUrl, statement);
const get = async (path: string) => await site.browser.get(`/admin${path}`);
const frames = (body: string) =>
  [...body.matchAll(/<iframe[^>]+src="([^"]+)"/g)].map(([, src = '']) =>
    src.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
  );

describe('the page of a digest', () => {
  test('says who sent it, what became of it in shares, and shows one copy with nobody’s links', async () => {
    const { headers } = await site.send('/digests');
    await runJobs(site.service);
    const body = (await site.browser.get(String(headers.location))).body;
    expect(body).toContain('sent by admin@example.org, in the console');
    expect(body).toContain('Of 2 readers 50 % were sent it, 50 % had nothing new.');
    expect(body).toContain('A paper about robots that learn to walk</b>');
    expect(body).toContain('As reader 1 got it');
    expect(body).toContain('<a href="/admin/digests/1/deliveries?state&#x3D;sent">sent</a>');
    expect(body).not.toContain('first@example.org');
    const [light = '', dark = ''] = frames(body);
    const [lightMail, darkMail] = [await site.browser.get(light), await site.browser.get(dark)];
    expect(lightMail.headers['content-security-policy']).toContain('sandbox');
    expect(lightMail.body).toContain('A paper about robots that learn to walk');
    expect(lightMail.body).toContain(site.service.deps.links.unsubscribe(0));
    expect(lightMail.body).not.toContain(site.service.deps.links.unsubscribe(1));
    expect(lightMail.body).not.toContain('prefers-color-scheme');
    expect(darkMail.body).toContain('content="dark"');
    expect((await get('/digests/99/mail')).statusCode).toBe(404);
  });

  test('names the token or the command that sent it, and shows none where nobody got it', async () => {
    await triggerDigest(site.service.deps, { origin: 'api', actor: 'token nightly' });
    expect((await get('/digests/1')).body).toContain('sent by token nightly, by the API');
    await run("UPDATE digest SET status = 'cancelled'");
    const body = (await get('/digests/1')).body;
    expect(body).not.toContain('What went out');
    expect(body).toContain('Nobody is in its audience yet.');
    expect((await get('/digests/1/mail')).statusCode).toBe(404);
    await triggerDigest(site.service.deps, { origin: 'command' });
    expect((await get('/digests/2')).body).toContain('sent on the command line');
  });

  test('shows an announcement, and the copy of a reader who is still there', async () => {
    // What a digest says is kept by its number, which no other ever has outside of tests.
    await run("SELECT setval('digest_id_seq', 70)");
    await site.send('/announcements', { subject: 'We moved', body: 'To **room 4**.' });
    await runJobs(site.service);
    await run("DELETE FROM subscriber WHERE email = 'first@example.org'");
    const body = (await get('/digests/71')).body;
    expect(body).toContain('<b>We moved</b>');
    expect(body).toContain('As reader 2 got it');
    expect((await get('/digests/71/mail')).body).toContain('<strong>room 4</strong>');
  });

  test('says what waits, and until when', async () => {
    // The watch of earlier tests' digests rests for some seconds.
    for (let digest = 1; digest <= 3; digest++) await triggerDigest(site.service.deps, { origin: 'api' });
    await planDigest(site.service.deps, 3);
    await run(
      "UPDATE delivery SET next_attempt_at = '2026-11-24T10:15:00Z', attempt = 1, detail = '450 busy' WHERE state = 'queued'",
    );
    const body = (await get('/digests/3')).body;
    expect(body).toContain('One mail waits for another attempt, which is due at 24 Nov 2026, 10:15 UTC.');
    expect(body).toMatch(/data-text="left">waits until 24 Nov 2026, 10:15 UTC</);
  });
});

describe('previews before sending', () => {
  const check = (values: Record<string, string> = {}) => site.send('/digests/check', values);

  test('are made of what the check has read, also for a reader of one’s choice', async () => {
    const reads = vi.spyOn(site.service.deps.stores.candidates, 'newsPapers');
    const body = (await check()).body;
    const checkedAt = /name="checkedAt" value="([^"]+)"/.exec(body)?.[1] ?? '';
    expect(checkedAt).toBe(now.toISOString());
    const before = reads.mock.calls.length;
    expect(before).toBeGreaterThan(0);
    for (const frame of frames(body)) expect((await site.browser.get(frame)).statusCode).toBe(200);
    site.service.clock.now = new Date(now.getTime() + 60_000);
    await addReader(site.service.deps, 'third@example.org', { cadence: 'weekly' });
    const chosen = (await check({ cadence: 'daily', reader: ' third@example.org ', checkedAt })).body;
    expect(chosen).toMatch(/<h3 id="sample-1">[\s\S]*third@example\.org · 1 paper/);
    expect(reads.mock.calls.length).toBe(before);
    reads.mockRestore();
  });

  test('are not of a check long ago', async () => {
    const { body } = await check({ checkedAt: new Date(now.getTime() - 3_600_000).toISOString() });
    expect(body).toContain(`name="checkedAt" value="${now.toISOString()}"`);
  });

  test.each([
    ['nobody@example.org', 'Is not the address of a subscriber'],
    ['second@example.org', 'Would get nothing'],
    ['x', 'Is not the address of a subscriber'],
  ])('of %s are refused beside the field, and the check stays', async (reader, words) => {
    const { statusCode, body } = await check({ reader });
    expect(statusCode).toBe(400);
    expect(body).toMatch(new RegExp(`id="reader-error">\\s*${words}`));
    expect(body).toContain(`name="reader" value="${reader}"`);
    expect(body).toContain('>2 readers</h2>');
  });

  test('of an announcement can be looked at in light and dark', async () => {
    const { body } = await site.send('/announcements/check', { subject: 'We moved', body: 'To **room 4**.' });
    const shown = frames(body);
    expect(shown.length).toBeGreaterThan(0);
    for (const frame of shown) {
      const mail = await site.browser.get(frame);
      expect([mail.statusCode, mail.headers['content-security-policy']]).toEqual([
        200,
        expect.stringContaining('sandbox'),
      ]);
    }
  });

  test('in dark look dark, whatever the browser’s colours', async () => {
    const [light = '', dark = ''] = frames((await check()).body);
    expect((await site.browser.get(light)).body).toContain('@media (max-width: 0)');
    expect((await site.browser.get(dark)).body).toContain('@media (min-width: 0)');
    expect((await site.browser.get(dark.replace('dark', 'pink'))).statusCode).toBe(400);
    const stranger = browserOn(site.app);
    expect(csrfIn((await stranger.get(dark)).body)).toBe('');
  });
});
