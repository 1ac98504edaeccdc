import type { Topic } from './topic.ts';

/** Why a paper is in a digest, in words that the reader can check. */
export function reasonInWords(topic: Pick<Topic, 'kind' | 'slug' | 'name'> | null, upvotes: number): string {
  const place =
    topic === null
      ? 'trending in all fields'
      : `in ${topic.kind === 'curated' ? topic.name : topic.slug}, which you follow`;
  if (upvotes === 0) return place;
  return `${place} · ${upvotes} ${upvotes === 1 ? 'upvote' : 'upvotes'}`;
}
