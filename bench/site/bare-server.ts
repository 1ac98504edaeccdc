import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { programInput, tell } from '../child.ts';

// The baseline of pages: Fastify as it comes, with a route that answers each address with the bytes and the headers
// that it was given, in a process of its own.

/** `body` in base64. */
export type BarePage = { path: string; headers: Record<string, string>; body: string };

programInput();
const pages = new Map<string, { headers: Record<string, string>; body: Buffer }>();

const app = Fastify();
app.get('/*', (request, reply) => {
  const page = pages.get(request.url);
  return page === undefined ? reply.callNotFound() : reply.headers(page.headers).send(page.body);
});
process.on('message', (given: BarePage[]) => {
  for (const { path, headers, body } of given)
    pages.set(path, { headers, body: Buffer.from(body, 'base64') });
  void tell({ taken: pages.size });
});
await app.listen({ port: 0, host: '127.0.0.1' });
await tell({ port: (app.server.address() as AddressInfo).port });
