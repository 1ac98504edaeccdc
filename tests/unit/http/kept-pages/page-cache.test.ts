import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { usualBrand } from '../../../../src/domain/brand/brand.ts';
import { knowLanguages } from '../../../../src/http/languages.ts';
import { createPageCache, sendKeptOf } from '../../../../src/http/page-cache.ts';

let app: FastifyInstance;
let changes: number | null;
let made: PromiseWithResolvers<string>[];

beforeEach(() => {
  changes = 1;
  made = [];
  app = Fastify();
  const send = sendKeptOf(
    createPageCache({
      siteChanges: { count: async () => changes },
      now: () => new Date(0),
      brand: { last: () => usualBrand('Offprint') },
    }),
  );
  const make = () => {
    const one = Promise.withResolvers<string>();
    made.push(one);
    return one.promise;
  };
  knowLanguages(app, { deps: { brand: { last: () => usualBrand('Offprint') } } });
  app.get('/', (request, reply) => send(request, reply, { key: '/', make }));
});
afterEach(() => app.close());

const ask = () => app.inject('/').then(({ statusCode, body }) => (statusCode === 200 ? body : statusCode));
/** Until so many were begun, and whoever else has asked is waiting. */
const begun = async (count: number) => {
  await expect.poll(() => made.length, { interval: 1 }).toBe(count);
  await new Promise(setImmediate);
};

test('a page that was begun before a change is not what those see who ask after it', async () => {
  const before = ask();
  await begun(1);
  changes = 2;
  const after = ask();
  await begun(2);
  made[1]?.resolve('new');
  expect(await after).toBe('new');
  made[0]?.resolve('old');
  expect(await before).toBe('old');
  expect(await ask()).toBe('new');
  expect(made).toHaveLength(2);
});

test('those who wait for the same page get it from one making, or its error, which is not kept', async () => {
  const first = [ask(), ask(), ask()];
  await begun(1);
  made[0]?.reject(new Error('the database is away'));
  expect(await Promise.all(first)).toEqual([500, 500, 500]);
  const second = [ask(), ask()];
  await begun(2);
  made[1]?.resolve('there');
  expect(await Promise.all(second)).toEqual(['there', 'there']);
});

test('nothing is kept, nor taken from what was kept, while nobody tells of changes', async () => {
  const kept = ask();
  await begun(1);
  made[0]?.resolve('kept');
  expect(await kept).toBe('kept');
  changes = null;
  for (const [index, words] of ['once', 'twice'].entries()) {
    const answer = ask();
    await begun(2 + index);
    made[1 + index]?.resolve(words);
    expect(await answer).toBe(words);
  }
});
