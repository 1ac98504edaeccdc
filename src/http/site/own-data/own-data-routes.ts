import type { EndingPurpose } from '../../../app/links.ts';
import { eraseSubscriber } from '../../../app/subscribers/erase-subscriber.ts';
import { personalData } from '../../../app/subscribers/export-personal-data.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { unknownLink } from '../signed-links.ts';
import { ownDataModel, ownDataPage } from './own-data-models.ts';

type Token = { Params: { token: string } };

type Purpose = Extract<EndingPurpose, 'export' | 'erase'>;

const titles: Record<Purpose, string> = { export: 'Download my data', erase: 'Erase my data' };

/**
 * What a link is for that was mailed within the hour: to download all that is stored about a reader, or to erase it.
 * GET only shows a button; each kind of link opens nothing of the other.
 */
export function ownDataRoutes(app: App, { deps }: HttpOptions, pages: Pages): void {
  const { stores, links, now } = deps;

  async function reader(purpose: Purpose, token: string): Promise<{ subscriber: Subscriber; until: Date }> {
    const link = links.readEnding(purpose, token);
    if (link === null) throw unknownLink();
    const subscriber = await stores.subscribers.byId(link.id);
    if (subscriber === null) throw new DomainError('gone', 'Everything about this subscription was erased.');
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
      const { subscriber, until } = await reader(purpose, token);
      const page = { action: `/${purpose}/${token}`, until, timezone: subscriber.timezone };
      return pages.show(request, reply, ownDataPage, ownDataModel(purpose, page), { title: titles[purpose] });
    });
  }

  app.post<Token>('/export/:token', async (request, reply) => {
    const { subscriber } = await reader('export', request.params.token);
    return reply
      .header('content-disposition', 'attachment; filename="my-subscription.json"')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(await personalData(deps, subscriber.id), null, 2));
  });

  app.post<Token>('/erase/:token', async (request, reply) => {
    const { subscriber } = await reader('erase', request.params.token);
    await eraseSubscriber(deps, subscriber.id);
    return pages.say(request, reply, {
      heading: 'Everything about you is erased',
      text: [
        'Your address, what you followed, your votes and what you were sent are deleted. No more mail comes.',
        'Only a one-way hash of your address is kept, so that nobody can subscribe it again by mistake.',
      ],
      actions: [{ href: '/', text: 'To the trending papers', post: false }],
    });
  });
}
