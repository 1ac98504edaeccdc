import type { FieldError } from '../../../domain/errors.ts';
import { readTag } from '../../../domain/subscribers/tag.ts';
import type { Stores } from '../../persistence.ts';

// What narrows the audience of a digest, as it was asked for.

/** The ids of topics by their slugs; one that is not there goes to `errors`. */
export async function readTopics(
  stores: Pick<Stores, 'topics'>,
  asked: readonly string[],
  errors: FieldError[],
): Promise<number[]> {
  const slugs = [...new Set(asked)];
  const topics = slugs.length === 0 ? [] : await stores.topics.bySlugs(slugs);
  for (const slug of slugs) {
    const known = topics.some((topic) => topic.slug.toLowerCase() === slug.toLowerCase());
    if (!known)
      errors.push({
        field: 'topics',
        message: `there is no topic "${slug.slice(0, 60)}"; /topics lists them all`,
      });
  }
  return topics.map(({ id }) => id);
}

/** The ids of tags by their names; one that is not there goes to `errors`. */
export async function readTagIds(
  stores: Pick<Stores, 'tags'>,
  names: readonly string[],
  errors: FieldError[],
): Promise<number[]> {
  const ids = new Set<number>();
  for (const name of names) {
    const read = readTag(name);
    const found = 'wrong' in read ? null : await stores.tags.tagByKey(read.tag.key);
    if (found === null) errors.push({ field: 'tags', message: `there is no tag "${name.slice(0, 60)}"` });
    else ids.add(found.id);
  }
  return [...ids];
}
