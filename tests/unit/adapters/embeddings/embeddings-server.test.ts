import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  embeddingsAddress,
  openEmbeddingsServer,
} from '../../../../src/adapters/embeddings/embeddings-server.ts';
import { DomainError } from '../../../../src/domain/errors.ts';
import {
  type EmbeddingsStandIn,
  type Misbehaviour,
  startEmbeddings,
  vectorOf,
} from '../../../support/papers/embeddings-server.ts';

let server: EmbeddingsStandIn;
beforeAll(async () => {
  server = await startEmbeddings();
});
afterAll(() => server.close());
beforeEach(() => {
  server.misbehave(null);
  Object.assign(server, { model: 'stand-in', dimensions: 24, requests: [] });
});

const key = 'sk-secret-of-the-operator';
const open = (more: { model?: string | null; key?: string | null } = {}) =>
  openEmbeddingsServer({ url: server.url, model: null, key, ...more });
const embed = (texts: string[], limitMs = 5_000, embedder = open()) => embedder.embed(texts, { limitMs });
const failure = async (how: Misbehaviour, limitMs?: number): Promise<DomainError> => {
  server.misbehave(how);
  const error = await embed(['a', 'b'], limitMs).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DomainError);
  expect((error as DomainError).message).not.toContain(key);
  return error as DomainError;
};

describe('a server of embeddings', () => {
  test('answers vectors in the order of the texts, whatever order it has them in', async () => {
    const texts = ['cars in traffic', 'potatoes', 'a galaxy'];
    const { model, dimensions, vectors } = await embed(texts);
    expect({ model, dimensions }).toEqual({ model: 'stand-in', dimensions: 24 });
    expect(vectors).toEqual(texts.map((text) => vectorOf(text, 24)));
  });

  test('is given the key as a bearer, and the model, when there are', async () => {
    await embed(['a'], 5_000, open({ model: 'nomic-embed-text' }));
    await embed(['a'], 5_000, open({ key: null }));
    expect(server.requests[0]).toMatchObject({ model: 'nomic-embed-text', path: '/v1/embeddings' });
    expect(server.requests[0]!.headers.authorization).toBe(`Bearer ${key}`);
    expect(server.requests[1]!.headers.authorization).toBeUndefined();
    expect(server.requests[1]).not.toHaveProperty('model');
  });

  test('that does not name its model is known by what it was asked for', async () => {
    server.model = null;
    expect((await embed(['a'], 5_000, open({ model: 'asked' }))).model).toBe('asked');
    expect((await embed(['a'])).model).toBe('unnamed');
  });

  test.each([
    ['http://h:11434', 'http://h:11434/v1/embeddings'],
    ['https://api.example.org/v1', 'https://api.example.org/v1/embeddings'],
    ['https://h/openai/v1/', 'https://h/openai/v1/embeddings'],
    ['https://h/embed?api-version=2', 'https://h/embed?api-version=2'],
  ])('at %s is asked at %s', (url, address) => {
    expect(embeddingsAddress(url)).toBe(address);
  });

  const one = '{"index": 0, "embedding": [1, 2]}';
  test.each<[string, Misbehaviour, string]>([
    ['no JSON', { body: '<html>' }, 'it is not JSON'],
    ['NaN', { body: `{"data": [{"embedding": [NaN, 1]}, ${one}]}` }, 'it is not JSON'],
    [
      'null among numbers',
      { body: `{"data": [{"embedding": [null, 1]}, ${one}]}` },
      'no list of finite numbers',
    ],
    [
      'too large a number',
      { body: `{"data": [{"embedding": [1e999, 1]}, ${one}]}` },
      'no list of finite numbers',
    ],
    ['too few', { body: `{"data": [${one}]}` }, '1 vectors of 2 texts'],
    ['one twice', { body: `{"data": [${one}, ${one}]}` }, 'not numbered one after the other'],
    [
      'a place that is none',
      { body: `{"data": [${one}, {"index": "map", "embedding": [1, 2]}]}` },
      'not numbered',
    ],
    [
      'several lengths',
      { body: `{"data": [${one}, {"index": 1, "embedding": [1, 2, 3]}]}` },
      'differ in length',
    ],
    ['no numbers', { body: '{"data": [{"embedding": []}, {"embedding": []}]}' }, 'have 0 numbers'],
    ['zeros', { body: `{"data": [${one}, {"index": 1, "embedding": [0, 0]}]}` }, 'nothing but zeros'],
    ['null', { body: 'null' }, 'it has no list of vectors'],
    ['a refusal', { status: 400, body: '{"error": {"message": "too long."}}' }, 'answered 400: too long.'],
    ['an error', { status: 500, body: `oh\nno ${key}` }, 'answered 500: oh no …'],
  ])('that answers %s may do so because of the texts', async (_, how, says) => {
    const error = await failure(how);
    expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining(says) });
    expect(error.message.startsWith(`${server.url}/v1/embeddings `)).toBe(true);
  });

  test.each<[string, Misbehaviour, string]>([
    ['does not take the key', { status: 401 }, 'answered 401'],
    [
      'does not know the model',
      { status: 404, body: '{"error": {"message": "model not found"}}' },
      'model not found',
    ],
    ['sends elsewhere', { status: 302, location: 'http://127.0.0.1:1/' }, 'answered 302'],
    ['hangs up', 'reset', 'could not be reached'],
    ['sends very much', 'large', 'sent more than 8 MB'],
  ])('that %s does so whatever the texts are', async (_, how, says) => {
    expect(await failure(how)).toMatchObject({ code: 'unavailable', message: expect.stringContaining(says) });
  });

  test('that has too much to do is left alone for as long as it asks', async () => {
    expect(await failure({ status: 429, retryAfter: '120' })).toMatchObject({
      code: 'unavailable',
      retryAfter: 120,
    });
    const error = await failure({ status: 503, retryAfter: new Date(Date.now() + 60_000).toUTCString() });
    expect(error.retryAfter).toBeGreaterThan(50);
    expect((await failure({ status: 429, retryAfter: '999999999' })).retryAfter).toBe(86_400);
    expect((await failure({ status: 429, retryAfter: 'soon' })).retryAfter).toBeUndefined();
  });

  test('is not waited for longer than told, nor when nobody wants the answer any more', async () => {
    expect(await failure('hang', 50)).toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('0.05 s'),
    });
    const gone = AbortSignal.abort();
    await expect(open().embed(['a'], { limitMs: 5_000, signal: gone })).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  test('that is not there is told with its address', async () => {
    const nobody = openEmbeddingsServer({ url: 'http://127.0.0.1:1', model: null, key });
    await expect(nobody.embed(['a'], { limitMs: 5_000 })).rejects.toThrow(
      /^http:\/\/127\.0\.0\.1:1\/v1\/embeddings could not be reached \(/,
    );
  });
});
