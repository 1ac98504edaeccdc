import type { FastifyReply, FastifyRequest } from 'fastify';
import { comeBack, wayBack } from '../../../app/subscribers/come-back.ts';
import { unsubscribe } from '../../../app/subscribers/unsubscribe.ts';
import { languageOf } from '../../../domain/languages/index.ts';
import { confirmationHours } from '../../../domain/subscribers/consent.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { comeBackModel } from '../come-back.ts';
import { subscriberIdOf } from '../signed-links.ts';
import { readConfirmedModel } from '../subscribe/read-confirmed.ts';
import { confirmedPage, subscribedPage } from '../subscribe/subscribe-models.ts';
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

  /** Whose link it is; null: erased. From here on the answer is in their language. */
  async function reader(
    request: FastifyRequest<Token>,
  ): Promise<{ id: number; subscriber: Subscriber | null }> {
    const id = subscriberIdOf(deps, 'unsubscribe', request.params.token);
    const subscriber = await stores.subscribers.byId(id);
    if (subscriber !== null) request.language = languageOf(subscriber.language);
    return { id, subscriber };
  }

  const showDone = async (
    request: FastifyRequest<Token>,
    reply: FastifyReply,
    subscriber: Subscriber | null,
  ) => {
    const { language, params } = request;
    const way = subscriber === null ? null : await wayBack(stores, subscriber, now());
    const action = `/unsubscribe/${params.token}/undo`;
    const model = { comeBack: comeBackModel(way, action, subscriber?.timezone ?? 'UTC', language) };
    return pages.show(request, reply, unsubscribedPage, model, {
      title: language.pages.unsubscribe.doneHeading,
    });
  };

  app.get<Token>('/unsubscribe/:token', async (request, reply) => {
    const { subscriber } = await reader(request);
    if (subscriber?.status === 'unsubscribed') return await showDone(request, reply, subscriber);
    const model = { action: `/unsubscribe/${request.params.token}` };
    const title = request.language.pages.unsubscribe.heading;
    return pages.show(request, reply, unsubscribePage, model, { title });
  });

  app.post<Token>('/unsubscribe/:token', async (request, reply) => {
    const { id: subscriberId } = await reader(request);
    const oneClick = typeof request.body === 'string' && request.body.includes('One-Click');
    await unsubscribe(deps, { subscriberId, means: oneClick ? 'one-click' : 'page' });
    return await showDone(request, reply, await stores.subscribers.byId(subscriberId));
  });

  app.post<Token>('/unsubscribe/:token/undo', async (request, reply) => {
    const { id: subscriberId } = await reader(request);
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
        { title: request.language.pages.subscribe.checkInbox },
      );
    const model = await readConfirmedModel(deps, came.subscriber, { already: false, undone: true });
    return pages.show(request, reply, confirmedPage, model, {
      title: request.language.pages.subscribe.againHeading,
    });
  });
}
