import Type from 'typebox';
import type { Deps } from '../../../app/deps.ts';
import { DomainError } from '../../../domain/errors.ts';
import { type Collection, isCollectionSlug } from '../../../domain/papers/collection.ts';
import { collectionHref } from '../../forms/list-models.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import type { SendKept } from '../../page-cache.ts';
import { listKeptMs } from '../paper-list.ts';
import { subscribeFormModel } from '../subscribe-form.ts';
import { collectionModel, collectionPage, collectionsModel, collectionsPage } from './collection-models.ts';

export const SlugParams = Type.Object({ slug: Type.String({ maxLength: 100 }) });

/** The published collection at an address. Rejects with `not_found`. */
export async function publishedCollection(
  { stores }: Pick<Deps, 'stores'>,
  slug: string,
): Promise<Collection> {
  const found = isCollectionSlug(slug) ? await stores.collections.bySlug(slug) : null;
  if (found === null || found.publishedAt === null)
    throw new DomainError('not_found', 'There is no such collection.');
  return found;
}

/** Editors' collections: the same for everybody, and so kept as they are sent. */
export function collectionRoutes(app: App, { deps }: HttpOptions, pages: Pages, sendKept: SendKept): void {
  app.get('/collections', { compress: false }, (request, reply) => {
    const { language } = request;
    const { collectionsHeading, collectionsLead } = language.pages.digests;
    const make = async () => {
      const model = collectionsModel(await deps.stores.collections.listPublished(), language);
      return pages.html(request, collectionsPage, model, {
        title: collectionsHeading,
        description: collectionsLead,
        canonical: '/collections',
      });
    };
    return sendKept(request, reply, { key: '/collections', make });
  });

  app.get('/collections/:slug', { compress: false, schema: { params: SlugParams } }, (request, reply) => {
    const { slug } = request.params;
    const { language } = request;
    const make = async () => {
      const collection = await publishedCollection(deps, slug);
      const [papers, topics] = await Promise.all([
        deps.stores.collections.papersOf(collection.id, 'visible'),
        deps.knownTopics.list(),
      ]);
      const subscribe = subscribeFormModel({
        now: deps.now(),
        language,
        form: `collection:${slug}`,
        topics,
        chosen: [],
      });
      const { name, description } = collection;
      const path = collectionHref(slug);
      const model = collectionModel({ collection, papers, subscribe, language });
      return pages.html(request, collectionPage, model, {
        title: name,
        description: description || language.pages.digests.collectionsLead,
        canonical: path,
        feeds: [{ href: `${path}/feed.xml`, title: `${deps.brand.last().name}: ${name}` }],
      });
    };
    return sendKept(request, reply, { key: collectionHref(slug), make, longestMs: listKeptMs });
  });
}
