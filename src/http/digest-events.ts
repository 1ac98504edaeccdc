import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { type DigestProgress, follow } from '../app/digests/digest-progress.ts';
import type { App } from './options.ts';

/** How often a digest that somebody watches is looked at. */
const watchMs = 1_000;
/**
 * How often the same is told again: proxies cut connections that are silent for longer, and who has gone is found out.
 */
const repeatMs = 15_000;
/** After which time a browser that lost the connection asks again. */
const retryMs = 2_000;

/** Aborted when the server is told to close: it waits for every answer to end, and this is when the long ones do. */
export function closing(app: App): AbortSignal {
  const controller = new AbortController();
  app.addHook('preClose', async () => controller.abort());
  return controller.signal;
}

/**
 * A digest's progress as server-sent events, until it has ended, the reader has gone or the server closes; then
 * the browser asks again, and another process may answer. Each event is the whole state.
 */
export function eventStream<T extends Pick<DigestProgress, 'status' | 'counts'>>(
  reply: FastifyReply,
  read: () => Promise<T>,
  ending: AbortSignal,
): FastifyReply {
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, ending]);
  async function* events() {
    let first = true;
    for await (const progress of follow(read, { everyMs: watchMs, repeatMs, signal })) {
      yield `data: ${JSON.stringify(progress)}\n\n`;
      if (first) yield `retry: ${retryMs}\n\n`;
      first = false;
    }
    if (!signal.aborted) yield 'event: end\ndata: {}\n\n';
  }
  const stream = Readable.from(events());
  stream.once('close', () => gone.abort());
  return reply
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .type('text/event-stream')
    .send(stream);
}
