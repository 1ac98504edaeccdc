import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '../../../src/http/app.ts';
import type { App } from '../../../src/http/options.ts';
import { httpOptions, type TestService, testService } from '../../support/test-service.ts';
import { bearer } from '../../support/web/web.ts';

let service: TestService;
let app: App;
let port: number;
beforeAll(async () => {
  service = await testService();
  app = await buildApp({
    ...httpOptions(service),
    patience: { bodyMs: 300, silenceMs: 300 },
    logger: false,
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as AddressInfo).port;
});
afterAll(async () => {
  await app.close();
  await service.close();
});

/** Sends the head of a post that promises 1,000 octets and the first of them; resolves when the server closes. */
async function stalled(path: string, headers: Record<string, string>): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const head = Object.entries({ host: 'localhost', 'content-length': '1000', ...headers });
  socket.write(
    `POST ${path} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\nemail`,
  );
  socket.on('error', () => undefined);
  return await text(socket).catch(() => '');
}

test.each([
  ['/subscribe', { 'content-type': 'application/x-www-form-urlencoded' }, 'The request did not come in time'],
  ['/api/v1/subscriptions', { 'content-type': 'application/json' }, '"code":"timeout"'],
])('a body for %s that does not come is answered 408', async (path, headers, words) => {
  const answer = await stalled(path, headers);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer.toLowerCase()).toContain('connection: close');
  expect(answer).toContain(words);
});

test('an upload that falls silent is cut off', async () => {
  const { authorization } = await bearer(service);
  await stalled('/api/v1/admin/subscribers/import', { 'content-type': 'text/csv', authorization });
  expect(await service.deps.stores.subscribers.byEmail('email')).toBeNull();
});

test('a body that comes in time is read', async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/subscriptions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ada@example.org' }),
  });
  expect(answer.status).toBe(202);
});
