import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../../../src/http/options.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { bearer, form } from '../../support/web/web.ts';

const origin = 'https://elsewhere.example';

let service: TestService;
let app: App;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  await service.deps.stores.papers.store([makeIncoming()], {
    source: 'hugging-face',
    now: new Date(),
    sample: false,
  });
});
afterAll(() => service.close());

const preflight = async (url: string, method: string, headers = 'content-type') =>
  await app.inject({
    method: 'OPTIONS',
    url,
    headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': headers },
  });
/** The names of the headers that let other sites in. */
const doors = (headers: object) => Object.keys(headers).filter((name) => name.startsWith('access-control-'));

describe('pages of other sites', () => {
  test('may ask before they post a subscription, and post it', async () => {
    const asked = await preflight('/api/v1/subscriptions', 'POST');
    expect(asked.statusCode).toBe(204);
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, POST',
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': '86400',
    });
    const posted = await app.inject({
      method: 'POST',
      url: '/api/v1/subscriptions',
      headers: { origin },
      payload: { email: 'ada@example.org', topics: ['cs.RO'] },
    });
    expect(posted.statusCode).toBe(202);
    expect(posted.headers['access-control-allow-origin']).toBe('*');
  });

  test.each(['/api/v1/papers?q=robots', '/api/v1/papers/1', '/api/v1/papers/1/similar', '/api/v1/topics'])(
    'may read %s',
    async (url) => {
      const answer = await app.inject({ url, headers: { origin } });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['access-control-allow-origin']).toBe('*');
    },
  );

  test('can read what was wrong', async () => {
    for (const request of [
      { url: '/api/v1/papers/99' },
      { method: 'POST' as const, url: '/api/v1/subscriptions', payload: { email: 'nobody' } },
    ]) {
      const answer = await app.inject({ ...request, headers: { origin } });
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(answer.headers['access-control-allow-origin'], request.url).toBe('*');
    }
  });

  test('never send credentials, nor headers of their own', async () => {
    const asked = await preflight('/api/v1/subscriptions', 'POST', 'authorization');
    expect(asked.headers).not.toHaveProperty('access-control-allow-credentials');
    expect(asked.headers['access-control-allow-headers']).toBe('content-type');
    const read = await app.inject({ url: '/api/v1/topics', headers: { origin, cookie: 'x=y' } });
    expect(read.headers).not.toHaveProperty('access-control-allow-credentials');
  });

  test('are let in nowhere else: not to the admins’ API, the console, webhooks, the description or the pages', async () => {
    const authorization = await bearer(service);
    const barred = [
      '/api/v1/admin/stats',
      '/api/v1/admin/subscribers',
      '/api/v1/admin/digests',
      '/api/v1/admin/nowhere',
      '/api/v1/admin/webhooks/ses',
      '/webhooks/ses',
      '/api/openapi.json',
      '/admin',
      '/subscribe',
      '/',
    ];
    for (const url of barred) {
      for (const method of ['GET', 'POST', 'DELETE'] as const) {
        const answer = await app.inject({ method, url, headers: { origin, ...authorization } });
        expect(doors(answer.headers), `${method} ${url}`).toEqual([]);
        const asked = await preflight(url, method, 'authorization');
        expect(asked.statusCode, `OPTIONS ${url}`).toBeGreaterThanOrEqual(400);
        expect(doors(asked.headers), `OPTIONS ${url}`).toEqual([]);
      }
    }
  });
});

describe('the form for other sites', () => {
  const snippetOn = async (url: string) => {
    const { statusCode, body } = await app.inject(url);
    expect(statusCode).toBe(200);
    const escaped = /<textarea id="snippet"[^>]*>([\s\S]*?)<\/textarea>/.exec(body)?.[1] ?? '';
    return escaped
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#x3D;', '=')
      .replaceAll('&amp;', '&');
  };

  test('is plain HTML that posts here, for what was chosen', async () => {
    const html = await snippetOn('/embed?topics=cs.RO&topics=robot-learning&topics=no-such&cadence=monthly');
    expect(html).toContain('<form method="post" action="http://localhost:3000/subscribe"');
    expect([...html.matchAll(/name="topics" value="([^"]+)"/g)].map(([, slug]) => slug).sort()).toEqual([
      'cs.RO',
      'robot-learning',
    ]);
    expect(html).toContain('name="cadence" value="monthly"');
    expect(html).toContain('You agree to get digests of papers until you unsubscribe.');
    expect(html).not.toMatch(/<script|style=|https?:\/\/(?!localhost:3000\/subscribe)/);
    expect(await snippetOn('/embed')).not.toContain('name="topics"');
  });

  test('says the same of consent as the form here', async () => {
    const words = /You agree to get[^<]+/;
    const here = words.exec((await app.inject('/')).body)?.[0].trim();
    expect(words.exec(await snippetOn('/embed'))?.[0].trim()).toBe(here);
  });

  test('subscribes, with the form’s name as evidence', async () => {
    const html = await snippetOn('/embed?topics=cs.RO&cadence=weekly');
    const hidden = [...html.matchAll(/type="hidden" name="(\w+)" value="([^"]+)"/g)].map(
      ([, name, value]) => [name, value],
    );
    const answer = await app.inject({
      url: '/subscribe',
      ...form({ ...Object.fromEntries(hidden), website: '', email: 'embedded@example.org' }),
    });
    expect(answer.statusCode).toBe(200);
    const subscriber = await service.deps.stores.subscribers.byEmail('embedded@example.org');
    expect(subscriber).toMatchObject({ cadence: 'weekly', timezone: 'UTC', hour: 8, status: 'pending' });
    const events = await service.deps.stores.subscribers.events(subscriber!.id);
    expect(JSON.stringify(events)).toContain('"embed"');
  });

  test('that is filled in wrongly comes back with what was typed', async () => {
    const answer = await app.inject({
      url: '/subscribe',
      ...form({ form: 'embed', topics: ['cs.RO'], email: 'nobody' }),
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('value="nobody"');
    expect(answer.body).toContain('name="form" value="embed"');
  });

  test('with words of an attacker for topics holds none of them', async () => {
    const html = await snippetOn(
      `/embed?topics=${encodeURIComponent('"><script>')}&cadence=${encodeURIComponent('"><b>')}`,
    );
    expect(html).not.toMatch(/<script|<b>/);
  });
});
