import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = { method: string; path: string; headers: IncomingHttpHeaders; body: string };
/** What it answers: a status, with headers; `hang`: nothing; `cut`: it ends the connection. */
export type Reply = number | { status: number; headers: Record<string, string> } | 'hang' | 'cut';

/** A server on this machine that keeps what it gets, and answers as it is told: 200 unless told otherwise. */
export async function openReceiver() {
  const received: Received[] = [];
  const replies: Reply[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      received.push({ method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') });
      const reply = replies.shift() ?? 200;
      if (reply === 'hang') return;
      if (reply === 'cut') request.socket.destroy();
      else if (typeof reply === 'number') response.writeHead(reply).end('x'.repeat(100_000));
      else response.writeHead(reply.status, reply.headers).end();
    });
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    /** The answers to the next requests, one each. */
    reply: (...next: Reply[]) => void replies.push(...next),
    /** What came since the last time. */
    take: () => received.splice(0),
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof openReceiver>>;
