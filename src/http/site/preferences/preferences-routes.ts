import type { FastifyReply, FastifyRequest } from 'fastify';
import { askForLink } from '../../../app/subscribers/ask-for-link.ts';
import { comeBack } from '../../../app/subscribers/come-back.ts';
import { goOn, pauseDigests } from '../../../app/subscribers/preferences/pause.ts';
import { updatePreferences } from '../../../app/subscribers/preferences/update-preferences.ts';
import { languageOf } from '../../../domain/languages/index.ts';
import { confirmationHours } from '../../../domain/subscribers/consent.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { field } from '../../forms/form-body.ts';
import { typedPreferences } from '../../forms/preference-fields.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { filled } from '../../say.ts';
import { linkAskedModel, linkAskedPage } from '../manage/manage-models.ts';
import { readerBehind } from '../signed-links.ts';
import { subscribedPage } from '../subscribe/subscribe-models.ts';
import { askedInterests, askedName, askedToForget, readPreferencesModel } from './preferences-form.ts';
import { preferencesPage } from './preferences-models.ts';

type Token = { Params: { token: string } };

/** A reader's own page, behind the links in their mail. */
export function preferencesRoutes(app: App, options: HttpOptions, pages: Pages): void {
  const { deps } = options;
  const { stores, links } = deps;

  const reader = (request: FastifyRequest<Token>) => readerBehind(deps, 'preferences', request);

  type More = Omit<Parameters<typeof readPreferencesModel>[3], 'flash'>;
  const show = async (
    request: FastifyRequest<Token>,
    reply: FastifyReply,
    subscriber: Subscriber,
    // The name of what was just done, so that it is said in the language that may have been chosen with it.
    { flash, ...more }: More & { flash?: 'saved' | 'paused' | 'wentOn' | 'cameBack' } = {},
  ) => {
    const language = languageOf(subscriber.language);
    request.language = language;
    const { preferences: words, layout } = language.pages;
    const page = {
      path: `/preferences/${request.params.token}`,
      unsubscribeHref: links.unsubscribe(subscriber.id),
      language,
    };
    const said = flash === undefined ? {} : { flash: words[flash] };
    const model = await readPreferencesModel(deps, subscriber, page, { ...more, ...said });
    const title = more.errors === undefined ? words.title : filled(layout.error, { title: words.title });
    return pages.show(request, reply, preferencesPage, model, { title });
  };

  app.get<Token>('/preferences/:token', async (request, reply) =>
    show(request, reply, await reader(request)),
  );

  app.post<Token>('/preferences/:token', async (request, reply) => {
    const { body } = request;
    const subscriber = await reader(request);
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
      return await show(request, reply, saved, { flash: 'saved' });
    } catch (error) {
      const errors = wrongFieldsOrThrow(error, request.language);
      return await show(request, reply.code(400), subscriber, { body, errors });
    }
  });

  app.post<Token>('/preferences/:token/pause', async (request, reply) => {
    const { id } = await reader(request);
    const paused = await pauseDigests(deps, { subscriberId: id, weeks: field(request.body, 'weeks') });
    return await show(request, reply, paused, { flash: 'paused' });
  });

  app.post<Token>('/preferences/:token/go-on', async (request, reply) => {
    const { id } = await reader(request);
    return await show(request, reply, await goOn(deps, id), { flash: 'wentOn' });
  });

  app.post<Token>('/preferences/:token/return', async (request, reply) => {
    const { id } = await reader(request);
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
        { title: request.language.pages.subscribe.checkInbox },
      );
    return await show(request, reply, came.subscriber, { flash: 'cameBack' });
  });

  // What gives away, moves or destroys everything takes a link that is mailed now: a link in an old mail is passed on.
  for (const kind of ['export', 'erase', 'address'] as const) {
    app.post<Token>(`/preferences/:token/${kind}`, async (request, reply) => {
      const { email } = await reader(request);
      await askForLink(deps, { kind, email, clientIp: request.client.address });
      return pages.show(request, reply, linkAskedPage, linkAskedModel(kind, request.language), {
        title: request.language.pages.subscribe.checkInbox,
      });
    });
  }
}
