import { languageOf } from '../../domain/languages/index.ts';
import type { Language } from '../../domain/languages/language.ts';
import { subjectName } from '../../domain/papers/subject.ts';
import type { Clock } from '../clock.ts';
import { coalesce } from '../coalesce.ts';
import { createSubjectBook } from '../interests/subject-cache.ts';
import type { Links } from '../links.ts';
import type { DigestMail, DigestSection, PaperCard, QuietMail } from '../mail.ts';
import type { Stores } from '../persistence.ts';
import { keepRecent } from '../recent.ts';
import type { ReturnPaths } from '../return-paths.ts';
import { digestSections } from './digest-sections.ts';
import type { BegunDelivery } from './digest-stores.ts';

/** Digests whose cards are kept at once; more are seldom under way. */
const keptDigests = 4;
/** After this time an admin's changes to papers show in mails not sent yet. */
const keptMs = 60_000;

/** What makes the addresses in and on a mail. */
type MailAddresses = { links: Links; returnPaths: ReturnPaths };

type Kept = {
  since: number;
  /** Null: hidden or gone. */
  card: (id: number) => Promise<PaperCard | null>;
};

/** Keeps cards over jobs. Memory grows with the papers of a digest, not with its readers. */
export function createDigestCards(
  stores: Pick<Stores, 'deliveries' | 'digests' | 'subjects'>,
  addresses: MailAddresses,
  now: Clock,
): DigestCards {
  const kept = keepRecent<number, Kept>(keptDigests);
  const subjects = createSubjectBook(stores.subjects, now);

  function open(digestId: number): Kept {
    const cards = new Map<number, Promise<PaperCard | null>>();
    const load = coalesce<number, PaperCard | null>(1_000, async (ids) => {
      const found = new Map((await stores.digests.papersOf(digestId, ids)).map((one) => [one.paper.id, one]));
      return ids.map((id) => found.get(id) ?? null);
    });
    return {
      since: now().getTime(),
      card(id) {
        const loading = cards.get(id) ?? load(id);
        cards.set(id, loading);
        return loading;
      },
    };
  }

  function digest(digestId: number): Kept {
    const found = kept.peek(digestId);
    if (found !== undefined && now().getTime() - found.since < keptMs) return found;
    const opened = open(digestId);
    kept.set(digestId, opened);
    return opened;
  }

  async function papers(digestId: number, paperIds: readonly number[], subjectIds: readonly number[]) {
    const from = digest(digestId);
    try {
      const cards = await Promise.all(paperIds.map((id) => from.card(id)));
      return cards.flatMap((card, index) =>
        card === null ? [] : [{ card, subjectId: subjectIds[index] ?? 0 }],
      );
    } catch (error) {
      // A failed query must not be kept.
      if (kept.peek(digestId) === from) kept.forget(digestId);
      throw error;
    }
  }

  return {
    async sections({ digestId, subscriberId, paperIds, subjectIds }, language) {
      const [found, names] = await Promise.all([
        papers(digestId, paperIds, subjectIds),
        subjects(subjectIds),
      ]);
      const voteLinks = (paperId: number) => addresses.links.feedback(subscriberId, paperId);
      return digestSections(found, names, voteLinks, language);
    },
    async mailFor(delivery) {
      const { digestId, subscriberId, paperIds, subjectIds, followed } = delivery;
      const [found, names] = await Promise.all([
        papers(digestId, paperIds, subjectIds),
        subjects([...subjectIds, ...followed]),
      ]);
      const language = languageOf(delivery.language);
      const voteLinks = (paperId: number) => addresses.links.feedback(subscriberId, paperId);
      const sections = digestSections(found, names, voteLinks, language);
      const interests = followed
        .map(names)
        .filter((named) => named !== null)
        .map((named) => subjectName(named, language));
      if (paperIds.length > 0) return digestMail(addresses, delivery, sections, interests);
      const since = (await stores.deliveries.silentSince([subscriberId], delivery.asOf)).get(subscriberId);
      return quietMail(addresses, delivery, interests, since ?? delivery.asOf);
    },
  };
}

/** One reader's mail from its sections. `interests`: the names of what the reader follows. */
export function digestMail(
  addresses: MailAddresses,
  delivery: Omit<BegunDelivery, 'followed'>,
  sections: DigestSection[],
  interests: string[],
): DigestMail {
  return { kind: 'digest', ...mailOf(addresses, delivery, interests), sections };
}

/** One reader's note that there is nothing new. `since`: when they were last mailed, or confirmed. */
export function quietMail(
  addresses: MailAddresses,
  delivery: Omit<BegunDelivery, 'followed'>,
  interests: string[],
  since: Date,
): QuietMail {
  return { kind: 'quiet-note', ...mailOf(addresses, delivery, interests), since };
}

function mailOf(
  { links, returnPaths }: MailAddresses,
  delivery: Omit<BegunDelivery, 'followed'>,
  interests: string[],
): Omit<DigestMail, 'kind' | 'sections'> {
  return {
    to: delivery.email,
    messageId: delivery.messageId,
    date: delivery.asOf,
    digestId: delivery.digestId,
    cadence: delivery.cadence,
    language: languageOf(delivery.language),
    timezone: delivery.timezone,
    interests,
    links: {
      unsubscribe: links.unsubscribe(delivery.subscriberId),
      preferences: links.preferences(delivery.subscriberId),
      view: links.view(delivery.id),
    },
    returnPath: returnPaths.of({ kind: 'digest', deliveryId: delivery.id }),
  };
}

/**
 * The papers of digests that are being sent. The card of a paper in one digest is the same object in every reader's
 * mail, so that whoever renders it has to do so only once.
 */
export type DigestCards = {
  /** What one delivery of a planned digest shows, with the upvotes of that time; papers hidden since are left out. */
  sections(
    delivery: Pick<BegunDelivery, 'digestId' | 'subscriberId' | 'paperIds' | 'subjectIds'>,
    language: Language,
  ): Promise<DigestSection[]>;
  /** The mail of a delivery; the note on quiet days for one without papers. */
  mailFor(delivery: BegunDelivery): Promise<DigestMail | QuietMail>;
};
