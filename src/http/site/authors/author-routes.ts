import Type from 'typebox';
import type { Deps } from '../../../app/deps.ts';
import { DomainError } from '../../../domain/errors.ts';
import { authorKey, keyedName } from '../../../domain/papers/author-name.ts';
import { askerOf } from '../../asker.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import type { SendKept } from '../../page-cache.ts';
import { filled } from '../../say.ts';
import { listKeptMs } from '../paper-list.ts';
import { subscribeFormModel } from '../subscribe-form.ts';
import { authorModel, authorOffers, authorPage } from './author-models.ts';

const perPage = 25;

/** A name in an address: as long as the router takes. */
export const AuthorParams = Type.Object({ id: Type.String({ maxLength: 300 }) });

/** The key that an address means; null: that is what it says itself. Rejects with `not_found` for what is no name. */
export function otherKey(id: string): string | null {
  const key = authorKey(keyedName(id));
  if (key === null) throw unknownAuthor();
  return key === id ? null : key;
}

const unknownAuthor = () =>
  new DomainError(
    'not_found',
    'No paper here has an author of this name. You can search for papers instead.',
  );

/** The author with that key. Rejects with `not_found`. */
export async function authorByKey(
  { stores, now }: Pick<Deps, 'stores' | 'now'>,
  key: string,
  asker: string | null,
) {
  const author = await stores.authors.authorOf(key, { now: now(), asker });
  if (author === null) throw unknownAuthor();
  return author;
}

/** Authors by their names: the same for everybody, and so kept as they are sent. */
export function authorRoutes(app: App, { deps }: HttpOptions, pages: Pages, sendKept: SendKept): void {
  app.get(
    '/authors/:id',
    {
      compress: false,
      schema: {
        params: AuthorParams,
        querystring: Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })) }),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { page = 1 } = request.query;
      const { language } = request;
      const words = language.pages.papers.author;
      const other = otherKey(id);
      if (other !== null) return reply.redirect(`/authors/${encodeURIComponent(other)}`, 301);
      const path = `/authors/${encodeURIComponent(id)}`;
      const make = async () => {
        const author = await authorByKey(deps, id, askerOf(request));
        const shown = author.papers.slice((page - 1) * perPage, page * perPage).map((paper) => paper.id);
        const [papers, topics] = await Promise.all([
          deps.stores.papers.byIds(shown),
          deps.knownTopics.list(),
        ]);
        const subscribe = subscribeFormModel({
          now: deps.now(),
          language,
          form: 'author',
          topics,
          offers: authorOffers(author.name, language),
          heading: filled(words.getNew, { name: author.name }),
        });
        const model = authorModel({ key: id, author, papers, page, limit: perPage, subscribe, language });
        return pages.html(request, authorPage, model, {
          title: page === 1 ? author.name : filled(words.pageTitle, { name: author.name, page }),
          description: filled(words.description, { name: author.name }),
          canonical: page === 1 ? path : `${path}?page=${page}`,
          feeds: [{ href: `${path}/feed.xml`, title: `${deps.brand.last().name}: ${author.name}` }],
        });
      };
      return await sendKept(request, reply, { key: `${path} ${page}`, make, longestMs: listKeptMs });
    },
  );
}
