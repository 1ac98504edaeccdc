import type { FastifyRequest } from 'fastify';
import type { Deps } from '../../app/deps.ts';
import type { LinkPurpose } from '../../app/links.ts';
import { DomainError } from '../../domain/errors.ts';
import { languageOf } from '../../domain/languages/index.ts';
import type { Language } from '../../domain/languages/language.ts';
import type { Subscriber } from '../../domain/subscribers/subscriber.ts';

/** The subscriber that a signed link belongs to. Throws `not_found` when the link is none of ours. */
export function subscriberIdOf({ links }: Pick<Deps, 'links'>, purpose: LinkPurpose, token: string): number {
  const id = Number(links.read(purpose, token) ?? Number.NaN);
  if (Number.isSafeInteger(id)) return id;
  throw unknownLink();
}

/**
 * The subscriber that a signed link belongs to; from here on the answer is in their language. Rejects with `not_found`
 * when the link is none of ours, with `gone` when they were erased.
 */
export async function readerBehind(
  { links, stores }: Pick<Deps, 'links' | 'stores'>,
  purpose: LinkPurpose,
  request: FastifyRequest<{ Params: { token: string } }>,
): Promise<Subscriber> {
  return inOwnLanguage(
    request,
    await stores.subscribers.byId(subscriberIdOf({ links }, purpose, request.params.token)),
  );
}

/** The subscriber whose link it is, once they are read. Throws `gone` when they were erased. */
export function inOwnLanguage(request: { language: Language }, subscriber: Subscriber | null): Subscriber {
  if (subscriber === null) throw new DomainError('gone', 'Everything about this subscription was erased.');
  request.language = languageOf(subscriber.language);
  return subscriber;
}

/** What is said of a link that is none of ours. */
export function unknownLink(): DomainError {
  return new DomainError(
    'not_found',
    'This link is not known. It may have been cut short by your mail program: please copy the whole address from the mail.',
  );
}
