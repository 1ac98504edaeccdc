import { connect, type Socket } from 'node:net';
import { programInput, tell } from '../child.ts';

// Asks for pages as fast as they are answered, in a process of its own: connections that each send the next request
// when the last was answered whole. It works on bare sockets and reads of an answer only what it must, so that what is
// measured is the server.

/** `headers` are sent with each request; the paths are asked for in turn. */
export type LoadInput = { port: number; headers: Record<string, string>; connections: number };
export type LoadOrder = { paths: string[]; ms: number };
/** `other`: answers that were not 200. */
export type LoadReport = { answers: number; other: number; bytes: number; ms: number };

const { port, headers, connections } = programInput<LoadInput>();
const endOfHead = Buffer.from('\r\n\r\n');
const given = Object.entries({ host: `127.0.0.1:${port}`, ...headers })
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');

let requests: Buffer[] = [];
let turn = 0;
let until = 0;
let report: LoadReport = { answers: 0, other: 0, bytes: 0, ms: 0 };

/** One connection: asks until the time is over. */
function ask(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let head: Buffer = Buffer.alloc(0);
  /** Bytes of the body that are still to come; null while the head is. */
  let left: number | null = null;
  const next = () => {
    if (performance.now() >= until) {
      socket.off('data', take);
      resolve();
      return;
    }
    const request = requests[turn++ % requests.length];
    if (request !== undefined) socket.write(request);
  };
  const take = (chunk: Buffer) => {
    report.bytes += chunk.length;
    if (left === null) {
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      const end = head.indexOf(endOfHead);
      if (end === -1) return;
      const text = head.toString('latin1', 0, end);
      if (!text.startsWith('HTTP/1.1 200')) report.other++;
      left = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]) - (head.length - end - endOfHead.length);
      head = Buffer.alloc(0);
    } else {
      left -= chunk.length;
    }
    if (!(left <= 0)) return;
    left = null;
    report.answers++;
    next();
  };
  socket.on('data', take);
  next();
  return promise;
}

const sockets = await Promise.all(
  Array.from({ length: connections }, async () => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', () => process.exit(1)).once('close', () => process.exit(1));
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    return socket;
  }),
);
process.on('message', (order: LoadOrder) => {
  requests = order.paths.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\n${given}\r\n`));
  turn = 0;
  report = { answers: 0, other: 0, bytes: 0, ms: 0 };
  const start = performance.now();
  until = start + order.ms;
  void Promise.all(sockets.map(ask)).then(async () => {
    await tell({ ...report, ms: performance.now() - start });
  });
});
await tell({ ready: true });
