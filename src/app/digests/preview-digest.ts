import { DomainError, invalid } from '../../domain/errors.ts';
import { isUsableInstant } from '../../domain/instant.ts';
import type { Paper } from '../../domain/papers/paper.ts';
import type { Carried } from '../../domain/ranking/carried.ts';
import type { Letter } from '../../domain/sending/announcement.ts';
import type { WordsByLanguage } from '../../domain/sending/editors-words.ts';
import type { Subscriber } from '../../domain/subscribers/subscriber.ts';
import type { Needs } from '../deps.ts';
import { createSubjectCache } from '../interests/subject-cache.ts';
import type { ComposedMail } from '../mail.ts';
import { notedCard } from './carried/carried-papers.ts';
import { deliveryMail } from './delivery-mail.ts';
import type { Digest } from './digest-store.ts';
import { renderedLetter, renderedWords } from './letters/digest-texts.ts';
import { type Chooser, chooserFor, openChooser } from './planning/choose-papers.ts';
import { unstoredDigest } from './planning/count-audience.ts';
import { stateOf } from './planning/plan-digest.ts';

/** `papers` 0 with a mail: the note on quiet days. */
export type Preview =
  | { mail: ComposedMail; papers: number; chosen: readonly Paper[] }
  | { mail: null; papers: 0; chosen: readonly Paper[] };

export type PreviewInput = ({ email: string } | { subscriberId: number }) & {
  asOf?: Date | undefined;
  /** An announcement in place of the reader's digest. */
  letter?: Letter | undefined;
  /** What an editor says in the digest. */
  words?: WordsByLanguage | null | undefined;
  /** The collection that it carries. */
  carried?: Carried | null | undefined;
  /** `nobody`: links that look like this reader's and do nothing, for mails that others see. */
  links?: 'reader' | 'nobody';
  /** Made for somebody else, and marked as a test. */
  test?: { to: string; messageId: string };
};

/** What an announcement says; absent for a digest with papers. */
export function letterOf({ subject, body }: Pick<Digest, 'subject' | 'body'>): Letter | undefined {
  return body === null ? undefined : { subject: subject ?? '', body };
}

const nothing: Preview = { mail: null, papers: 0, chosen: [] };

/** An id that no subscriber has: a link in their name does nothing. */
const nobody = 0;

/**
 * The digest that this subscriber would get as of an instant; nothing is written or sent. `mail` is null when
 * there is nothing new. `chooser`: one that was opened for the same instant, and for no digest, if there is one.
 * Rejects with `not_found` for an address that is no active subscriber's, `invalid` for an unusable instant.
 */
export async function previewDigest(
  deps: Needs<
    'composer' | 'links' | 'mailDomain' | 'markdown' | 'now' | 'returnPaths',
    'candidates' | 'digests' | 'papers' | 'subjects' | 'subscribers' | 'trends'
  >,
  input: PreviewInput,
  chooser: Chooser | null = null,
): Promise<Preview> {
  if (input.asOf !== undefined && !isUsableInstant(input.asOf))
    throw invalid([{ field: 'asOf', message: 'must lie in the years 1900 to 2999' }]);
  const subscriber = await activeSubscriber(deps, input);
  const now = deps.now();
  const digest = unstoredDigest({
    origin: 'preview',
    cadence: null,
    slot: null,
    asOf: input.asOf ?? now,
    topicIds: [],
    subscriberIds: [subscriber.id],
    targeted: true,
    subject: input.letter?.subject ?? null,
    body: input.letter?.body ?? null,
    words: input.words ?? null,
    carried: input.carried ?? null,
    createdAt: now,
  });
  const [member] = await deps.stores.digests.nextAudience(digest, 1);
  if (member === undefined) return nothing;
  const { choose, lists } = chooserFor(digest, chooser ?? openChooser(deps.stores, digest.asOf));
  const [choices = []] = await choose([member]);
  if (stateOf(digest, { ...member, suppressed: false }, choices.length) === 'skipped') return nothing;
  const papers = await deps.stores.papers.byIds(choices.map(({ paperId }) => paperId));
  const cards = await Promise.all(
    papers.map(async (paper, index) => ({
      card: notedCard(digest.carried, {
        paper,
        upvotes: paper.upvotes,
        trend: await lists.trendOf(paper.id),
      }),
      subjectId: choices[index]?.subjectId ?? 0,
    })),
  );
  const followed = member.interests.map(({ subjectId }) => subjectId);
  const subjectIds = choices.map(({ subjectId }) => subjectId);
  const names = await createSubjectCache(deps.stores.subjects, deps.now)([...subjectIds, ...followed]);
  const linked = input.links === 'nobody' ? nobody : subscriber.id;
  const delivery = {
    ...member,
    id: '0',
    digestId: 0,
    subscriberId: linked,
    email: subscriber.email,
    language: subscriber.language,
    attempt: 0,
    waived: 0,
    messageId: `<preview.${subscriber.id}@${deps.mailDomain}>`,
    asOf: digest.asOf,
    introduced: digest.words !== null,
    paperIds: papers.map(({ id }) => id),
    subjectIds,
    followed,
  };
  const mail = deliveryMail(deps, delivery, cards, names, member.silentSince, {
    letter: renderedLetter(deps.markdown, digest),
    words: renderedWords(deps.markdown, digest, subscriber.language),
    carried: digest.carried,
  });
  return {
    mail: await deps.composer.compose({
      ...mail,
      links: { ...mail.links, view: null },
      // What comes back of a test is no reader's bounce.
      ...(input.test === undefined ? {} : { ...input.test, mark: '[Test]', returnPath: null }),
    }),
    papers: cards.length,
    chosen: papers,
  };
}

async function activeSubscriber(
  { stores }: Needs<never, 'subscribers'>,
  input: PreviewInput,
): Promise<Subscriber> {
  const byEmail = 'email' in input;
  const found = byEmail
    ? await stores.subscribers.byEmail(input.email.trim())
    : await stores.subscribers.byId(input.subscriberId);
  if (found?.status === 'active') return found;
  const who = byEmail ? input.email : `Number ${input.subscriberId}`;
  const why = found === null ? 'is not a subscriber' : `is ${found.status}, not active`;
  throw new DomainError('not_found', `${who} ${why}.`);
}
