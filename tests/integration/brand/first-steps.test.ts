import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeSettings } from '../../../src/app/deliveries/change-settings.ts';
import { holdSchedule } from '../../../src/app/digests/schedule-hold.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { addReader } from '../../support/readers.ts';
import { type Console, openConsole } from '../../support/web/console.ts';

let desk: Console;
beforeAll(async () => {
  desk = await openConsole({ env: { ADMIN_EMAIL: 'first@example.org' } });
});
afterAll(() => desk.service.close());
const page = async (path: string) => (await desk.browser.get(path)).body;
/** The steps of the overview that are done. */
const done = async () =>
  [...(await page('/admin')).matchAll(/<li class="done">\s*<h3>.*?<\/span>([^<]+)/g)].map(
    ([, title]) => title,
  );

test('the overview shows what is left, and ticks what is done', async () => {
  expect(await page('/admin')).toContain('0 of 6 done');
  await desk.send('/test-mail');
  await addReader(desk.service.deps, 'reader@example.org');
  await expect.poll(done, { timeout: 5_000 }).toEqual(['Readers']);
  // Caught mail is no mail that arrives.
  expect(await page('/admin')).toContain('Send me a test mail');
});

test('an owner can hide the steps, for good', async () => {
  expect((await desk.send('/first-steps/hide')).statusCode).toBe(303);
  expect(await page('/admin')).not.toContain('First steps');
  const [line] = await desk.service.deps.stores.audit.list({ before: null, limit: 1 });
  expect(line).toMatchObject({ action: 'settings changed', detail: { firstSteps: 'hidden' } });
});

test('every page of the console says why no real mail goes out, and the button ends a pause', async () => {
  const { deps } = desk.service;
  expect(await page('/admin/topics')).toContain('No mail server is set');
  expect(await page('/admin/topics')).not.toContain('samples');
  await deps.stores.papers.store([makeIncoming()], { source: 'sample', now: new Date(), sample: true });
  await changeSettings(deps, { sending: 'paused' }, 'command');
  await holdSchedule(deps, 'a test holds it');
  for (const path of ['/admin', '/admin/topics', '/admin/digests', '/admin/settings/brand']) {
    const body = await page(path);
    for (const words of ['All digests are paused', 'The schedule is held', 'The papers are samples'])
      expect(body, path).toContain(words);
    expect(body).toContain('action="/admin/settings/resume"');
  }
  await desk.send('/settings/resume');
  expect(await page('/admin/topics')).not.toContain('All digests are paused');
  expect(await page('/')).not.toContain('The schedule is held');
});

test('the doctor says on a page what the command says, and again when asked again', async () => {
  expect(await page('/admin/doctor')).toContain('Nothing was checked yet.');
  expect((await desk.send('/doctor')).statusCode).toBe(303);
  const body = await page('/admin/doctor');
  for (const words of ['Database', 'Mail server', 'Public address', 'Check again'])
    expect(body).toContain(words);
  const report = await desk.service.deps.stores.doctorReports.read();
  expect(report?.checks.find(({ name }) => name === 'database')?.status).toBe('pass');
});

test('the environment is shown with its variables, and secrets never', async () => {
  const body = await page('/admin/settings/environment');
  expect(body).toContain('<code>MAIL_FROM</code>');
  expect(body).toContain('Something new');
  for (const secret of ['a secret key for tests']) expect(body).not.toContain(secret);
});
