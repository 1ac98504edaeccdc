import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Deps } from '../app/deps.ts';
import type { App } from './options.ts';
import type { Copy, Remember } from './page-cache.ts';

/** All pages and headers together; most of the pages are the cache's, too. */
const mostBytes = 32 * 1024 * 1024;
/** The headers and what is asked, beside the page. */
const bytesAround = 2_500;
const longestAsked = 500;

type Answer = {
  copy: Copy;
  longestMs: number;
  /** Names and values in turn, as `writeHead` takes them soonest. */
  lines: string[];
};

/** Headers by which it may be another answer, and those of a body, for which others wait and set limits. */
const ownWay = ['cookie', 'if-none-match', 'content-length', 'transfer-encoding'] as const;

/** What an answer depends on beside the brand; null where it may depend on who asks, or on what they have or send. */
function asked({ method, url, headers }: IncomingMessage): string | null {
  if (method !== 'GET' || ownWay.some((name) => headers[name] !== undefined)) return null;
  const key = `${url}\n${headers['accept-encoding'] ?? ''}\n${headers['accept-language'] ?? ''}`;
  return key.length > longestAsked ? null : key;
}

/**
 * Gives an answer that was given before to whoever asks for the same, while its page is as it was: as the first thing
 * that is done for a request, in place of all that would come to the same answer. Only for pages that are the same for
 * everybody (`createPageCache`), and only to visitors without cookies. To be registered before other hooks; those that
 * run after an answer run after these, too.
 */
export function answerAgain(
  app: App,
  { brand, siteChanges, now }: Pick<Deps, 'siteChanges' | 'now'> & { brand: Pick<Deps['brand'], 'now'> },
): Remember {
  const answers = new LRUCache<string, Answer>({
    maxSize: mostBytes,
    sizeCalculation: ({ copy }) => copy.body.length + bytesAround,
  });

  async function isAsBefore({ copy, longestMs }: Answer): Promise<boolean> {
    if (Math.abs(now().getTime() - copy.at) >= longestMs) return false;
    try {
      return (await siteChanges.count()) === copy.changes && (await brand.now()).version === copy.brand;
    } catch {
      // Whoever makes the page says what is wrong.
      return false;
    }
  }

  app.addHook('onRequest', async (request, reply) => {
    const key = asked(request.raw);
    const answer = key === null ? undefined : answers.get(key);
    if (answer === undefined || !(await isAsBefore(answer))) return;
    reply.hijack();
    reply.raw.writeHead(200, answer.lines).end(answer.copy.body);
  });
  return ({ raw }: FastifyRequest, reply: FastifyReply, copy: Copy, longestMs = Number.POSITIVE_INFINITY) => {
    const key = asked(raw);
    if (key === null || copy.changes === null) return;
    const lines = Object.entries({ ...reply.getHeaders(), 'content-length': copy.body.length }).flatMap(
      ([name, value]) => (value === undefined ? [] : [name, String(value)]),
    );
    answers.set(key, { copy, longestMs, lines });
  };
}
