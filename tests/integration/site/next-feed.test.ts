import { XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unsubscribe } from '../../../src/app/subscribers/unsubscribe.ts';
import type { App } from '../../../src/http/options.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { addReader } from '../../support/readers.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { form, pathOf } from '../../support/web/web.ts';

const now = new Date('2026-11-24T10:00:00Z');

let service: TestService;
let app: App;
let id: number;
beforeAll(async () => {
  service = await testService();
  app = await service.app();
  service.clock.now = now;
  await service.deps.stores.papers.store([makeIncoming({ title: 'Robots that walk' })], {
    source: 'hugging-face',
    now,
    sample: false,
  });
  id = await addReader(service.deps, 'ada@example.org', { topics: ['cs.RO'] });
});
afterAll(() => service.close());

const { preferences, nextFeed } = {
  preferences: () => pathOf(service.deps.links.preferences(id)),
  nextFeed: (turn: number) => pathOf(service.deps.links.nextFeed(id, turn)),
};

/** The address that the preferences page has. */
async function shownAddress(): Promise<string> {
  const { body } = await app.inject(preferences());
  return pathOf((/id="own-feed"[^>]* value="([^"]+)"/.exec(body)?.[1] ?? '').replaceAll('&#x3D;', '='));
}

describe('the feed of the next digest', () => {
  test('has the papers that would come, with the ids of all feeds, and nothing of its reader', async () => {
    expect(await shownAddress()).toBe(nextFeed(1));
    const { statusCode, headers, body } = await app.inject(nextFeed(1));
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/atom+xml; charset=utf-8',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
    });
    expect(XMLValidator.validate(body)).toBe(true);
    const [entry] = /<entry>.*<\/entry>/s.exec(body) ?? [];
    expect(entry).toContain('Robots that walk');
    const everybodys = (await app.inject('/feed.xml')).body;
    expect(everybodys).toContain(/<id>[^<]*<\/id>/.exec(entry ?? '')?.[0]);
    for (const personal of ['ada@', 'example.org', '/preferences/', '/unsubscribe/', '/feedback/'])
      expect(body).not.toContain(personal);
    const again = await app.inject({ url: nextFeed(1), headers: { 'if-none-match': String(headers.etag) } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  test('has a token that opens no page of another kind, and no other opens it', async () => {
    const token = nextFeed(1).split('/').at(-1) ?? '';
    for (const other of ['preferences', 'unsubscribe', 'view', 'feedback', 'export', 'erase', 'address'])
      expect((await app.inject(`/${other}/${token}`)).statusCode, other).toBe(404);
    const { links } = service.deps;
    const soon = new Date(now.getTime() + 60_000);
    for (const link of [links.preferences(id), links.unsubscribe(id), links.ending('export', id, soon)])
      expect((await app.inject(`/next-feed/${link.split('/').at(-1)}`)).statusCode, link).toBe(404);
    expect((await app.inject(`/next-feed/${token.replace(/\.1\./, '.2.')}`)).statusCode).toBe(404);
  });

  test('gets a new address by a button, which ends the one before', async () => {
    const { statusCode, headers } = await app.inject({ url: `${preferences()}/feed`, ...form() });
    expect([statusCode, headers.location]).toEqual([303, `${preferences()}#feed`]);
    expect(await shownAddress()).toBe(nextFeed(2));
    expect((await app.inject(nextFeed(2))).statusCode).toBe(200);
    const { body, ...ended } = await app.inject(nextFeed(1));
    expect(ended.statusCode).toBe(410);
    expect(body).toContain('This feed has another address by now.');
  });

  test('ends with the subscription, in words', async () => {
    const other = await addReader(service.deps, 'grace@example.org', { topics: ['cs.RO'] });
    const path = pathOf(service.deps.links.nextFeed(other, 1));
    expect((await app.inject(path)).statusCode).toBe(200);
    await service.deps.stores.subscribers.erase(other);
    expect((await app.inject(path)).statusCode).toBe(410);
    await unsubscribe(service.deps, { subscriberId: id, means: 'page' });
    const { statusCode, body } = await app.inject(nextFeed(2));
    expect(statusCode).toBe(410);
    expect(body).toContain('No digest comes at present, so this feed has ended.');
    expect((await app.inject(preferences())).body).not.toContain('own-feed');
  });
});
