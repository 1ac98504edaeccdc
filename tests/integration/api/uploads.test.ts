import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { emptyTables } from '../../support/postgres/empty-tables.ts';
import { type TestService, testService } from '../../support/test-service.ts';
import { bearer } from '../../support/web/web.ts';

let service: TestService;
let base: string;
let authorization: string;

beforeAll(async () => {
  service = await testService();
  const app = await service.app();
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  base = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
});
afterAll(async () => service.close());
beforeEach(async () => {
  await emptyTables(service.databaseUrl, ['paper', 'subscriber']);
  ({ authorization } = await bearer(service));
});

const megabyte = 1024 * 1024;

/** `head`, then as many megabytes of `filler`, then `tail`: made as it is asked for. */
function* pieces(head: string, filler: string, megabytes: number, tail: string): Generator<Buffer> {
  yield Buffer.from(head);
  const piece = Buffer.from(filler.repeat(megabyte / filler.length));
  for (let sent = 0; sent < megabytes; sent++) yield piece;
  yield Buffer.from(tail);
}

async function post(path: string, type: string, body: Iterable<Buffer>) {
  const response = await fetch(`${base}${path}`, {
    method: 'POST',
    headers: { authorization, 'content-type': type },
    body: Readable.toWeb(Readable.from(body)) as ReadableStream<Uint8Array>,
    duplex: 'half',
  } as RequestInit);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const paper = (title: string) => `${JSON.stringify({ title, abstract: 'About something.' })}\n`;
const multipart = 'multipart/form-data; boundary=x';
const fileOf = (name: string) =>
  `--x\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/plain\r\n\r\n`;

describe('a file over 200 MB', () => {
  test.each([
    ['in a form', multipart, fileOf('papers.jsonl'), '\r\n--x--\r\n'],
    ['as the body', 'application/x-ndjson', '', ''],
  ])('%s is refused, and never cut', async (_name, type, head, tail) => {
    const { status, body } = await post(
      '/api/v1/admin/papers/import',
      type,
      pieces(head + paper('The first'), `${' '.repeat(1_023)}\n`, 201, paper('The last') + tail),
    );
    expect(status).toBe(413);
    expect(body).toMatchObject({ code: 'too_large', errors: [{ field: 'file' }] });
  });

  test('is refused before any of it is read when its length is announced', async () => {
    const app = await service.app();
    const { statusCode } = await app.inject({
      method: 'POST',
      url: '/api/v1/admin/subscribers/import',
      headers: { authorization, 'content-type': 'text/csv', 'content-length': String(300 * megabyte) },
      payload: Readable.from(['email\n']),
    });
    expect(statusCode).toBe(413);
  });
});

test('a line of 150 MB is one bad line, and those around it are taken', async () => {
  const before = process.memoryUsage().rss;
  const { status, body } = await post(
    '/api/v1/admin/papers/import',
    'application/x-ndjson',
    pieces(paper('The first'), 'x', 150, `\n${paper('The last')}`),
  );
  expect(status).toBe(200);
  expect(body).toMatchObject({
    lines: 3,
    added: 2,
    refused: 1,
    errors: [{ line: 2, message: 'is longer than 1000000 characters' }],
  });
  expect(process.memoryUsage().rss - before).toBeLessThan(250 * megabyte);
});

test('of a million bad lines the first thousand are told, and all counted', async () => {
  const { body } = await post(
    '/api/v1/admin/papers/import',
    'application/x-ndjson',
    pieces(paper('The first'), '{}\n{', 1, `}\n${paper('The last')}`),
  );
  const lines = megabyte / 2 + 2;
  expect(body).toMatchObject({ added: 2, lines: expect.any(Number), refused: expect.any(Number) });
  expect(body['lines']).toBe(Number(body['refused']) + 2);
  expect(body['lines']).toBeGreaterThan(lines / 2);
  expect(body['errors']).toHaveLength(1_000);
});
