import { type NextDigests, openNextDigests } from '../../../app/digests/next-digests.ts';
import { turnFeed } from '../../../app/subscribers/preferences/turn-feed.ts';
import { DomainError } from '../../../domain/errors.ts';
import { sendOwnFeed } from '../../conditional.ts';
import type { App, HttpOptions } from '../../options.ts';
import { atom } from '../feeds/feed-documents.ts';
import { inOwnLanguage, readerBehind, unknownLink } from '../signed-links.ts';

type Token = { Params: { token: string } };

/** Feed readers ask a few times an hour; each time takes the work of planning one reader's digest. */
const aFewTimes = { config: { rateLimit: { max: 30, timeWindow: '1 minute' } } };

/**
 * What a reader would get now, as an Atom feed with an address that is good for nothing else and that its reader can
 * end. Its papers have the ids that they have in every feed, and nothing in it leads to the subscription.
 */
export function nextFeedRoutes(app: App, { deps, publicUrl }: HttpOptions): void {
  const next: NextDigests = openNextDigests(deps);

  app.get<Token>('/next-feed/:token', aFewTimes, async (request, reply) => {
    const { token } = request.params;
    const link = deps.links.readNextFeed(token);
    if (link === null) throw unknownLink();
    const { subscriberId } = link;
    const subscriber = inOwnLanguage(request, await deps.stores.subscribers.byId(subscriberId));
    const { language } = request;
    if (link.turn !== (await deps.stores.ownFeeds.feedTurnOf(subscriberId)))
      throw new DomainError('gone', 'This feed has another address by now. It is on the preferences page.');
    if (subscriber.status !== 'active')
      throw new DomainError('gone', 'No digest comes at present, so this feed has ended.');
    const { chosen } = await next.of(subscriberId);
    const body = atom(chosen, {
      publicUrl,
      ids: deps.feedIds,
      path: `/next-feed/${token}`,
      page: '/',
      title: `${deps.brand.last().name}: ${language.pages.preferences.ownFeed}`,
      picture: null,
      language: language.tag,
      now: subscriber.lastDigestAt ?? subscriber.createdAt,
    });
    return sendOwnFeed(request, reply, body);
  });

  app.post<Token>('/preferences/:token/feed', async (request, reply) => {
    const { id } = await readerBehind(deps, 'preferences', request);
    await turnFeed(deps, id);
    return reply.redirect(`/preferences/${request.params.token}#feed`, 303);
  });
}
