import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { DomainError } from '../../../domain/errors.ts';
import type { Paper } from '../../../domain/papers/paper.ts';
import { mostSaved, readSaved, savedAsText } from '../../../domain/papers/saved/saved-list.ts';
import { field, fields } from '../../forms/form-body.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { savedModel, savedPage } from './saved-models.ts';

/** Read and written by static/cards.js too. */
const cookie = 'offprint-saved';
/** A year, in seconds: as long as browsers keep a cookie at most, or nearly. */
const keptFor = 31_536_000;

function listOf({ cookies }: FastifyRequest): number[] {
  return readSaved(cookies[cookie] ?? '');
}

/** The papers of a list, in its order, less those that nobody may see. */
export async function savedPapers(
  { stores }: Pick<HttpOptions['deps'], 'stores'>,
  list: readonly number[],
): Promise<Paper[]> {
  const found = await stores.papers.byIds(list);
  return found.filter(({ hidden }) => !hidden);
}

/**
 * Papers that a reader has set aside. The list is kept by the reader's browser, in a cookie with nothing but the
 * numbers of the papers, so that it works without a script and nobody needs an account; here nothing of it is stored.
 * The same list in an address (`?papers=12.7`) is for other browsers and for feed readers.
 */
export function savedRoutes(app: App, { deps, publicUrl }: HttpOptions, pages: Pages): void {
  app.get(
    '/saved',
    { schema: { querystring: Type.Object({ papers: Type.Optional(Type.String({ maxLength: 1_000 })) }) } },
    async (request, reply) => {
      const { language } = request;
      const named = request.query.papers;
      const list = named === undefined ? listOf(request) : readSaved(named);
      const papers = await savedPapers(deps, list);
      const model = savedModel({ papers, shared: named !== undefined, publicUrl, language });
      return pages.show(request, reply, savedPage, model, {
        title: named === undefined ? language.pages.cards.savedPapers : language.pages.cards.sharedList,
        noindex: true,
      });
    },
  );

  app.post('/saved', async (request, reply) => {
    // Another site has no business with a reader's list.
    if (request.headers['sec-fetch-site'] === 'cross-site')
      throw new DomainError('forbidden', 'Save papers on this site itself.');
    const list = listOf(request);
    const removed = readSaved(field(request.body, 'remove'));
    const added = readSaved(fields(request.body, 'paper').join('.'));
    const known = added.length === 0 ? [] : await savedPapers(deps, added);
    if (removed.length === 0 && known.length === 0)
      throw new DomainError('not_found', 'There is no such paper here.');
    const kept = [...new Set([...known.map(({ id }) => id), ...list])].filter((id) => !removed.includes(id));
    return reply
      .setCookie(cookie, savedAsText(kept.slice(0, mostSaved)), {
        path: '/',
        maxAge: keptFor,
        sameSite: 'lax',
        secure: publicUrl.startsWith('https://'),
      })
      .redirect('/saved', 303);
  });
}
