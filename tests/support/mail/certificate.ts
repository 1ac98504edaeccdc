import { readFileSync } from 'node:fs';
import { type RequestListener, request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Where the certificate of 127.0.0.1 is, for NODE_EXTRA_CA_CERTS. Good until 2126; nobody else trusts it. */
export const certificatePath = join(import.meta.dirname, '../../fixtures/tls/certificate.pem');

export const certificate = {
  cert: readFileSync(certificatePath, 'utf8'),
  key: readFileSync(join(import.meta.dirname, '../../fixtures/tls/key.pem'), 'utf8'),
};

export type ReverseProxy = { url: string; close(): Promise<void> };

/**
 * A reverse proxy with https and that certificate, which leads to `target`; or, with `redirect`, sends everybody there.
 */
export async function startReverseProxy(target: string, redirect = false): Promise<ReverseProxy> {
  const listener: RequestListener = (asked, answer) => {
    const to = new URL(asked.url ?? '/', target);
    if (redirect) {
      answer.writeHead(308, { location: to.href }).end();
      return;
    }
    const { method, headers } = asked;
    const passed = request(to, { method, headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    passed.on('error', () => answer.writeHead(502).end());
    asked.pipe(passed);
  };
  const server = createServer(certificate, listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
