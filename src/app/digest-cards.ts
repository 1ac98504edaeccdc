import { reasonInWords } from '../domain/reason.ts';
import type { Topic } from '../domain/topic.ts';
import { coalesce } from './coalesce.ts';
import type {
  BegunDelivery,
  Clock,
  DigestCards,
  DigestMail,
  Links,
  PaperCard,
  ReturnPaths,
  Stores,
} from './ports.ts';

/** Digests whose cards are kept at once; more are seldom under way. */
const keptDigests = 4;
/** After this time an admin's changes to papers show in mails not sent yet. */
const keptMs = 60_000;

/** What makes the addresses in and on a mail. */
type MailAddresses = { links: Links; returnPaths: ReturnPaths };

type Found = { paper: PaperCard['paper']; upvotes: number };
type Kept = {
  since: number;
  topics: Promise<ReadonlyMap<number, Topic>>;
  /** Null: hidden or gone. */
  paper: (id: number) => Promise<Found | null>;
  cards: Map<string, PaperCard>;
};

/** Keeps cards over jobs. Memory grows with the papers of a digest, not with its readers. */
export function createDigestCards(
  stores: Pick<Stores, 'digests' | 'topics'>,
  addresses: MailAddresses,
  now: Clock,
): DigestCards {
  const kept = new Map<number, Kept>();

  function open(digestId: number): Kept {
    const papers = new Map<number, Promise<Found | null>>();
    const load = coalesce<number, Found | null>(1_000, async (ids) => {
      const found = new Map((await stores.digests.papersOf(digestId, ids)).map((one) => [one.paper.id, one]));
      return ids.map((id) => found.get(id) ?? null);
    });
    return {
      since: now().getTime(),
      topics: stores.topics.list().then((list) => new Map(list.map((topic) => [topic.id, topic]))),
      cards: new Map(),
      paper(id) {
        const loading = papers.get(id) ?? load(id);
        papers.set(id, loading);
        return loading;
      },
    };
  }

  function digest(digestId: number): Kept {
    const found = kept.get(digestId);
    if (found !== undefined && now().getTime() - found.since < keptMs) return found;
    const opened = open(digestId);
    kept.delete(digestId);
    kept.set(digestId, opened);
    // A failed query must not be kept.
    opened.topics.catch(() => kept.delete(digestId));
    for (const [oldest] of kept) if (kept.size > keptDigests) kept.delete(oldest);
    return opened;
  }

  async function cards(
    digestId: number,
    paperIds: readonly number[],
    topicIds: readonly number[],
  ): Promise<PaperCard[]> {
    const from = digest(digestId);
    try {
      const topics = await from.topics;
      const found = await Promise.all(
        paperIds.map(async (paperId, index) => {
          const topicId = topicIds[index] ?? 0;
          const key = `${paperId} ${topicId}`;
          const known = from.cards.get(key);
          if (known !== undefined) return known;
          const paper = await from.paper(paperId);
          if (paper === null) return [];
          const card = from.cards.get(key) ?? {
            ...paper,
            reason: reasonInWords(topics.get(topicId) ?? null, paper.upvotes),
          };
          from.cards.set(key, card);
          return card;
        }),
      );
      return found.flat();
    } catch (error) {
      if (kept.get(digestId) === from) kept.delete(digestId);
      throw error;
    }
  }

  return {
    cards,
    async mailFor(delivery) {
      const [papers, topics] = await Promise.all([
        cards(delivery.digestId, delivery.paperIds, delivery.topicIds),
        digest(delivery.digestId).topics,
      ]);
      return digestMail(addresses, delivery, papers, topics);
    },
  };
}

/** One reader's mail from its cards. */
export function digestMail(
  { links, returnPaths }: MailAddresses,
  delivery: BegunDelivery,
  cards: PaperCard[],
  topics: ReadonlyMap<number, Topic>,
): DigestMail {
  return {
    kind: 'digest',
    to: delivery.email,
    messageId: delivery.messageId,
    date: delivery.asOf,
    digestId: delivery.digestId,
    cadence: delivery.cadence,
    timezone: delivery.timezone,
    topics: delivery.followed.flatMap((id) => topics.get(id)?.name ?? []),
    papers: cards,
    links: {
      unsubscribe: links.unsubscribe(delivery.subscriberId),
      preferences: links.preferences(delivery.subscriberId),
      view: links.view(delivery.id),
    },
    returnPath: returnPaths.of({ kind: 'digest', deliveryId: delivery.id }),
  };
}
