/** `archive` and `category` are arXiv's own; `curated` is a saved query over title and abstract. */
export const topicKinds = ['archive', 'category', 'curated'] as const;

export type TopicKind = (typeof topicKinds)[number];

export type TopicRef = { id: number; slug: string; name: string };

/** An entry of the catalogue that people can follow. */
export type Topic = TopicRef & {
  kind: TopicKind;
  /** The heading under which the catalogue lists it, for instance "Computer Science". */
  group: string;
  description: string;
  /** A curated topic's query, in the syntax that `wordQuery` reads; null for arXiv's own. */
  query: string | null;
  /** Not offered any more; who follows it keeps it. */
  retired: boolean;
};

/** A topic as the catalogue in the code defines it, before it has an id. */
export type CatalogueTopic = Omit<Topic, 'id' | 'retired'>;
