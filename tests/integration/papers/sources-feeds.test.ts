import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFeeds } from '../../../src/adapters/sources/feeds/feeds.ts';
import { ingestPapers } from '../../../src/app/papers/ingest-papers.ts';
import { makeIncoming } from '../../support/papers/incoming.ts';
import { createSourceMemory, nothingKnown } from '../../support/papers/source-memory.ts';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { sql } from '../../support/postgres/sql.ts';
import { type TestService, testService } from '../../support/test-service.ts';

const now = new Date('2026-11-24T15:00:00Z');
const visit = {
  since: null,
  backfill: false,
  wanted: [],
  known: nothingKnown,
  now,
  signal: new AbortController().signal,
};

let server: Server;
let url: string;
let answer: RequestListener;
let asked: string[];
let memory: ReturnType<typeof createSourceMemory>;
beforeEach(async () => {
  asked = [];
  memory = createSourceMemory(now);
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const item = (number: number, title = `Paper ${number}`) =>
  `<item><title>${title}</title><description>We walk, part ${number}.</description><link>https://lab.example.org/${number}</link></item>`;
const rss = (...items: string[]) => `<rss version="2.0"><channel>${items.join('')}</channel></rss>`;
const sends = (body: string | Buffer, headers: Record<string, string> = {}): RequestListener => {
  return (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/rss+xml', ...headers }).end(body);
};
const feeds = (paths: string[], loopback = true) =>
  createFeeds({
    addresses: paths.map((path) => (path.startsWith('http') ? path : url + path)),
    loopback,
    memory: memory.memory,
    userAgent: 'Offprint/test',
    options: { clock: memory.clock, sleep: memory.sleep, timeoutMs: 5_000, tries: 1 },
  });

describe('feeds', () => {
  test('bring the papers of all that answer, and say which do not', async () => {
    answer = (request, response) => {
      if (request.url === '/down') return void response.writeHead(500).end();
      if (request.url === '/other') return sends('<opml/>')(request, response);
      sends(rss(item(1), '<item><title>No text</title></item>'))(request, response);
    };
    const { papers, notices } = await feeds(['/down', '/good', '/other']).harvest(visit);
    expect(papers.map(({ title }) => title)).toEqual(['Paper 1']);
    expect(notices).toEqual([
      `The feed (${url}/good) has 1 of 2 items without title, text or address, which were left out.`,
      `The feed (${url}/down) answered 500.`,
      `The feed (${url}/other) cannot be used: it is neither Atom nor RSS.`,
    ]);
  });

  test('fail when none of them answers', async () => {
    answer = (_request, response) => void response.writeHead(404).end();
    await expect(feeds(['/a', '/b']).harvest(visit)).rejects.toMatchObject({
      code: 'unavailable',
      message: `The feed (${url}/a) answered 404.`,
    });
  });

  test('are asked for what changed, a second apart', async () => {
    answer = (request, response) => {
      if (request.headers['if-none-match'] === '"1"') return void response.writeHead(304).end();
      sends(rss(item(1)), { etag: '"1"' })(request, response);
    };
    memory.remember(await feeds(['/a', '/b']).harvest(visit));
    expect(await feeds(['/a', '/b']).harvest(visit)).toMatchObject({ papers: [], notModified: 2 });
    expect(memory.slept).toEqual([1_000, 1_000, 1_000]);
  });

  test('are followed to where they moved, three times at most', async () => {
    answer = (request, response) => {
      const times = Number(request.url?.slice(1));
      if (times === 0) return sends(rss(item(1)))(request, response);
      response.writeHead(301, { location: `/${times - 1}` }).end();
    };
    expect((await feeds(['/3']).harvest(visit)).papers).toHaveLength(1);
    await expect(feeds(['/4']).harvest(visit)).rejects.toThrow('redirected more than 3 times');
  });

  test.each([
    ['as it is', sends(' '.repeat(9_000_000))],
    ['packed', sends(gzipSync(' '.repeat(9_000_000)), { 'content-encoding': 'gzip' })],
  ])('may not be larger than any feed, %s', async (_, sent) => {
    answer = sent;
    await expect(feeds(['/a']).harvest(visit)).rejects.toThrow('sent more than 8 MB');
  });

  test('are asked again when they could not be read, changed or not', async () => {
    answer = sends('<rss><channel>', { etag: '"1"' });
    const other = sends(rss(item(1)), { etag: '"2"' });
    const cut = answer;
    answer = (request, response) => (request.url === '/a' ? cut : other)(request, response);
    const harvest = await feeds(['/a', '/b']).harvest(visit);
    expect(harvest.validators.map((one) => one.url)).toEqual([`${url}/b`]);
  });

  test.each([
    ['packed', gzipSync(rss(item(1, 'Übung'))), { 'content-encoding': 'gzip' }],
    ['called HTML', rss(item(1, 'Übung')), { 'content-type': 'text/html' }],
    [
      'in a character set that its type names',
      Buffer.from(rss(item(1, 'Übung')), 'latin1'),
      { 'content-type': 'text/xml; charset=ISO-8859-1' },
    ],
    [
      'in a character set that it names itself',
      Buffer.from(`<?xml version="1.0" encoding="windows-1252"?>${rss(item(1, 'Übung'))}`, 'latin1'),
      { 'content-type': 'text/xml' },
    ],
    ['in UTF-16', Buffer.from(`\ufeff${rss(item(1, 'Übung'))}`, 'utf16le'), { 'content-type': 'text/xml' }],
  ])('are read when they are %s', async (_, body, headers) => {
    answer = sends(body, headers);
    expect((await feeds(['/a']).harvest(visit)).papers.map(({ title }) => title)).toEqual(['Übung']);
  });

  test.each([
    [
      'cut off while it is unpacked',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': '99999' });
        response.write(gzipSync(rss(item(1))).subarray(0, 40), () => response.destroy());
      },
    ],
    [
      'a status that is none',
      (response: ServerResponse) => {
        response.socket?.end('HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n');
      },
    ],
    [
      'another protocol',
      (response: ServerResponse) => {
        response.socket?.end('HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n');
      },
    ],
  ])('fail in words on %s', async (_, send) => {
    answer = (_request, response) => send(response);
    await expect(feeds(['/a']).harvest(visit)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(`The feed (${url}/a) could not be read`),
    });
  });
});

describe('the address of a feed', () => {
  test.each([
    ['this machine', (port: string) => `http://127.0.0.1:${port}/`],
    ['a name of this machine', (port: string) => `http://localhost:${port}/`],
    ['this machine, in IPv6', (port: string) => `http://[::ffff:127.0.0.1]:${port}/`],
    ['this machine, as a number', (port: string) => `http://2130706433:${port}/`],
    ['a private network', () => 'http://10.255.255.1/'],
    ['a cloud’s own data', () => 'http://169.254.169.254/latest/meta-data/'],
  ])('is not connected to when it is %s', async (_, addressOf) => {
    answer = sends(rss(item(1)));
    const address = addressOf(new URL(url).port);
    await expect(feeds([address], false).harvest(visit)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('its address is not on the public internet'),
    });
    expect(asked).toEqual([]);
  });
});

describe('where a feed moved to', () => {
  test.each(['http://10.255.255.1/', 'http://169.254.169.254/latest/meta-data/', 'http://[fe80::1]/'])(
    'is not asked when it is %s',
    async (location) => {
      answer = (_request, response) => void response.writeHead(302, { location }).end();
      await expect(feeds(['/a']).harvest(visit)).rejects.toThrow('not on the public internet');
    },
  );

  test('is not told a password that another site asked for', async () => {
    const told: (string | undefined)[] = [];
    answer = (request, response) => {
      told.push(request.headers.authorization);
      if (request.url === '/a') {
        response.writeHead(302, { location: `${url.replace('127.0.0.1', 'localhost')}/b` }).end();
      } else sends(rss(item(1)))(request, response);
    };
    await feeds([`${url.replace('http://', 'http://me:secret@')}/a`]).harvest(visit);
    expect(told).toEqual([`Basic ${Buffer.from('me:secret').toString('base64')}`, undefined]);
  });
});

describe('papers of feeds', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await testService();
    service.clock.now = now;
  });
  afterAll(() => service.close());
  beforeEach(() => emptyTables(service.databaseUrl, ['paper', 'source', 'http_validator']));

  test('are known by their addresses, also by another title', async () => {
    const ingest = () => ingestPapers({ ...service.deps, sources: [feeds(['/a'])] }, {});
    answer = sends(rss(item(1), item(2)));
    expect(await ingest()).toMatchObject([{ ok: true, added: 2 }]);
    answer = sends(rss(item(1, 'Paper 1, corrected'), item(3)));
    expect(await ingest()).toMatchObject([{ ok: true, added: 1, unchanged: 1 }]);
    expect(await sql(service.databaseUrl, 'SELECT title FROM paper ORDER BY id')).toEqual(
      ['Paper 1', 'Paper 2', 'Paper 3'].map((title) => ({ title })),
    );
  });

  test('are joined to those of arXiv, by id and by title and author', async () => {
    const paper = (arxivId: string, title: string) =>
      makeIncoming({ arxivId, title, authors: ['Ada B. Lovelace'] });
    await service.deps.stores.papers.store([paper('2611.00001', 'First'), paper('2611.00002', 'Second')], {
      source: 'arxiv',
      now,
      sample: false,
    });
    answer = sends(
      rss(
        '<item><title>Once more</title><description>x</description><guid>https://arxiv.org/abs/2611.00001v3</guid></item>',
        '<item><title>Second.</title><description>x</description><link>https://lab.example.org/2</link><author>Lovelace, A. B.</author></item>',
      ),
    );
    await ingestPapers({ ...service.deps, sources: [feeds(['/a'])] }, {});
    expect(await sql(service.databaseUrl, 'SELECT arxiv_id FROM paper ORDER BY id')).toEqual([
      { arxiv_id: '2611.00001' },
      { arxiv_id: '2611.00002' },
    ]);
  });
});
