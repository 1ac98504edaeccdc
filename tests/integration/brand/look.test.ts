import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { type Console, openConsole } from '../../support/web/console.ts';

let desk: Console;
beforeAll(async () => {
  desk = await openConsole();
});
afterAll(() => desk.service.close());

const chosen = { density: 'compact', order: 'summary', summaryLines: '0' };
const mail = (query: Record<string, string>) =>
  desk.browser.get(`/admin/settings/look/mail?${new URLSearchParams(query).toString()}`);

test('shows nothing in its preview while there are no papers, and says so', async () => {
  const { statusCode, body } = await mail({ ...chosen, pictures: 'on' });
  expect(statusCode).toBe(200);
  expect(body).toContain('There are no papers to show yet.');
});

test('shows what is chosen before it is saved, in each colour scheme', async () => {
  await paper();
  const usual = (await mail({ pictures: 'on', density: 'comfortable', order: 'authors', summaryLines: '5' }))
    .body;
  expect(usual).toContain('We walk.');
  expect(usual).toContain('class="thumb"');
  expect(usual.indexOf('Ada Lovelace')).toBeLessThan(usual.indexOf('<p dir="auto">We walk.'));
  const other = await mail({ ...chosen, scheme: 'dark' });
  expect(other.headers['content-security-policy']).toContain("default-src 'none'");
  expect(other.body).toContain('Walking robots');
  expect(other.body).toContain('class="card compact"');
  expect(other.body).not.toContain('We walk.');
  expect(other.body).not.toContain('class="thumb"');
  expect((await mail({ ...chosen, summaryLines: '3' })).body).toMatch(
    /<p dir="auto">We walk\.[\s\S]*Ada Lovelace/,
  );
  const page = await desk.send('/settings/look/preview', chosen);
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('As chosen, not saved');
  expect(page.body).toContain('density&#x3D;compact');
  expect((await desk.service.deps.stores.brand.read()).look.density).toBe('comfortable');
});

test('holds in mails at once, with one line in the audit', async () => {
  const { deps } = desk.service;
  await desk.audited();
  const { statusCode, headers } = await desk.send('/settings/look', chosen);
  expect([statusCode, headers.location]).toEqual([303, '/admin/settings/look?saved=yes']);
  await desk.send('/settings/look', chosen);
  expect(await desk.audited()).toEqual(['admin 1: brand changed, settings']);
  expect((await deps.brand.now()).look).toEqual({
    pictures: false,
    density: 'compact',
    order: 'summary',
    summaryLines: 0,
  });
  expect((await desk.browser.get('/admin/settings/look?saved=yes')).body).toContain('value="0"');
});

test('says beside the field what is wrong, and keeps what was', async () => {
  const before = (await desk.service.deps.stores.brand.read()).look;
  const { statusCode, body } = await desk.send('/settings/look', { ...chosen, summaryLines: '11' });
  expect(statusCode).toBe(400);
  expect(body).toMatch(/id="summaryLines-error"[^>]*>[^<]*from 0 to 10/);
  expect((await desk.service.deps.stores.brand.read()).look).toEqual(before);
  expect((await mail({ ...chosen, order: 'any' })).statusCode).toBe(400);
});

async function paper(): Promise<void> {
  const now = new Date();
  const thumbnailUrl = 'https://cdn-thumbnails.huggingface.co/a.png';
  const one = makeIncoming({ title: 'Walking robots', abstract: 'We walk.', thumbnailUrl, publishedAt: now });
  await desk.service.deps.stores.papers.store([one], { source: 'hugging-face', now, sample: false });
}
