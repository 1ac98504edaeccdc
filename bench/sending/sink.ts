import { createServer, type Socket } from 'node:net';
import { programInput, tell } from '../child.ts';

// A mail server (RFC 5321) in a process of its own, so that its work counts as nobody's: takes everything, keeps
// nothing, and answers each reply `latencyMs` late. It works on bare sockets, to be no bottleneck.

export type SinkInput = { latencyMs: number };
/** What has come since the start or the last reset; `firstAt` in milliseconds since 1970, as Date.now(). */
export type SinkReport = { messages: number; bytes: number; connections: number; firstAt: number | null };

const { latencyMs } = programInput<SinkInput>();
const endOfBody = '\r\n.\r\n';
const lineEnd = Buffer.from('\r\n');
const nothing: SinkReport = { messages: 0, bytes: 0, connections: 0, firstAt: null };
let report = { ...nothing };
const open = new Set<Socket>();

const replies: Record<string, string> = {
  EHLO: '250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES',
  HELO: '250 sink',
  MAIL: '250 2.1.0 ok',
  RCPT: '250 2.1.5 ok',
  DATA: '354 go on',
  RSET: '250 2.0.0 ok',
  NOOP: '250 2.0.0 ok',
  QUIT: '221 2.0.0 bye',
};

function converse(socket: Socket): void {
  let inBody = false;
  /** What came and is not understood yet: part of a line, or the last bytes of a body. */
  let rest: Buffer = Buffer.alloc(0);
  const say = (reply: string) => {
    if (latencyMs === 0) socket.write(`${reply}\r\n`);
    else setTimeout(() => socket.writable && socket.write(`${reply}\r\n`), latencyMs);
  };
  /** Takes one line or the rest of one body from `data`; null when neither is there whole. */
  const take = (data: Buffer): Buffer | null => {
    if (inBody) {
      const end = data.indexOf(endOfBody);
      if (end === -1) return null;
      inBody = false;
      report.messages++;
      report.firstAt ??= Date.now();
      say('250 2.0.0 taken');
      return data.subarray(end + endOfBody.length);
    }
    const end = data.indexOf('\n');
    if (end === -1) return null;
    const verb = data.toString('latin1', 0, 4).toUpperCase();
    say(replies[verb] ?? '502 5.5.2 not here');
    if (verb === 'QUIT') setTimeout(() => socket.end(), latencyMs);
    inBody = verb === 'DATA';
    const after = data.subarray(end + 1);
    // A body may be empty: the end of the DATA line is then the beginning of its end.
    return inBody ? Buffer.concat([lineEnd, after]) : after;
  };
  socket.on('data', (chunk) => {
    if (inBody) report.bytes += chunk.length;
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let left = take(rest); left !== null; left = take(rest)) rest = left;
    if (inBody) rest = Buffer.from(rest.subarray(Math.max(0, rest.length - endOfBody.length + 1)));
  });
  say('220 sink ESMTP');
}

const server = createServer({ noDelay: true }, (socket) => {
  report.connections++;
  open.add(socket);
  socket.on('error', () => undefined);
  socket.on('close', () => open.delete(socket));
  converse(socket);
});
process.on('message', (asked) => {
  if (asked === 'reset') report = { ...nothing };
  void tell(report);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  void tell({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});
