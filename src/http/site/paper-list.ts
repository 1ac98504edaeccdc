import Type from 'typebox';
import type { Deps } from '../../app/deps.ts';
import type { Topic } from '../../domain/catalogue/topic.ts';
import { DomainError } from '../../domain/errors.ts';
import { type Window, windows } from '../../domain/ranking/trending.ts';
import { WindowSchema } from '../schemas/common.ts';

const perPage = 25;

/** With time alone papers come into the window of a list and leave it: so late a page that is kept may be. */
export const listKeptMs = 60_000;

/** What an address says of the part of a list. */
export const listQuery = {
  window: Type.Optional(WindowSchema),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  view: Type.Optional(Type.Literal('compact')),
};

type Asked = {
  window: Window | undefined;
  topicId: number | null;
  query: string | null;
  /** Whose searches a search counts as (`askerOf`). */
  asker: string | null;
  page: number;
};

/**
 * The asked window's papers; when none was asked for, those of the shortest one that has any, so that a weekend or a
 * quiet topic does not show an empty page.
 */
export async function listPapers(
  deps: Pick<Deps, 'stores' | 'now'>,
  { window, topicId, query, asker, page }: Asked,
  limit = perPage,
) {
  const now = deps.now();
  const find = async (span: Window | null) => ({
    ...(await deps.stores.papers.trending({ window: span, topicId, query, asker, now, page, limit })),
    window: span,
    page,
    limit,
  });
  if (window !== undefined) return await find(window);
  if (query === null) {
    for (const span of windows) {
      const found = await find(span);
      if (found.total > 0) return found;
    }
  }
  return await find(null);
}

/** The topic at an address. Rejects with `not_found`. */
export async function topicBySlug({ knownTopics }: Pick<Deps, 'knownTopics'>, slug: string): Promise<Topic> {
  const topic = await knownTopics.bySlug(slug);
  if (topic === null)
    throw new DomainError('not_found', 'There is no such topic. The catalogue lists them all.');
  return topic;
}
