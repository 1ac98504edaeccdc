import { askForLink } from '../../../app/subscribers/ask-for-link.ts';
import { comeBack } from '../../../app/subscribers/come-back.ts';
import { goOn, pauseDigests } from '../../../app/subscribers/preferences/pause.ts';
import { updatePreferences } from '../../../app/subscribers/preferences/update-preferences.ts';
import { DomainError } from '../../../domain/errors.ts';
import { confirmationHours } from '../../../domain/subscribers/consent.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { field } from '../../forms/form-body.ts';
import { typedPreferences } from '../../forms/preference-fields.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { linkAskedModel, linkAskedPage } from '../manage/manage-models.ts';
import { subscriberIdOf } from '../signed-links.ts';
import { subscribedPage } from '../subscribe/subscribe-models.ts';
import { askedInterests, askedName, askedToForget, readPreferencesModel } from './preferences-form.ts';
import { preferencesPage } from './preferences-models.ts';

type Token = { Params: { token: string } };

/** A reader's own page, behind the links in their mail. */
export function preferencesRoutes(app: App, options: HttpOptions, pages: Pages): void {
  const { deps } = options;
  const { stores, links } = deps;

  async function reader(token: string): Promise<Subscriber> {
    const subscriber = await stores.subscribers.byId(subscriberIdOf(deps, 'preferences', token));
    if (subscriber === null) throw new DomainError('gone', 'Everything about this subscription was erased.');
    return subscriber;
  }

  const preferences = async (
    token: string,
    subscriber: Subscriber,
    more: Parameters<typeof readPreferencesModel>[3],
  ) => {
    const page = { path: `/preferences/${token}`, unsubscribeHref: links.unsubscribe(subscriber.id) };
    return await readPreferencesModel(deps, subscriber, page, more);
  };

  const head = { title: 'Your subscription' };

  app.get<Token>('/preferences/:token', async (request, reply) => {
    const { token } = request.params;
    return pages.show(
      request,
      reply,
      preferencesPage,
      await preferences(token, await reader(token), {}),
      head,
    );
  });

  app.post<Token>('/preferences/:token', async (request, reply) => {
    const { token } = request.params;
    const { body } = request;
    const subscriber = await reader(token);
    const slugs = new Map((await stores.topics.list()).map(({ id, slug }) => [id, slug]));
    try {
      const name = askedName(body);
      const saved = await updatePreferences(deps, {
        subscriberId: subscriber.id,
        actor: 'reader',
        ...(name === undefined ? {} : { name }),
        forget: askedToForget(body),
        ...askedInterests(body, subscriber.interests, slugs),
        ...typedPreferences(body),
        // A form that was open since before mails had languages does not say.
        language: field(body, 'language') || subscriber.language,
      });
      return pages.show(
        request,
        reply,
        preferencesPage,
        await preferences(token, saved, { flash: 'Saved.' }),
        head,
      );
    } catch (error) {
      const errors = wrongFieldsOrThrow(error);
      const model = await preferences(token, subscriber, { body, errors });
      const title = `Error: ${head.title}`;
      return pages.show(request, reply.code(400), preferencesPage, model, { title });
    }
  });

  app.post<Token>('/preferences/:token/pause', async (request, reply) => {
    const { token } = request.params;
    const { id } = await reader(token);
    const paused = await pauseDigests(deps, { subscriberId: id, weeks: field(request.body, 'weeks') });
    const model = await preferences(token, paused, { flash: 'The digests pause.' });
    return pages.show(request, reply, preferencesPage, model, head);
  });

  app.post<Token>('/preferences/:token/go-on', async (request, reply) => {
    const { token } = request.params;
    const { id } = await reader(token);
    const model = await preferences(token, await goOn(deps, id), { flash: 'The digests go on.' });
    return pages.show(request, reply, preferencesPage, model, head);
  });

  app.post<Token>('/preferences/:token/return', async (request, reply) => {
    const { token } = request.params;
    const { id } = await reader(token);
    const came = await comeBack(deps, {
      subscriberId: id,
      means: 'preferences page',
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
    const model = await preferences(token, came.subscriber, { flash: 'The digests come again.' });
    return pages.show(request, reply, preferencesPage, model, head);
  });

  // What gives away, moves or destroys everything takes a link that is mailed now: a link in an old mail is passed on.
  for (const kind of ['export', 'erase', 'address'] as const) {
    app.post<Token>(`/preferences/:token/${kind}`, async (request, reply) => {
      const { email } = await reader(request.params.token);
      await askForLink(deps, { kind, email, clientIp: request.client.address });
      return pages.show(request, reply, linkAskedPage, linkAskedModel(kind), { title: 'Check your inbox' });
    });
  }
}
