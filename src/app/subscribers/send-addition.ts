import { languageOf } from '../../domain/languages/index.ts';
import { type Interest, keyOf } from '../../domain/papers/subject.ts';
import { caps, confirmationHours } from '../../domain/subscribers/consent.ts';
import type { Subscriber } from '../../domain/subscribers/subscriber.ts';
import { hourMs } from '../../domain/time/units.ts';
import type { Needs } from '../deps.ts';
import { interestNames } from '../interests/name-interests.ts';
import { makeToken, tokenHash } from '../secret-token.ts';
import { handOver, readerLinks, type Unsent } from './hand-over.ts';
import type { SubscriptionRequest } from './subscriber-stores.ts';

/**
 * Mails somebody who gets the digest the button that adds what was asked for. Once in 24 hours for the same wish, and a
 * bounded number of times for all of them: the form is open to everybody, and the mail must not become a nuisance.
 */
export async function sendAddition(
  deps: Needs<
    'atomically' | 'composer' | 'links' | 'log' | 'now' | 'returnPaths' | 'sendLetter',
    'papers' | 'requests' | 'subscribers' | 'topics'
  >,
  asked: {
    request: SubscriptionRequest;
    reader: Subscriber;
    /** What of it is not followed yet. */
    added: readonly Interest[];
    base: { to: string; date: Date; messageId: string };
    ifNot: Unsent;
  },
): Promise<void> {
  const { request, reader, added, base, ifNot } = asked;
  const { stores, links } = deps;
  const now = deps.now();
  const since = new Date(now.getTime() - caps.address.span);
  const wish = wishOf(request);
  const before = await stores.requests.requestsOf(reader.id);
  if (before.some((one) => one.mailedAt !== null && one.mailedAt > since && wishOf(one) === wish)) return;
  const token = makeToken();
  const expiresAt = new Date(now.getTime() + confirmationHours * hourMs);
  const link = { hash: tokenHash(token), expiresAt };
  const { most } = caps.additions;
  if (!(await deps.atomically(({ requests }) => requests.noteMailed(request.id, now, link, most)))) return;
  const language = languageOf(reader.language);
  await handOver(
    deps,
    reader.id,
    {
      ...base,
      kind: 'addition',
      language,
      added: await interestNames(stores, added, language),
      interests: await interestNames(stores, reader.interests, language),
      rhythm: reader,
      validHours: confirmationHours,
      confirmUrl: links.confirm(token),
      links: readerLinks(deps, reader.id),
    },
    ifNot,
  );
}

function wishOf({ choices }: SubscriptionRequest): string {
  return choices.interests.map(keyOf).toSorted().join('\n');
}
