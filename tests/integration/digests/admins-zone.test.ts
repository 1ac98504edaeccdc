import { afterAll, beforeAll, expect, test } from 'vitest';
import { planDigest } from '../../../src/app/digests/planning/plan-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { addReader } from '../../support/readers.ts';
import { type Console, openConsole } from '../../support/web/console.ts';

const now = new Date('2026-11-24T10:00:00Z');

let desk: Console;
beforeAll(async () => {
  desk = await openConsole();
  desk.service.clock.now = now;
  await desk.signIn();
  await addReader(desk.service.deps, 'ada@example.org', { hour: 14 });
});
afterAll(() => desk.service.close());

const page = async (path: string) => (await desk.browser.get(path)).body;
const chosen = (body: string, field: string) => {
  const select = new RegExp(`<select id="${field}"([^>]*)>([\\s\\S]*?)</select>`).exec(body);
  return {
    guess: select?.[1]?.includes('data-browser-zone'),
    zone: /<option value="([^"]+)" selected/.exec(select?.[2] ?? '')?.[1],
  };
};

test('until an admin has a time zone the browser’s is proposed; then the console shows and asks moments in it', async () => {
  expect(chosen(await page('/admin/account'), 'timezone')).toEqual({ guess: true, zone: 'UTC' });
  expect(chosen(await page('/admin/digests/new'), 'sendZone')).toEqual({ guess: true, zone: 'UTC' });
  expect(await page('/admin')).toContain('24 Nov 2026, 14:00 UTC</time>');
  const answer = await desk.browser.submit('/admin/account', '/admin/account/timezone', {
    timezone: 'Asia/Tokyo',
  });
  expect(answer.headers.location).toBe('/admin/account?done=timezone');
  const account = await page('/admin/account?done=timezone');
  expect(account).toContain('Your time zone is set.');
  expect(chosen(account, 'timezone')).toEqual({ guess: false, zone: 'Asia/Tokyo' });
  for (const form of ['/admin/digests/new', '/admin/announcements/new'])
    expect(chosen(await page(form), 'sendZone')).toEqual({ guess: false, zone: 'Asia/Tokyo' });
  expect(await page('/admin')).toContain('24 Nov 2026, 23:00 Asia/Tokyo</time>');
  const { id } = await triggerDigest(desk.service.deps, { origin: 'api' });
  await planDigest(desk.service.deps, id);
  expect(await page(`/admin/digests/${id}`)).toContain('24 Nov 2026, 19:00 Asia/Tokyo</time>');
  expect(await page('/admin/digests')).toContain('24 Nov 2026, 19:00 Asia/Tokyo</time>');
  // One that says in which zone it was meant stays in it.
  const planned = { origin: 'api' as const, sendAt: new Date('2026-11-25T08:00:00Z') };
  await triggerDigest(desk.service.deps, { ...planned, sendZone: 'Europe/Berlin' });
  await triggerDigest(desk.service.deps, planned);
  const list = await page('/admin/digests');
  expect(list).toContain('25 Nov 2026, 09:00 Europe/Berlin</time>');
  expect(list).toContain('25 Nov 2026, 17:00 Asia/Tokyo</time>');
});

test('what is no time zone is refused beside its field, and a change is in the log', async () => {
  await desk.audited();
  const refused = await desk.browser.submit('/admin/account', '/admin/account/timezone', {
    timezone: 'Mars/Olympus',
  });
  expect(refused.statusCode).toBe(400);
  expect(refused.body).toMatch(/id="timezone-error"[^>]*>Is no time zone of the list</);
  await desk.browser.submit('/admin/account', '/admin/account/timezone', { timezone: 'UTC' });
  expect(await desk.audited()).toEqual(['admin 1: time zone changed, admin 1']);
});
