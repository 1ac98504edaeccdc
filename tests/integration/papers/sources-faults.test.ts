import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createArxiv } from '../../../src/adapters/sources/arxiv/arxiv.ts';
import { fetchText, httpLimits } from '../../../src/adapters/sources/http.ts';
import { createHuggingFace } from '../../../src/adapters/sources/hugging-face/hugging-face.ts';
import type { PaperSource } from '../../../src/app/papers/paper-source.ts';
import { DomainError } from '../../../src/domain/errors.ts';
import { createSourceMemory, nothingKnown } from '../../support/papers/source-memory.ts';
import { type FaultMode, startUpstream, type Upstream } from '../../support/papers/upstream.ts';

const now = new Date('2026-11-24T15:00:00Z');
const userAgent = 'Offprint/0.1 (+https://papers.example.org)';
const visit = {
  since: null,
  backfill: false,
  wanted: [],
  known: nothingKnown,
  now,
  signal: new AbortController().signal,
};

let upstream: Upstream;
let memory: ReturnType<typeof createSourceMemory>;
beforeEach(async () => {
  upstream = await startUpstream(now);
  memory = createSourceMemory(now);
});
afterEach(() => upstream.close());

type Options = { timeoutMs?: number; maxBytes?: number; baseUrl?: string };
function source(
  name: 'Hugging Face' | 'arXiv',
  { baseUrl = upstream.url, ...given }: Options = {},
): PaperSource {
  const options = {
    clock: memory.clock,
    sleep: memory.sleep,
    timeoutMs: 5_000,
    maxBytes: 1_000_000,
    ...given,
  };
  const common = { memory: memory.memory, userAgent, options };
  if (name === 'Hugging Face') return createHuggingFace({ ...common, baseUrl });
  return createArxiv({
    ...common,
    apiUrl: `${baseUrl}/api/query`,
    rssUrl: `${baseUrl}/rss`,
    categories: ['cs', 'math'],
  });
}

async function failureOf(work: Promise<unknown>): Promise<DomainError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof DomainError) return error;
  throw new Error(`expected a DomainError, got ${String(error)}`);
}

/** The first request of each source, and the last of arXiv's. */
const places = [
  ['Hugging Face', '/api/daily_papers', 'JSON'],
  ['arXiv', '/rss/cs', 'XML'],
  ['arXiv', '/api/query', 'XML'],
] as const;
const faults: [FaultMode, (what: { words: string }) => RegExp, requests: number][] = [
  [500, () => / answered 500 after 3 tries\.$/, 3],
  [502, () => / answered 502 after 3 tries\.$/, 3],
  [404, () => / answered 404\.$/, 1],
  ['hang', () => / did not answer within 1 s after 2 tries\.$/, 2],
  ['stall', () => / did not answer within 1 s after 2 tries\.$/, 2],
  ['reset', () => / could not be read \(.+\) after 3 tries\.$/, 3],
  ['truncate', () => /not well-formed/, 1],
  ['garbage', () => /not well-formed/, 1],
  ['empty', () => /an empty answer\.$|it is empty\.$/, 1],
  ['html', ({ words }) => new RegExp(` sent text/html where ${words} was expected\\.$`), 1],
  ['gatekeeper', ({ words }) => new RegExp(` sent text/html where ${words} was expected\\.$`), 1],
  ['large', () => / sent more than 1 MB\.$/, 1],
  ['announced-large', () => / sent more than 1 MB\.$/, 1],
  ['moved-away', () => / redirected to another host \(localhost:1\), which is not followed\.$/, 1],
  ['moved-in-circles', () => / redirected more than 3 times\.$/, 4],
];
const cases = places.flatMap(([name, path, words]) =>
  faults.map(([mode, message, requests]) => ({ name, path, mode, message: message({ words }), requests })),
);

describe('a source that is out of order', () => {
  test.each(cases)(
    '$name, $path, $mode: the harvest fails in one clear line',
    async ({ name, path, mode, message, requests }) => {
      upstream.fault({ path, mode });
      // Long enough to be heard by the source on a busy machine.
      const timeoutMs = mode === 'hang' || mode === 'stall' ? 1_000 : 5_000;
      const error = await failureOf(source(name, { timeoutMs }).harvest(visit));
      expect(error.code).toBe('unavailable');
      expect(error.message).toMatch(message);
      expect(error.message).toContain(`${name} (${upstream.url}${path}`);
      expect(error.message).not.toContain('\n');
      expect(upstream.requests.filter((request) => request.path.startsWith(path))).toHaveLength(requests);
    },
  );

  test.each([
    ['Hugging Face', 500],
    ['Hugging Face', 429],
    ['Hugging Face', 503],
    ['Hugging Face', 'reset'],
    ['arXiv', 500],
    ['arXiv', 504],
    ['arXiv', 'reset'],
    ['arXiv', 'moved'],
  ] as const)('%s that answers %s once is tried again, and nothing is missing', async (name, mode) => {
    const whole = await source(name).harvest(visit);
    upstream.fault({ path: '/', mode, times: 1 });
    const harvest = await source(name).harvest(visit);
    expect(harvest.papers).toEqual(whole.papers);
    expect(harvest.requests).toBe(whole.requests + 1);
  });

  test('a server that cannot be reached is an error that names it', async () => {
    await upstream.close();
    const error = await failureOf(source('Hugging Face').harvest(visit));
    expect(error.message).toMatch(/could not be read \(.*ECONNREFUSED.*\) after 3 tries\.$/);
  });

  test('pauses grow from try to try, and are as long as the server asks', async () => {
    upstream.fault({ path: '/', mode: 503, times: 2 });
    await source('Hugging Face').harvest(visit);
    const [first = 0, second = 0] = memory.slept;
    expect(first).toBeGreaterThanOrEqual(1_000);
    expect(first).toBeLessThanOrEqual(1_250);
    expect(second).toBeGreaterThanOrEqual(4_000);
    expect(second).toBeLessThanOrEqual(5_000);
    memory.slept.length = 0;
    upstream.fault({ path: '/', mode: 429, times: 1, retryAfter: '17' });
    await source('Hugging Face').harvest(visit);
    expect(memory.slept).toContain(17_000);
  });

  test('Hugging Face that asks for a long pause is given up at once and left alone that long', async () => {
    upstream.fault({ path: '/', mode: 429, retryAfter: '600' });
    const error = await failureOf(source('Hugging Face').harvest(visit));
    expect(error.message).toMatch(/ answered 429; it asked to wait 600 s\.$/);
    expect(error.retryAfter).toBe(600);
    expect(upstream.requests).toHaveLength(1);
    expect(memory.blocked.get('hugging-face')).toEqual(new Date(memory.clock().getTime() + 600_000));
    expect((await failureOf(source('Hugging Face').harvest(visit))).message).toContain('blocked until');
    expect(upstream.requests).toHaveLength(1);
  });

  test('a pause may be asked for as a date', async () => {
    upstream.fault({ path: '/', mode: 503, retryAfter: new Date(Date.now() + 300_000).toUTCString() });
    const error = await failureOf(source('Hugging Face').harvest(visit));
    expect(error.retryAfter).toBeGreaterThan(290);
    expect(error.retryAfter).toBeLessThanOrEqual(300);
  });

  test.each([
    [429, undefined, 600],
    [503, '5', 600],
    [503, '3600', 3600],
    [429, '99999999999', 86_400],
  ] as const)(
    'arXiv that answers %s and asks to wait %s s is not tried again, and left alone for %s s',
    async (mode, retryAfter, seconds) => {
      upstream.fault({ path: '/rss/math', mode, ...(retryAfter === undefined ? {} : { retryAfter }) });
      const error = await failureOf(source('arXiv').harvest(visit));
      expect(error.message).toContain(`answered ${mode}`);
      expect(upstream.requests.map(({ path }) => path)).toEqual(['/rss/cs', '/rss/math']);
      expect(memory.blocked.get('arxiv')).toEqual(new Date(memory.clock().getTime() + seconds * 1000));
      expect((await failureOf(source('arXiv').harvest(visit))).message).toContain('blocked until');
      expect(upstream.requests).toHaveLength(2);
    },
  );

  test('no other fault blocks a source', async () => {
    for (const mode of [500, 404, 'reset', 'garbage'] as const) upstream.fault({ path: '/', mode, times: 3 });
    for (let i = 0; i < 4; i++) await failureOf(source('arXiv').harvest(visit));
    expect(memory.blocked.size).toBe(0);
  });

  test('further tries and redirects wait for their turn too', async () => {
    upstream.fault({ path: '/rss/cs', mode: 500, times: 1 });
    upstream.fault({ path: '/rss/cs', mode: 'moved', times: 1 });
    const { requests } = await source('arXiv').harvest(visit);
    expect(upstream.requests).toHaveLength(requests);
    expect(memory.reserved).toHaveLength(requests);
  });

  test.each(['Hugging Face', 'arXiv'] as const)('stopping a visit to %s ends it at once', async (name) => {
    const stop = new AbortController();
    upstream.fault({ path: '/', mode: 'hang' });
    const failure = failureOf(source(name, { timeoutMs: 60_000 }).harvest({ ...visit, signal: stop.signal }));
    await expect.poll(() => upstream.requests.length).toBe(1);
    stop.abort();
    expect((await failure).message).toContain('the visit was stopped');
    expect(upstream.requests).toHaveLength(1);
  });

  test('a visit that was stopped before it began asks nothing', async () => {
    const error = await failureOf(source('arXiv').harvest({ ...visit, signal: AbortSignal.abort() }));
    expect(error.message).toContain('was not asked: the visit was stopped');
    expect(upstream.requests).toHaveLength(0);
  });

  test('a password or key in an address is used and never shown', async () => {
    const baseUrl = upstream.url.replace('//', '//mirror:se%2Fcret@');
    await source('arXiv', { baseUrl }).harvest(visit);
    expect(upstream.requests[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('mirror:se/cret').toString('base64')}`,
    );
    upstream.fault({ path: '/', mode: 'reset' });
    const error = await failureOf(source('arXiv', { baseUrl }).harvest(visit));
    expect(`${error.message} ${String(error.cause)}`).not.toMatch(/se(%2F|\/)cret/);
  });
});

describe('fetchText', () => {
  const request = {
    ...httpLimits,
    source: 'Test',
    headers: {},
    accept: 'json' as const,
    signal: new AbortController().signal,
  };

  test('says "not modified" for the validators it was given', async () => {
    const url = `${upstream.url}/api/daily_papers`;
    const first = await fetchText(url, request);
    if (first.status !== 'ok') throw new Error('expected a body');
    expect(first.validators).toMatchObject({ url, etag: expect.stringMatching(/^"/) });
    expect(await fetchText(url, { ...request, validators: first.validators })).toEqual({
      status: 'not-modified',
    });
  });

  test('sends the date of the last change where that is what is remembered', async () => {
    const lastModified = 'Tue, 24 Nov 2026 00:00:00 GMT';
    const url = `${upstream.url}/api/daily_papers`;
    await fetchText(url, { ...request, validators: { url, etag: null, lastModified } });
    expect(upstream.requests[0]?.headers).toMatchObject({ 'if-modified-since': lastModified });
    expect(upstream.requests[0]?.headers).not.toHaveProperty('if-none-match');
  });

  test('the real sleep ends when the signal is aborted', async () => {
    const stop = new AbortController();
    const asleep = httpLimits.sleep(60_000, stop.signal);
    stop.abort();
    await expect(asleep).rejects.toThrow('aborted');
  });
});
