import { sendOwnFeed } from '../../conditional.ts';
import type { App, HttpOptions } from '../../options.ts';
import { keptList, savedPapers } from '../saved/saved-list.ts';
import { readerBehind } from '../signed-links.ts';
import { atom } from './feed-documents.ts';

/** The list of papers that is kept with a subscription, at an address that is good for nothing else. */
export function keptFeedRoutes(app: App, options: HttpOptions): void {
  const { deps, publicUrl } = options;
  app.get<{ Params: { token: string } }>('/saved-feed/:token', async (request, reply) => {
    const reader = await readerBehind(deps, 'saved-feed', request);
    const { language } = request;
    const body = atom(await savedPapers(options, await keptList(options, reader.id)), {
      publicUrl,
      ids: deps.feedIds,
      path: `/saved-feed/${request.params.token}`,
      page: '/',
      title: `${deps.brand.last().name}: ${language.pages.cards.savedPapers}`,
      picture: null,
      language: language.tag,
      now: reader.createdAt,
    });
    return sendOwnFeed(request, reply, body);
  });
}
