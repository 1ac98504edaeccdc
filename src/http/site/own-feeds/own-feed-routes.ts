import type { Deps } from '../../../app/deps.ts';
import type { Topic } from '../../../domain/catalogue/topic.ts';
import { languageOf } from '../../../domain/languages/index.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { type About, queryInQuotes } from '../../../domain/papers/subject.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { authorHref, topicHref } from '../../forms/list-models.ts';
import type { App, HttpOptions } from '../../options.ts';
import { placeHref } from '../paper-list-models.ts';
import { readerBehind } from '../signed-links.ts';
import { type FollowedFeed, opml } from './opml.ts';

type Token = { Params: { token: string } };

/** Where a page of the site has its feed. */
function feedOf(title: string, page: string): { title: string; page: string; feed: string } {
  const [path = '', query] = page.split('?', 2);
  const feed = `${path === '/' ? '' : path}/feed.xml${query === undefined ? '' : `?${query}`}`;
  return { title, page, feed };
}

/** The feed of one thing that is followed; null for papers like one, which have none, and for what is gone. */
function feedOfInterest(
  about: About,
  topics: ReadonlyMap<number, Topic>,
  language: Language,
): ReturnType<typeof feedOf> | null {
  switch (about.kind) {
    case 'topic': {
      const topic = topics.get(about.topicId);
      return topic === undefined ? null : feedOf(topic.name, topicHref(topic.slug));
    }
    case 'query': {
      const page = placeHref({ path: '/', window: null, q: about.query, topic: null });
      return feedOf(queryInQuotes(about.query, language), page);
    }
    case 'author': {
      const page = authorHref(about.author);
      return page === null ? null : feedOf(about.author, page);
    }
    case 'paper':
      return null;
  }
}

/** What a reader follows as feeds; who follows nothing has that of all fields. */
async function followedFeeds(
  { knownTopics, brand }: Pick<Deps, 'knownTopics' | 'brand'>,
  { interests, language }: Subscriber,
  publicUrl: string,
): Promise<FollowedFeed[]> {
  const topics = new Map((await knownTopics.list()).map((topic) => [topic.id, topic]));
  const feeds =
    interests.length === 0
      ? [feedOf(brand.last().name, '/')]
      : interests.flatMap((one) => feedOfInterest(one, topics, languageOf(language)) ?? []);
  return feeds.map(({ title, page, feed }) => ({
    title,
    page: `${publicUrl}${page}`,
    feed: `${publicUrl}${feed}`,
  }));
}

/** All that a reader follows, as a list of public feeds for a feed reader: nothing in it says whose it is. */
export function ownFeedRoutes(app: App, { deps, publicUrl }: HttpOptions): void {
  app.get<Token>('/preferences/:token/feeds.opml', async (request, reply) => {
    const feeds = await followedFeeds(deps, await readerBehind(deps, 'preferences', request), publicUrl);
    return reply
      .type('text/x-opml; charset=utf-8')
      .header('content-disposition', 'attachment; filename="feeds.opml"')
      .send(opml(deps.brand.last().name, feeds, deps.now()));
  });
}
