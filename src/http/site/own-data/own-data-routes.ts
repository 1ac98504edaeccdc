import type { FastifyRequest } from 'fastify';
import type { EndingPurpose } from '../../../app/links.ts';
import { eraseSubscriber } from '../../../app/subscribers/erase-subscriber.ts';
import { personalData } from '../../../app/subscribers/export-personal-data.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { inOwnLanguage, unknownLink } from '../signed-links.ts';
import { ownDataModel, ownDataPage } from './own-data-models.ts';

type Token = { Params: { token: string } };

type Purpose = Extract<EndingPurpose, 'export' | 'erase'>;

/**
 * What a link is for that was mailed within the hour: to download all that is stored about a reader, or to erase it.
 * GET only shows a button; each kind of link opens nothing of the other.
 */
export function ownDataRoutes(app: App, { deps }: HttpOptions, pages: Pages): void {
  const { stores, links, now } = deps;

  async function reader(
    purpose: Purpose,
    request: FastifyRequest<Token>,
  ): Promise<{ subscriber: Subscriber; until: Date }> {
    const link = links.readEnding(purpose, request.params.token);
    if (link === null) throw unknownLink();
    const subscriber = inOwnLanguage(request, await stores.subscribers.byId(link.id));
    if (link.until <= now())
      throw new DomainError(
        'gone',
        'This link has expired: it worked for an hour. Please ask for a new one on your preferences page.',
      );
    return { subscriber, until: link.until };
  }

  for (const purpose of ['export', 'erase'] as const) {
    app.get<Token>(`/${purpose}/:token`, async (request, reply) => {
      const { token } = request.params;
      const { subscriber, until } = await reader(purpose, request);
      const { language } = request;
      const { downloadHeading, eraseHeading } = language.pages.links;
      const page = { action: `/${purpose}/${token}`, until, timezone: subscriber.timezone, language };
      const title = purpose === 'export' ? downloadHeading : eraseHeading;
      return pages.show(request, reply, ownDataPage, ownDataModel(purpose, page), { title });
    });
  }

  app.post<Token>('/export/:token', async (request, reply) => {
    const { subscriber } = await reader('export', request);
    return reply
      .header('content-disposition', 'attachment; filename="my-subscription.json"')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(await personalData(deps, subscriber.id), null, 2));
  });

  app.post<Token>('/erase/:token', async (request, reply) => {
    const { subscriber } = await reader('erase', request);
    await eraseSubscriber(deps, subscriber.id);
    const { links: words, layout } = request.language.pages;
    return pages.say(request, reply, {
      heading: words.erasedHeading,
      text: [words.erased, words.erasedHash],
      actions: [{ href: '/', text: layout.goToPapers, post: false }],
    });
  });
}
