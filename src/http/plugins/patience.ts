import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../domain/errors.ts';
import type { App, Patience } from '../options.ts';

const patience: Patience = { bodyMs: 30_000, silenceMs: 30_000 };
/** No request takes longer, the upload of the largest file over a slow line included. */
export const requestMs = 10 * 60_000;
/** How many connections one process holds at once: each costs a file handle and some memory. */
const mostConnections = 2_000;

/** Files are given to their routes as they come; every other body is read whole before its route begins. */
function takesFile(request: FastifyRequest): boolean {
  const type = request.headers['content-type'] ?? '';
  return /^(?:multipart\/form-data|text\/csv|application\/(?:x-ndjson|jsonl)|text\/plain)/i.test(type);
}

/**
 * Ends what does not come. A body that is not there after `bodyMs` is answered 408 and its connection closed; an upload
 * that is silent for `silenceMs` is cut off. Node's own limit is for whole requests, so it has to bear the longest
 * upload.
 */
export function refuseStalledBodies(app: App, { bodyMs, silenceMs }: Patience = patience): void {
  app.server.maxConnections = mostConnections;
  app.addHook('preParsing', (request, reply, payload, done) => {
    const { socket } = request.raw;
    const late = () => new DomainError('timeout', 'The request did not come in time. Please send it again.');
    let seen = socket.bytesRead;
    const timer = takesFile(request)
      ? setInterval(() => {
          if (socket.bytesRead === seen) request.raw.destroy(late());
          seen = socket.bytesRead;
        }, silenceMs)
      : setTimeout(() => {
          void reply.header('connection', 'close');
          // Not destroyed, which would take the connection away before the answer.
          payload.emit('error', late());
        }, bodyMs);
    const end = () => clearInterval(timer);
    for (const event of ['end', 'error', 'close']) payload.once(event, end);
    done(null, payload);
  });
}
