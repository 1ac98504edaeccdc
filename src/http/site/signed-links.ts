import type { Deps } from '../../app/deps.ts';
import type { LinkPurpose } from '../../app/links.ts';
import { DomainError } from '../../domain/errors.ts';

/** The subscriber that a signed link belongs to. Throws `not_found` when the link is none of ours. */
export function subscriberIdOf({ links }: Pick<Deps, 'links'>, purpose: LinkPurpose, token: string): number {
  const id = Number(links.read(purpose, token) ?? Number.NaN);
  if (Number.isSafeInteger(id)) return id;
  throw unknownLink();
}

/** What is said of a link that is none of ours. */
export function unknownLink(): DomainError {
  return new DomainError(
    'not_found',
    'This link is not known. It may have been cut short by your mail program: please copy the whole address from the mail.',
  );
}
