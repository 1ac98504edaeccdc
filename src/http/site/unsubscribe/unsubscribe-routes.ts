import { comeBack, wayBack } from '../../../app/subscribers/come-back.ts';
import { unsubscribe } from '../../../app/subscribers/unsubscribe.ts';
import { confirmationHours } from '../../../domain/subscribers/consent.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { comeBackModel } from '../come-back.ts';
import { subscriberIdOf } from '../signed-links.ts';
import { readConfirmedModel } from '../subscribe/read-confirmed.ts';
import { confirmedPage, subscribedPage } from '../subscribe/subscribe-models.ts';
import type { UnsubscribedModel } from './unsubscribe-models.ts';
import { unsubscribedPage, unsubscribePage } from './unsubscribe-models.ts';

type Token = { Params: { token: string } };

/**
 * Unsubscribing, and undoing it. GET only shows a button, since scanners fetch every link; POST unsubscribes, whether
 * it comes from that button or from a mail program (RFC 8058), in whatever encoding, without cookie and without
 * redirect. Undoing has an address of its own, which stands in no mail: nothing but the button of this page posts
 * there.
 */
export function unsubscribeRoutes(app: App, options: HttpOptions, pages: Pages): void {
  const { deps } = options;
  const { stores, now } = deps;

  // A mail program may post urlencoded or multipart; nothing of the body is needed but which of the two asked.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 64 * 1024 }, (_request, body, done) =>
    done(null, body),
  );

  /** For somebody who is not active; null: erased. */
  async function unsubscribed(subscriberId: number, token: string): Promise<UnsubscribedModel> {
    const subscriber = await stores.subscribers.byId(subscriberId);
    if (subscriber === null) return { comeBack: null };
    const way = await wayBack(stores, subscriber, now());
    return { comeBack: comeBackModel(way, `/unsubscribe/${token}/undo`, subscriber.timezone) };
  }
  const done = { title: 'You are unsubscribed' };

  app.get<Token>('/unsubscribe/:token', async (request, reply) => {
    const { token } = request.params;
    const subscriberId = subscriberIdOf(deps, 'unsubscribe', token);
    const subscriber = await stores.subscribers.byId(subscriberId);
    if (subscriber?.status === 'unsubscribed')
      return pages.show(request, reply, unsubscribedPage, await unsubscribed(subscriberId, token), done);
    const model = { action: `/unsubscribe/${token}` };
    return pages.show(request, reply, unsubscribePage, model, { title: 'Unsubscribe' });
  });

  app.post<Token>('/unsubscribe/:token', async (request, reply) => {
    const { token } = request.params;
    const subscriberId = subscriberIdOf(deps, 'unsubscribe', token);
    const oneClick = typeof request.body === 'string' && request.body.includes('One-Click');
    await unsubscribe(deps, { subscriberId, means: oneClick ? 'one-click' : 'page' });
    return pages.show(request, reply, unsubscribedPage, await unsubscribed(subscriberId, token), done);
  });

  app.post<Token>('/unsubscribe/:token/undo', async (request, reply) => {
    const subscriberId = subscriberIdOf(deps, 'unsubscribe', request.params.token);
    const came = await comeBack(deps, {
      subscriberId,
      means: 'unsubscribe page',
      clientIp: request.client.address,
    });
    if (came.done === 'asked')
      return pages.show(
        request,
        reply,
        subscribedPage,
        { validHours: confirmationHours, sent: null, unknownZone: null },
        { title: 'Check your inbox' },
      );
    const model = await readConfirmedModel(deps, came.subscriber, { already: false, undone: true });
    return pages.show(request, reply, confirmedPage, model, { title: 'You are subscribed again' });
  });
}
