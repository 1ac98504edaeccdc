import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeBrand } from '../../../src/app/brand/change-brand.ts';
import type { App } from '../../../src/http/options.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { form, pathOf } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = now;
});
afterAll(() => service.close());

const german = { 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' };
const heading = (body: string) => /<h1[^>]*>([^<]*)</.exec(body)?.[1];
const languageIn = (body: string) => /<html lang="(\w+)"/.exec(body)?.[1];

/** A page's language, as the page and its head say; they must say the same. */
async function languageOfPage(
  url: string,
  headers: Record<string, string> = {},
): Promise<string | undefined> {
  const { body, headers: answered } = await app.inject({ url, headers });
  expect(answered['content-language']).toBe(languageIn(body));
  return languageIn(body);
}

describe('a page for everybody', () => {
  test('is in the language that the browser asks for, and caches are told', async () => {
    expect(await languageOfPage('/topics', german)).toBe('de');
    expect(await languageOfPage('/topics', { 'accept-language': 'fr' })).toBe('en');
    expect(await languageOfPage('/topics')).toBe('en');
    for (const url of ['/topics', '/manage'])
      expect((await app.inject(url)).headers.vary).toMatch(/accept-language, cookie/);
  });

  test('is kept by language: nobody gets what was made for others, nor a 304 for it', async () => {
    const english = await app.inject('/topics');
    const etag = String(english.headers.etag);
    expect((await app.inject({ url: '/topics', headers: { 'if-none-match': etag } })).statusCode).toBe(304);
    const other = await app.inject({ url: '/topics', headers: { ...german, 'if-none-match': etag } });
    expect(other.statusCode).toBe(200);
    expect(other.headers.etag).not.toBe(etag);
    expect(languageIn(other.body)).toBe('de');
  });

  test('is in the language that the visitor chose at its foot, from then on', async () => {
    const { body } = await app.inject('/manage');
    expect(body).toMatch(/name="back" value="\/manage"/);
    expect(body).toMatch(/value="de" lang="de">Deutsch</);
    const answer = await app.inject({ url: '/language', ...form({ language: 'de', back: '/manage?a=b' }) });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/manage?a=b']);
    const [cookie] = answer.cookies;
    expect(cookie).toMatchObject({
      name: 'language',
      value: 'de',
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
    });
    expect(await languageOfPage('/manage', { cookie: 'language=de', 'accept-language': 'en' })).toBe('de');
    expect(await languageOfPage('/manage', { cookie: 'language=%3Cb%3E', ...german })).toBe('de');
  });

  test.each([
    ['//elsewhere.example/', '/'],
    ['https://elsewhere.example/', '/'],
    ['/\\elsewhere.example', '/'],
    ['javascript:alert(1)', '/'],
    ['', '/'],
    ['/archive?before=3#top', '/archive?before=3'],
  ])('is where choosing leads back to, and never elsewhere: %s', async (back, location) => {
    const answer = await app.inject({ url: '/language', ...form({ language: 'xx', back }) });
    expect(answer.headers.location).toBe(location);
    expect(answer.cookies).toEqual([]);
  });

  test('is in the language of the service where nobody asks for one', async () => {
    const nothing = {
      name: '',
      accent: '',
      footLine: '',
      contact: '',
      about: '',
      privacy: '',
      ranking: '',
      digestName: '',
    };
    await changeBrand(service.deps, { ...nothing, language: 'de' }, 'a test');
    expect(await languageOfPage('/topics')).toBe('de');
    expect(await languageOfPage('/topics', { 'accept-language': 'en' })).toBe('en');
    await changeBrand(service.deps, { ...nothing, language: '' }, 'a test');
    expect(await languageOfPage('/topics')).toBe('en');
  });
});

describe('a reader’s own page', () => {
  test('is in their language, whatever the browser asks for', async () => {
    const id = await addReader(service.deps, 'grete@example.org', {
      language: 'de',
      timezone: 'Europe/Berlin',
    });
    const preferences = pathOf(service.deps.links.preferences(id));
    const unsubscribe = pathOf(service.deps.links.unsubscribe(id));
    const english = { 'accept-language': 'en', cookie: 'language=en' };
    for (const url of [preferences, unsubscribe]) expect(await languageOfPage(url, english)).toBe('de');
    const page = await app.inject(preferences);
    expect(heading(page.body)).toBe('Einstellungen');
    expect(page.body).toContain('24.11.2026');
    expect(page.body).not.toContain('action="/language"');
  });

  test('says beside each field what is wrong, and what was saved, in their language', async () => {
    const id = await addReader(service.deps, 'gustav@example.org', { language: 'de' });
    const url = pathOf(service.deps.links.preferences(id));
    const refused = await app.inject({ url, ...form({ maxPapers: '50', hour: '8', query: '-nur' }) });
    expect(refused.statusCode).toBe(400);
    expect(refused.body).toContain('id="maxPapers-error">Muss eine ganze Zahl von 1 bis 40 sein<');
    expect(refused.body).toMatch(/id="queries-error">„[^<]*“ hat kein Wort/);
    expect(refused.body).toContain('<title>Fehler: Ihre Bestellung');
    const saved = await app.inject({ url, ...form({ language: 'en', cadence: 'daily' }) });
    expect([languageIn(saved.body), saved.body.includes('Saved.')]).toEqual(['en', true]);
  });
});

describe('an error', () => {
  test('is told in the visitor’s language, to programs and in the console in English', async () => {
    const missing = await app.inject({ url: '/nowhere', headers: german });
    expect([missing.statusCode, missing.headers['content-language'], heading(missing.body)]).toEqual([
      404,
      'de',
      'Nicht gefunden',
    ]);
    expect(missing.body).toContain('Unter dieser Adresse gibt es nichts.');
    expect((await app.inject({ url: '/preferences/none', headers: german })).body).toContain(
      'Diesen Link kennen wir nicht.',
    );
    expect(heading((await app.inject({ url: '/admin/nowhere', headers: german })).body)).toBe('Not found');
    expect((await app.inject({ url: '/api/nowhere', headers: german })).json()).toMatchObject({
      title: 'Not found',
    });
  });
});
