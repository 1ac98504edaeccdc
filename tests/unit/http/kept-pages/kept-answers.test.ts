import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { usualBrand } from '../../../../src/domain/brand/brand.ts';
import { answerAgain } from '../../../../src/http/kept-answers.ts';
import { knowLanguages } from '../../../../src/http/languages.ts';
import type { App } from '../../../../src/http/options.ts';
import { createPageCache, sendKeptOf } from '../../../../src/http/page-cache.ts';

let app: FastifyInstance;
const first = { changes: 1 as number | null, brand: usualBrand('Offprint'), now: 0 };
let world: typeof first;
/** Requests that went the whole way. */
let whole: number;

beforeEach(() => {
  world = first;
  whole = 0;
  app = Fastify();
  const deps = {
    siteChanges: { count: async () => world.changes },
    now: () => new Date(world.now),
    brand: { now: async () => world.brand, last: () => world.brand },
  };
  const send = sendKeptOf(createPageCache(deps), answerAgain(app as unknown as App, deps));
  knowLanguages(app, { deps });
  app.addHook('onRequest', (_request, _reply, done) => {
    whole++;
    done();
  });
  app.get('/', (request, reply) =>
    send(request, reply, { key: '/', longestMs: 1_000, make: async () => `as of change ${world.changes}` }),
  );
});
afterEach(() => app.close());

const ask = async (headers: Record<string, string> = {}) => (await app.inject({ url: '/', headers })).body;

test('a request like one before is answered before any other hook runs', async () => {
  expect([await ask(), await ask(), await ask()]).toEqual(Array(3).fill('as of change 1'));
  expect(whole).toBe(1);
});

test.each<[string, () => Promise<unknown>]>([
  ['has a cookie', () => ask({ cookie: 'language=de' })],
  ['says what it has', () => ask({ 'if-none-match': '"x"' })],
  ['has a body', () => ask({ 'content-length': '3' })],
  ['asks for another language', () => ask({ 'accept-language': 'de' })],
  ['is not GET', () => app.inject({ method: 'HEAD', url: '/' })],
])('one that %s goes the whole way', async (_what, other) => {
  await ask();
  await other();
  expect(whole).toBe(2);
});

test.each<[string, Partial<typeof first>]>([
  ['something has changed', { changes: 2 }],
  ['nobody tells of changes', { changes: null }],
  ['the brand has changed', { brand: { ...first.brand, version: 'next' } }],
  ['the page is as old as it may be', { now: 1_000 }],
])('when %s, all go the whole way', async (_what, change) => {
  await ask();
  world = { ...first, ...change };
  expect(await ask()).toBe(`as of change ${world.changes}`);
  expect(whole).toBe(2);
});
