import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Deps } from '../app/deps.ts';
import type { App } from './options.ts';
import type { Answered, Copy, PageCache, Remember } from './page-cache.ts';

/** Each is its headers, about a kilobyte; the page itself is the cache's. */
const most = 5_000;
const longestAsked = 500;

type Answer = Answered & {
  /** The version of the brand, by which the language may be. */
  brand: string;
  headers: Record<string, string>;
  /** What was sent the last time, of the page with this tag. */
  last: { tag: string; lines: string[] } | null;
};

/** What an answer depends on beside the brand; null where it may depend on who asks, or on what they have. */
function asked({ method, url, headers }: IncomingMessage): string | null {
  if (method !== 'GET' || headers.cookie !== undefined || headers['if-none-match'] !== undefined) return null;
  const key = `${url}\n${headers['accept-encoding'] ?? ''}\n${headers['accept-language'] ?? ''}`;
  return key.length > longestAsked ? null : key;
}

/**
 * Gives an answer that was given before to whoever asks for the same, while its page is kept: as the first thing that
 * is done for a request, in place of all that would come to the same answer. Only for pages that are the same for
 * everybody (`createPageCache`), and only to visitors without cookies. To be registered before other hooks; those that
 * run after an answer run after these, too.
 */
export function answerAgain(
  app: App,
  { brand }: { brand: Pick<Deps['brand'], 'now' | 'last'> },
  cache: Pick<PageCache, 'find'>,
): Remember {
  const answers = new LRUCache<string, Answer>({ max: most });

  async function copyFor(answer: Answer): Promise<Copy | null> {
    try {
      const { version } = await brand.now();
      return version === answer.brand ? await cache.find(answer, answer.encoding) : null;
    } catch {
      // Whoever makes the page says what is wrong.
      return null;
    }
  }

  app.addHook('onRequest', async (request, reply) => {
    const key = asked(request.raw);
    const answer = key === null ? undefined : answers.get(key);
    const copy = answer === undefined ? null : await copyFor(answer);
    if (answer === undefined || copy === null) return;
    reply.hijack();
    reply.raw.writeHead(200, linesOf(answer, copy.tag, copy.body.length)).end(copy.body);
  });
  return ({ raw }: FastifyRequest, reply: FastifyReply, page: Answered) => {
    const key = asked(raw);
    if (key === null) return;
    const headers = Object.fromEntries(
      Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)]],
      ),
    );
    answers.set(key, { ...page, brand: brand.last().version, headers, last: null });
  };
}

/** Names and values in turn, as `writeHead` takes them soonest; those of a page are made once. */
function linesOf(answer: Answer, tag: string, length: number): string[] {
  if (answer.last?.tag !== tag) {
    const headers = { ...answer.headers, etag: `W/${tag}`, 'content-length': String(length) };
    answer.last = { tag, lines: Object.entries(headers).flat() };
  }
  return answer.last.lines;
}
