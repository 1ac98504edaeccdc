import { unsubscribe } from '../../app/unsubscribe.ts';
import type { App, HttpOptions } from '../options.ts';
import type { Pages } from './page.ts';
import { subscriberIdOf } from './view-routes.ts';

type Token = { Params: { token: string } };

/**
 * Unsubscribing. GET only shows a button, since scanners fetch every link; POST unsubscribes, whether it comes from
 * that button or from a mail program (RFC 8058), in whatever encoding, without cookie and without redirect.
 */
export function unsubscribePages(app: App, options: HttpOptions, pages: Pages): void {
  const { deps } = options;

  // A mail program may post urlencoded or multipart; nothing of the body is needed but which of the two asked.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 64 * 1024 }, (_request, body, done) =>
    done(null, body),
  );

  app.get<Token>('/unsubscribe/:token', async (request, reply) => {
    const { token } = request.params;
    const subscriberId = subscriberIdOf(options, 'unsubscribe', token);
    const model = { action: `/unsubscribe/${token}`, preferencesHref: deps.links.preferences(subscriberId) };
    return pages.show(request, reply, 'unsubscribe', model, { title: 'Unsubscribe' });
  });

  app.post<Token>('/unsubscribe/:token', async (request, reply) => {
    const subscriberId = subscriberIdOf(options, 'unsubscribe', request.params.token);
    const oneClick = typeof request.body === 'string' && request.body.includes('One-Click');
    await unsubscribe(deps, { subscriberId, means: oneClick ? 'one-click' : 'page' });
    const model = { preferencesHref: deps.links.preferences(subscriberId), subscribeHref: deps.links.home() };
    return pages.show(request, reply, 'unsubscribed', model, { title: 'You are unsubscribed' });
  });
}
