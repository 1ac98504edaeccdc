import Fastify from 'fastify';
import { expect, it } from 'vitest';
import type { App } from '../../../src/http/options.ts';
import { noteRefusals } from '../../../src/http/plugins/refusals-log.ts';

it('what is refused is noted by route and network, thirty a minute and then their number', async () => {
  const lines: Record<string, unknown>[] = [];
  let now = 1_000_000;
  const app = Fastify({
    logger: { level: 'warn', stream: { write: (line: string) => lines.push(JSON.parse(line)) } },
    disableRequestLogging: true,
  });
  app.decorateRequest('client');
  app.addHook('onRequest', async (request) => {
    request.client = { address: request.ip, isLocal: false, doubt: null };
  });
  noteRefusals(app as unknown as App, () => now);
  app.get('/reset/:token', async (_request, reply) => reply.code(403).send('no'));
  app.get('/open', async () => 'yes');
  const ask = (url: string) => app.inject({ url, remoteAddress: '203.0.113.7' });

  await ask('/open');
  await ask('/reset/a-secret');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    route: '/reset/:token',
    method: 'GET',
    status: 403,
    network: '203.0.113.0/24',
  });
  expect(JSON.stringify(lines)).not.toMatch(/a-secret|203\.0\.113\.7"/);
  for (let n = 0; n < 60; n++) await ask('/reset/x');
  expect(lines).toHaveLength(30);
  now += 60_000;
  await ask('/reset/x');
  expect(lines.slice(30)).toMatchObject([{ refused: 31 }, { status: 403 }]);
  await app.close();
});
