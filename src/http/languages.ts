import type { FastifyInstance, FastifyRequest } from 'fastify';
import { english } from '../domain/languages/en.ts';
import { askedLanguage, knownLanguage, languageOf } from '../domain/languages/index.ts';
import type { Language } from '../domain/languages/language.ts';
import type { HttpOptions } from './options.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * In which the answer is. Behind a signed link it becomes the reader's own, once it is known whose link it is;
     * else it is what the visitor chose, what their browser asks for, or what the service is set to.
     */
    language: Language;
  }
}

/** Set by nothing but the buttons at the foot of pages (site/language). */
export const languageCookie = 'language';

/** On whatever is answered by language: caches may give it only to who asks the same. */
export const languageVary = 'accept-language, cookie';

/** For the console and programs: those are in English. */
const inEnglish = /^\/(?:admin|api|webhooks|metrics)(?:[/?]|$)/;

/** Lets every request know its language. */
export function knowLanguages(
  app: Pick<FastifyInstance, 'decorateRequest'>,
  { deps }: { deps: { brand: Pick<HttpOptions['deps']['brand'], 'last'> } },
): void {
  const own = new WeakMap<FastifyRequest, Language>();
  app.decorateRequest('language', {
    getter(this: FastifyRequest) {
      const found = own.get(this) ?? languageOfVisitor(this, deps.brand.last().language);
      own.set(this, found);
      return found;
    },
    setter(this: FastifyRequest, language: Language) {
      own.set(this, language);
    },
  });
}

function languageOfVisitor(
  request: FastifyRequest,
  usual: Parameters<typeof languageOf>[0] | null,
): Language {
  if (inEnglish.test(request.url)) return english;
  // A request that is refused early has no cookies yet.
  const cookies: Record<string, string | undefined> | undefined = request.cookies;
  const tag =
    knownLanguage(cookies?.[languageCookie] ?? '') ??
    askedLanguage(request.headers['accept-language']) ??
    usual;
  return tag === null ? english : languageOf(tag);
}
