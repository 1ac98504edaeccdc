import { afterAll, beforeAll, expect, test } from 'vitest';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming, ownWords } from '../../support/papers/incoming.ts';
import { addReader } from '../../support/readers.ts';
import { type Console, openConsole } from '../../support/web/console.ts';
import { bearer, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const fields = { cadence: '', topics: '', emails: '', asOf: '' };

let desk: Console;
beforeAll(async () => {
  desk = await openConsole();
  desk.service.clock.now = now;
  await desk.signIn();
  await addReader(desk.service.deps, 'ada@example.org');
  const old = { publishedAt: new Date('2024-05-01T00:00:00Z'), featuredAt: null };
  const papers = [1, 2].map((n) =>
    makeIncoming({ arxivId: `2405.0000${n}`, title: `Old ${n}`, ...ownWords(n), ...old }),
  );
  await desk.service.deps.stores.papers.store(papers, { source: 'test', now, sample: false });
});
afterAll(() => desk.service.close());

const page = async (path: string) => (await desk.browser.get(path)).body;
const frameOf = async (body: string) => {
  const src = /<iframe[^>]+src="([^"]+)"/.exec(body)?.[1] ?? '';
  return (await desk.browser.get(src.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'))).body;
};
const from = '/admin/digests/new';
const choice = { collection: 'reading-group', collectionPlace: 'last' };

/** A published collection of the two, with a note on the first. */
async function collect() {
  const { headers } = await desk.send('/collections', { name: 'Reading group' });
  const id = Number(/\/(\d+)\?/.exec(String(headers.location))?.[1]);
  for (const number of ['2', '1']) await desk.send(`/collections/${id}/papers`, { number });
  await desk.send(`/collections/${id}/papers/2`, { note: 'For Thursday.' });
  await desk.send(`/collections/${id}/publish`, { published: 'yes' });
}

test('before a collection is published none can be chosen', async () => {
  expect(await page(from)).toContain('as soon as one is published');
  await collect();
  expect(await page(from)).not.toContain('as soon as one is published');
});

test('a digest is composed with a collection, looked at, tested, planned and changed', async () => {
  expect(await page(from)).toContain('<option value="reading-group">Reading group, 2 papers</option>');
  const wrong = await desk.browser.submit(from, '/admin/digests/check', {
    ...fields,
    collection: 'none-such',
  });
  expect(wrong.statusCode).toBe(400);
  expect(wrong.body).toMatch(
    /id="collection-error"[^>]*>There is no published collection &quot;none-such&quot;/,
  );
  const place = await desk.browser.submit(from, '/admin/digests/check', {
    ...fields,
    ...choice,
    collectionPlace: 'x',
  });
  expect(place.body).toMatch(/id="collectionPlace-error"/);

  const check = await desk.browser.submit(from, '/admin/digests/check', { ...fields, ...choice });
  expect(check.body).toContain('<dd>Reading group, 2 papers, below the others</dd>');
  expect(check.body).toContain('>Send to 1</button>');
  expect(await frameOf(check.body)).toContain('/collections/reading-group">Reading group</a></h2>');
  await desk.browser.submit(from, '/admin/digests/test', { ...fields, ...choice, subscriberId: '1' });
  const [test] = await sentMail(desk.service);
  expect(test!.subject).toMatch(/^\[Test\]/);
  expect(test!.text).toContain('For Thursday.');

  const planned = { ...fields, ...choice, sendAt: '2026-11-25T08:00', sendZone: 'UTC' };
  const { headers } = await desk.browser.submit(from, '/admin/digests', planned);
  const href = String(headers.location);
  expect(await page(href)).toContain('Carries Reading group, 2 papers, below the others.');
  expect(await page('/admin/digests')).toContain('digest with Reading group, ');
  expect(await page(`${href}/plan`)).toMatch(
    /<option value="(?:=|&#x3D;)" selected>Reading group, 2 papers, as it was when/,
  );
  await desk.browser.submit(`${href}/plan`, `${href}/plan`, { ...planned, collection: '' });
  expect(await page(href)).not.toContain('Carries');
  await desk.browser.submit(href, `${href}/cancel`, {});
});

test('it is set for the next digests of a cadence, after a look at one', async () => {
  const form = '/admin/introductions/daily';
  const preview = await desk.browser.submit(form, `${form}/preview`, choice);
  expect(await frameOf(preview.body)).toContain('/collections/reading-group">Reading group</a></h2>');
  await desk.browser.submit(form, form, choice);
  expect(await page('/admin/digests')).toContain('“Reading group”, until');
  const kept = await page(form);
  expect(kept).toMatch(/as it was when it was chosen<\/option>/);
  const again = await desk.browser.submit(form, `${form}/preview`, {
    collection: '=',
    introduction: 'Hello',
  });
  expect(await frameOf(again.body)).toMatch(/Hello[\s\S]*>Reading group<\/a><\/h2>/);
  await desk.browser.submit(form, `${form}/remove`, {});
  const nothing = await desk.browser.submit(form, form, {});
  expect(nothing.body).toMatch(
    /id="introduction-error"[^>]*>Is missing, and so is a subject and a collection</,
  );
});

test('the API takes it and tells it', async () => {
  const headers = await bearer(desk.service);
  const post = (body: object) =>
    desk.app.inject({ method: 'POST', url: '/api/v1/admin/digests', headers, payload: body });
  expect((await post({ ...choice, dryRun: true })).json()).toMatchObject({ audience: 1, queued: 1 });
  const refused = await post({ collection: 'none-such' });
  expect(refused.statusCode).toBe(400);
  expect(refused.json()).toMatchObject({ errors: [{ field: 'collection' }] });
  expect((await post({ collection: 'reading-group', collectionPlace: 'middle' })).statusCode).toBe(400);
  const { id } = (await post(choice)).json();
  await runJobs(desk.service);
  const read = await desk.app.inject({ url: `/api/v1/admin/digests/${id}`, headers });
  expect(read.json()).toMatchObject({
    carried: {
      slug: 'reading-group',
      name: 'Reading group',
      place: 'last',
      papers: [
        { id: 2, note: 'For Thursday.' },
        { id: 1, note: null },
      ],
    },
    counts: { sent: 1 },
  });
});
