import { changeSaved } from '../../../app/interests/change-saved.ts';
import { DomainError } from '../../../domain/errors.ts';
import { readSaved } from '../../../domain/papers/saved/saved-list.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { readerBehind } from '../signed-links.ts';
import { keptModel, keptPage } from './kept-models.ts';
import { askedChange, browsersList, giveBrowser, keptList, savedPapers } from './saved-list.ts';
import { NamedPapers } from './saved-routes.ts';

type Token = { Params: { token: string } };

/**
 * The list that is kept with a subscription, behind a link that opens nothing else. What the browser keeps, and what
 * the address names because it was sent along, is offered and added by a press alone.
 */
export function keptRoutes(app: App, options: HttpOptions, pages: Pages): void {
  const { deps, publicUrl } = options;

  app.get<Token & { Querystring: { papers?: string } }>(
    '/saved/:token',
    { schema: { querystring: NamedPapers } },
    async (request, reply) => {
      const reader = await readerBehind(deps, 'saved', request);
      const { language } = request;
      const list = await keptList(options, reader.id);
      const others = new Set([...readSaved(request.query.papers ?? ''), ...browsersList(request)]);
      for (const id of list) others.delete(id);
      const model = keptModel({
        action: `/saved/${request.params.token}`,
        papers: await savedPapers(options, list),
        offered: await savedPapers(options, [...others]),
        feedHref: deps.links.savedFeed(reader.id),
        publicUrl,
        language,
      });
      return pages.show(request, reply, keptPage, model, { title: language.pages.cards.keptPapers });
    },
  );

  app.post<Token>('/saved/:token', async (request, reply) => {
    const { id } = await readerBehind(deps, 'saved', request);
    const { added, removed } = await askedChange(options, request.body);
    if (removed.length === 0 && added.length === 0)
      throw new DomainError('not_found', 'There is no such paper here.');
    await changeSaved(deps, id, { added, removed });
    // Otherwise it would be offered again at once.
    const browsers = browsersList(request);
    if (browsers.some((one) => removed.includes(one)))
      giveBrowser(
        reply,
        browsers.filter((one) => !removed.includes(one)),
        publicUrl,
      );
    return reply.redirect(`/saved/${request.params.token}`, 303);
  });
}
