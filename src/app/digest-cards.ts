import { reasonInWords } from '../domain/reason.ts';
import type { Topic } from '../domain/topic.ts';
import type { BegunDelivery, Deps, DigestMail, PaperCard } from './ports.ts';

/** The papers and topics of one digest, read once, from which each reader's mail is put together. */
export type DigestCards = {
  cards(paperIds: readonly number[], topicIds: readonly number[]): Promise<PaperCard[]>;
  mailFor(delivery: BegunDelivery): Promise<DigestMail>;
};

/** The cards of a planned digest: papers with the upvotes they had when it was planned. */
export function digestCards(deps: Pick<Deps, 'stores' | 'links'>, digestId: number): DigestCards {
  let loaded: Promise<Awaited<ReturnType<typeof load>>> | null = null;
  async function load() {
    const [papers, topics] = await Promise.all([
      deps.stores.digests.papersOf(digestId),
      deps.stores.topics.list(),
    ]);
    return {
      papers: new Map(papers.map(({ paper, upvotes }) => [paper.id, { paper, upvotes }])),
      topics: new Map(topics.map((topic) => [topic.id, topic])),
    };
  }
  const read = () => {
    loaded ??= load();
    return loaded;
  };

  async function cards(paperIds: readonly number[], topicIds: readonly number[]): Promise<PaperCard[]> {
    const { papers, topics } = await read();
    return paperIds.flatMap((id, index) => {
      const found = papers.get(id);
      if (found === undefined) return [];
      return { ...found, reason: reasonInWords(topics.get(topicIds[index] ?? 0) ?? null, found.upvotes) };
    });
  }

  return {
    cards,
    async mailFor(delivery) {
      const { topics } = await read();
      return digestMail(deps, delivery, await cards(delivery.paperIds, delivery.topicIds), topics);
    },
  };
}

/** One reader's mail from its cards. */
export function digestMail(
  deps: Pick<Deps, 'links'>,
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
      unsubscribe: deps.links.unsubscribe(delivery.subscriberId),
      preferences: deps.links.preferences(delivery.subscriberId),
      view: deps.links.view(delivery.id),
    },
  };
}
