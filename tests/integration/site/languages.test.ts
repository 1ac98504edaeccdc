import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { previewDigest } from '../../../src/app/digests/preview-digest.ts';
import { triggerDigest } from '../../../src/app/digests/trigger-digest.ts';
import { confirm } from '../../../src/app/subscribers/confirm.ts';
import type { App } from '../../../src/http/options.ts';
import { runJobs } from '../../support/jobs.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { apiOf, problemFields } from '../../support/web/api.ts';
import { form, linkIn, pathOf, sentMail } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');
const email = 'ada@example.org';

let service: TestService;
let app: App;
let api: Awaited<ReturnType<typeof apiOf>>;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  api = await apiOf(service);
  service.clock.now = now;
  await service.deps.stores.papers.store([makeIncoming()], { source: 'test', now, sample: false });
});
afterAll(() => service.close());
beforeEach(async () => {
  service.clock.now = now;
  await emptyTables(service.databaseUrl, ['subscriber', 'digest', 'delivery', 'suppression', 'caught_mail']);
  await sql(service.databaseUrl, 'DELETE FROM pgboss.job');
});

const languageOfReader = async () => (await service.deps.stores.subscribers.byEmail(email))?.language;
const lastMail = async () => (await sentMail(service, email)).at(-1)!;

/** Fills in the form, with what the browser says of its languages. */
async function subscribe(values: Record<string, string>, acceptLanguage?: string) {
  const { headers, ...rest } = form({ email, ...values });
  const said = acceptLanguage === undefined ? {} : { 'accept-language': acceptLanguage };
  return await app.inject({ url: '/subscribe', ...rest, headers: { ...headers, ...said } });
}

describe('the language of mails', () => {
  test.each([
    [{ language: 'de' }, 'en-GB', 'de'],
    [{ language: 'en' }, 'de', 'en'],
    [{}, 'de-AT,de;q=0.9,en;q=0.5', 'de'],
    [{}, 'fr-FR,fr;q=0.9', 'en'],
    [{}, undefined, 'en'],
    [{ language: '' }, 'de', 'de'],
    [{ language: 'fr' }, 'de', 'en'],
  ])('is that of the form, else of the browser, else English: %j, %s', async (values, header, language) => {
    expect((await subscribe(values as Record<string, string>, header)).statusCode).toBe(200);
    expect(await languageOfReader()).toBe(language);
    await runJobs(service);
    expect((await lastMail()).subject).toMatch(language === 'de' ? /^Bitte bestätigen/ : /^Please confirm/);
  });

  test('is asked for again when it is no language tag', async () => {
    const { statusCode, body } = await subscribe({ language: 'Deutsch!' });
    expect(statusCode).toBe(400);
    expect(body).toMatch(/<p class="error" id="language-error">Must be a language tag/);
  });

  test('comes through the API as well', async () => {
    const ask = (payload: object, headers: Record<string, string> = {}) =>
      app.inject({ method: 'POST', url: '/api/v1/subscriptions', payload: { email, ...payload }, headers });
    expect((await ask({ language: 'de' }, { 'accept-language': 'en' })).statusCode).toBe(202);
    expect(await languageOfReader()).toBe('de');
    await emptyTables(service.databaseUrl, ['subscriber'], { numbers: 'go on' });
    expect((await ask({}, { 'accept-language': 'de' })).statusCode).toBe(202);
    expect(await languageOfReader()).toBe('de');
    expect((await ask({ language: 'nonsense!' })).statusCode).toBe(400);
  });

  test('is that of every mail, from the confirmation to the goodbye', async () => {
    await subscribe({ topics: 'cs.RO', language: 'de' });
    await runJobs(service);
    const confirmation = await lastMail();
    expect(confirmation.html).toContain('<html lang="de" dir="ltr"');
    expect(confirmation.text).toContain('Gewünscht: Robotics');
    expect(confirmation.text).toContain('täglich um 08:00 Uhr, UTC');
    await confirm(service.deps, {
      token: linkIn(confirmation, 'confirm').replace('/confirm/', ''),
      clientIp: null,
    });
    await runJobs(service);
    const welcome = await lastMail();
    expect(welcome.subject).toBe('Willkommen bei Offprint');
    expect(welcome.text).toContain('Für den Anfang');
    expect(welcome.text).toContain('Weil Sie dem Thema Robotics folgen');
    // The paper would come in no digest any more.
    await emptyTables(service.databaseUrl, ['digest', 'delivery'], { numbers: 'go on' });
    expect(welcome.text.replace(/\s+/g, ' ')).toContain('kommt am Mittwoch, 25. November 2026 um 08:00 Uhr.');

    await triggerDigest(service.deps, { origin: 'api' });
    await runJobs(service);
    const digest = await lastMail();
    expect(digest.subject).toBe('A paper about robots that learn to walk');
    expect(digest.html).toContain('<html lang="de" dir="ltr"');
    expect(digest.text).toContain('Weil Sie dem Thema Robotics folgen');
    expect(digest.text).toContain('Dienstag, 24. November 2026 · 1 Arbeit');
    // What is quoted stays as it is.
    expect(digest.text).toContain('We let robots learn to walk.');
    expect((await app.inject(linkIn(digest, 'view'))).body).toContain('weil Sie dem Thema Robotics folgen');

    service.clock.now = new Date(now.getTime() + 25 * 3_600_000);
    await subscribe({ topics: 'cs.LG' }, 'en');
    await runJobs(service);
    expect((await lastMail()).subject).toBe('Machine Learning in Ihre Übersicht aufnehmen');

    await app.inject({ url: linkIn(digest, 'unsubscribe'), ...form() });
    await runJobs(service);
    expect((await lastMail()).subject).toBe('Offprint ist abbestellt');
  });

  test('is each reader’s own in one digest', async () => {
    await addReader(service.deps, 'one@example.org', { topics: ['cs.RO'] });
    await addReader(service.deps, 'zwei@example.org', { topics: ['cs.RO'], language: 'de' });
    await addReader(service.deps, 'drei@example.org', {
      topics: ['cs.RO'],
      language: 'de',
      cadence: 'weekly',
    });
    await triggerDigest(service.deps, { origin: 'api' });
    await runJobs(service);
    const words = async (to: string) => (await sentMail(service, to))[0]!.text.replace(/\s+/g, ' ');
    expect(await words('one@example.org')).toMatch(
      /In Robotics, which you follow.* a daily digest of Robotics/,
    );
    expect(await words('zwei@example.org')).toMatch(
      /Weil Sie dem Thema Robotics folgen.* tägliche Übersicht .*: Robotics\./,
    );
    expect(await words('drei@example.org')).toMatch(
      /Weil Sie dem Thema Robotics folgen.* wöchentliche Übersicht /,
    );
  });

  test('is that of the note on quiet days, and of a preview', async () => {
    await addReader(service.deps, email, { topics: ['hep-th'], language: 'de', quietDays: 'note' });
    service.clock.now = new Date(now.getTime() + 5 * 86_400_000);
    const { mail } = await previewDigest(service.deps, { email });
    expect(mail?.subject).toBe('Nichts Neues für Sie bei Offprint');
    await triggerDigest(service.deps, { origin: 'api' });
    await runJobs(service);
    expect((await lastMail()).text).toContain('Nichts Neues seit Dienstag, 24. November.');
  });
});

describe('a reader', () => {
  const preferences = async () => {
    const id = await addReader(service.deps, email, { topics: ['cs.RO'], language: 'de' });
    const path = pathOf(service.deps.links.preferences(id));
    const chosen = { cadence: 'daily', timezone: 'UTC', hour: '8', maxPapers: '10', topics: 'cs.RO' };
    const save = (values: object) => app.inject({ url: path, ...form({ ...chosen, ...values }) });
    return { path, save };
  };

  test('sees each language by its own name, and changes to another', async () => {
    const { path, save } = await preferences();
    expect((await app.inject(path)).body).toMatch(/<option value="de" lang="de" selected>Deutsch<\/option>/);
    const { body } = await save({ language: 'en' });
    expect(body).toMatch(/<option value="en" lang="en" selected>English<\/option>/);
    expect(await languageOfReader()).toBe('en');
  });

  test('keeps it when a form does not say, or says nonsense', async () => {
    const { save } = await preferences();
    expect((await save({ hour: '9' })).statusCode).toBe(200);
    expect(await languageOfReader()).toBe('de');
    const { statusCode, body } = await save({ language: 'no language' });
    expect(statusCode).toBe(400);
    expect(body).toContain('id="language-error"');
    expect(await languageOfReader()).toBe('de');
  });
});

describe('an admin', () => {
  test('sees and changes it', async () => {
    const id = await addReader(service.deps, email, { language: 'de' });
    expect((await api('GET', `/admin/subscribers/${id}`)).body).toMatchObject({ language: 'de' });
    expect((await api('PATCH', `/admin/subscribers/${id}`, { hour: 9 })).body).toMatchObject({
      hour: 9,
      language: 'de',
    });
    const patched = await api('PATCH', `/admin/subscribers/${id}`, { language: 'en-GB' });
    expect(patched.body).toMatchObject({ language: 'en' });
    const refused = await api('PATCH', `/admin/subscribers/${id}`, { language: '?' });
    expect(problemFields(refused, 400, 'invalid')).toEqual(['language']);
    expect((await api('GET', `/admin/subscribers/${id}/export`)).body.subscriber).toMatchObject({
      language: 'en',
    });
  });

  test('brings it in and takes it out with files', async () => {
    const csv = [
      'email,language',
      `${email},de-CH`,
      'fr@example.org,fr',
      'no@example.org,Deutsch!',
      'not@example.org,',
    ];
    const { body } = await api('POST', '/admin/subscribers/import', csv.join('\n'), {
      'content-type': 'text/csv',
    });
    expect(body).toMatchObject({
      added: 3,
      errors: [{ line: 4, message: expect.stringMatching(/^language: /) }],
    });
    const { text } = await api('GET', '/admin/subscribers.csv');
    const [header = '', ...rows] = text.trim().split('\n');
    const at = header.split(',').indexOf('language');
    expect(rows.map((row) => row.split(',')[at])).toEqual(['de', 'en', 'en']);
  });

  test('who goes back to a version with fewer languages has readers in English', async () => {
    await addReader(service.deps, email);
    await sql(service.databaseUrl, `UPDATE subscriber SET language = 'pt-BR'`);
    expect(await languageOfReader()).toBe('en');
    await triggerDigest(service.deps, { origin: 'api' });
    await runJobs(service);
    expect((await lastMail()).text).toContain('1 paper');
  });
});
