import type { Language } from '../../domain/languages/language.ts';
import type { Clock } from '../clock.ts';
import { coalesce } from '../coalesce.ts';
import { createSubjectCache } from '../interests/subject-cache.ts';
import type { AnnouncementMail, DigestMail, DigestSection, PaperCard, QuietMail } from '../mail.ts';
import type { RenderMarkdown } from '../markdown.ts';
import type { Stores } from '../persistence.ts';
import { keepRecent } from '../recent.ts';
import { once } from '../single-flight.ts';
import { notedCard, sourceNames } from './carried/carried-papers.ts';
import { deliveryMail, type MailAddresses } from './delivery-mail.ts';
import type { BegunDelivery } from './delivery-store.ts';
import { digestSections } from './digest-sections.ts';
import type { Digest } from './digest-store.ts';
import { type DigestTexts, digestTexts } from './letters/digest-texts.ts';

/** Digests whose cards are kept at once; more are seldom under way. */
const keptDigests = 4;
/** After this time an admin's changes to papers show in mails not sent yet. */
const keptMs = 60_000;

type Kept = {
  since: number;
  /** Null: hidden or gone. */
  card: (id: number) => Promise<PaperCard | null>;
  digest: () => Promise<Digest | null>;
  texts: () => Promise<DigestTexts>;
};

/** Keeps cards over jobs. Memory grows with the papers of a digest, not with its readers. */
export function createDigestCards(
  stores: Pick<Stores, 'deliveries' | 'digests' | 'subjects'>,
  addresses: MailAddresses,
  markdown: RenderMarkdown,
  now: Clock,
): DigestCards {
  const retained = keepRecent<number, Kept>(keptDigests);
  const subjects = createSubjectCache(stores.subjects, now);

  function open(digestId: number): Kept {
    const cards = new Map<number, Promise<PaperCard | null>>();
    const digest = once(() => stores.digests.byId(digestId));
    const load = coalesce<number, PaperCard | null>(1_000, async (ids) => {
      const carried = (await digest())?.carried ?? null;
      const cards = await stores.digests.papersOf(digestId, ids);
      const found = new Map(cards.map((one) => [one.paper.id, notedCard(carried, one)]));
      return ids.map((id) => found.get(id) ?? null);
    });
    return {
      since: now().getTime(),
      digest,
      texts: once(async () => digestTexts(markdown, await digest())),
      card(id) {
        const loading = cards.get(id) ?? load(id);
        cards.set(id, loading);
        return loading;
      },
    };
  }

  function digest(digestId: number): Kept {
    const found = retained.peek(digestId);
    if (found !== undefined && now().getTime() - found.since < keptMs) return found;
    const opened = open(digestId);
    retained.set(digestId, opened);
    return opened;
  }

  async function kept<T>(digestId: number, read: (from: Kept) => Promise<T>): Promise<T> {
    const from = digest(digestId);
    try {
      return await read(from);
    } catch (error) {
      // A failed query must not be kept.
      if (retained.peek(digestId) === from) retained.forget(digestId);
      throw error;
    }
  }
  const texts = (digestId: number) => kept(digestId, (from) => from.texts());
  const carriedBy = async (digestId: number) =>
    (await kept(digestId, (from) => from.digest()))?.carried ?? null;

  async function papers(digestId: number, paperIds: readonly number[], subjectIds: readonly number[]) {
    const cards = await kept(digestId, (from) => Promise.all(paperIds.map((id) => from.card(id))));
    return cards.flatMap((card, index) =>
      card === null ? [] : [{ card, subjectId: subjectIds[index] ?? 0 }],
    );
  }

  async function silentSince(subscriberId: number, asOf: Date): Promise<Date | null> {
    return (await stores.deliveries.silentSince([subscriberId], asOf)).get(subscriberId) ?? null;
  }

  return {
    async sections({ digestId, subscriberId, paperIds, subjectIds }, language) {
      const [found, names] = await Promise.all([
        papers(digestId, paperIds, subjectIds),
        subjects(subjectIds),
      ]);
      const voteLinks = (paperId: number) => addresses.links.feedback(subscriberId, paperId);
      return digestSections(found, sourceNames(await carriedBy(digestId), names), voteLinks, language);
    },
    async mailFor(delivery) {
      const { digestId, subscriberId, paperIds, subjectIds, followed } = delivery;
      const [found, names] = await Promise.all([
        papers(digestId, paperIds, subjectIds),
        subjects([...subjectIds, ...followed]),
      ]);
      if (paperIds.length > 0) {
        const words = delivery.introduced ? (await texts(digestId)).words(delivery.language) : null;
        const carried = await carriedBy(digestId);
        return deliveryMail(addresses, delivery, found, names, null, { words, carried });
      }
      const letter = (await texts(digestId)).letter();
      const silent = letter === null ? await silentSince(subscriberId, delivery.asOf) : null;
      return deliveryMail(addresses, delivery, found, names, silent, { letter });
    },
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
  /** The mail of a delivery; without papers it is an announcement, or the note on quiet days. */
  mailFor(delivery: BegunDelivery): Promise<AnnouncementMail | DigestMail | QuietMail>;
};
