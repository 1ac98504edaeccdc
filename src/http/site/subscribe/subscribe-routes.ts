import { mayAskForFirst, sendFirst } from '../../../app/digests/send-first.ts';
import { interestNames } from '../../../app/interests/name-interests.ts';
import { mostInterests } from '../../../app/interests/read-interests.ts';
import { confirm, confirmedReader, describeConfirmation } from '../../../app/subscribers/confirm.ts';
import { subscribe } from '../../../app/subscribers/subscribe.ts';
import { languageOf } from '../../../domain/languages/index.ts';
import { cut } from '../../../domain/lengths.ts';
import { confirmationHours } from '../../../domain/subscribers/consent.ts';
import { preferences } from '../../../domain/subscribers/preferences.ts';
import { currentZone } from '../../../domain/time/zone-names.ts';
import { altchaPath } from '../../altcha.ts';
import { field, fields } from '../../forms/form-body.ts';
import { rhythmSentence } from '../../forms/form-options.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { emptyList } from '../home/empty-list.ts';
import { homeModel, homePage } from '../home/home-models.ts';
import { listPapers } from '../paper-list.ts';
import { inOwnLanguage } from '../signed-links.ts';
import { subscribeFormModel } from '../subscribe-form.ts';
import { readConfirmedModel } from './read-confirmed.ts';
import { confirmedPage, confirmPage, subscribedPage, tickedOffers } from './subscribe-models.ts';

type Token = { Params: { token: string } };

/** From the form to the confirmed subscription. */
export function subscribeRoutes(app: App, { deps }: HttpOptions, pages: Pages): void {
  const { stores } = deps;

  app.post('/subscribe', async (request, reply) => {
    const { body, language } = request;
    // A browser may know a zone that is newer than ours: nobody should have to know what to choose in its place.
    const zone = field(body, 'timezone').trim();
    const unknownZone = zone === '' || currentZone(zone) !== null ? null : cut(zone, 60);
    const values = {
      email: field(body, 'email'),
      cadence: field(body, 'cadence'),
      timezone: unknownZone === null ? zone : preferences.timezone.fallback,
      hour: field(body, 'hour'),
      language: field(body, 'language'),
    };
    // What stood there to be ticked, and what was typed.
    const ticked = {
      queries: fields(body, 'queries'),
      authors: fields(body, 'authors'),
      papers: fields(body, 'papers'),
    };
    const typed = { query: field(body, 'query'), author: field(body, 'author') };
    const topics = fields(body, 'topics');
    const requested = {
      topics,
      queries: [...ticked.queries, typed.query],
      authors: [...ticked.authors, typed.author],
      papers: ticked.papers,
    };
    const form = /^(home|search|paper|author|page|embed|topic:[\w.-]{1,80})$/.test(field(body, 'form'))
      ? field(body, 'form')
      : 'home';
    try {
      // People do not see this field; whoever fills it in is told the same and nothing happens.
      if (field(body, 'website') === '') {
        await subscribe(deps, {
          ...values,
          ...requested,
          language: values.language || request.language.tag,
          form,
          proof: field(body, 'proof'),
          clientIp: request.client.address,
        });
      }
    } catch (error) {
      const errors = wrongFieldsOrThrow(error, language);
      const catalogue = await stores.topics.list();
      const list = await listPapers(deps, {
        window: undefined,
        topicId: null,
        query: null,
        asker: null,
        page: 1,
      });
      const ids = ticked.papers.filter((id) => /^\d{1,9}$/.test(id)).slice(0, mostInterests.paper);
      const again = subscribeFormModel({
        now: deps.now(),
        language,
        form,
        topics: catalogue,
        chosen: topics,
        offers: tickedOffers(ticked, await stores.papers.byIds(ids.map(Number)), language),
        values: { ...values, ...typed },
        errors,
      });
      const model = homeModel({
        ...list,
        papers: list.items,
        q: null,
        topic: null,
        topics: catalogue,
        subscribe: again,
        language,
        now: deps.now(),
        empty: list.total === 0 ? await emptyList(deps, list.window, language) : null,
      });
      return pages.show(request, reply.code(400), homePage, model, {
        title: language.pages.papers.trendingTitle,
        noindex: true,
      });
    }
    return pages.show(
      request,
      reply,
      subscribedPage,
      {
        validHours: confirmationHours,
        sent: { email: values.email.trim(), others: othersOf(values, requested, form) },
        unknownZone,
      },
      { title: language.pages.subscribe.checkInbox },
    );
  });

  app.get(
    '/subscribe/challenge',
    { config: { rateLimit: { max: 30, timeWindow: '1 minute' } } },
    async (_request, reply) => {
      const challenge = await deps.crowd.challenge();
      if (challenge === null) return await reply.code(204).send();
      return { challenge, solver: altchaPath };
    },
  );

  app.get<Token>('/confirm/:token', async (request, reply) => {
    const { request: asked, reader } = await describeConfirmation(deps, request.params.token);
    const { choices } = asked;
    // The form that asked for it may have stood in another language than the subscription that it adds to.
    request.language = languageOf(choices.language);
    const { language } = request;
    const model = {
      action: `/confirm/${request.params.token}`,
      interests: await interestNames(stores, choices.interests, language),
      rhythm: rhythmSentence(reader ?? choices, language),
      adds: reader !== null,
      instead: reader?.interests.length === 0,
    };
    const { confirmHeading, addHeading } = language.pages.subscribe;
    const title = reader === null ? confirmHeading : addHeading;
    return pages.show(request, reply, confirmPage, model, { title });
  });

  app.post<Token>('/confirm/:token', async (request, reply) => {
    const { subscriberId, ...how } = await confirm(deps, {
      token: request.params.token,
      clientIp: request.client.address,
    });
    const subscriber = inOwnLanguage(request, await stores.subscribers.byId(subscriberId));
    const first = how.added === undefined && (await mayAskForFirst(deps, subscriber));
    const firstAction = first ? `/confirm/${request.params.token}/first` : null;
    const model = await readConfirmedModel(deps, subscriber, { ...how, undone: false, firstAction });
    const { subscribedHeading, addedHeading } = request.language.pages.subscribe;
    const title = how.added === undefined ? subscribedHeading : addedHeading;
    return pages.show(request, reply, confirmedPage, model, { title });
  });

  app.post<Token>('/confirm/:token/first', async (request, reply) => {
    const subscriber = inOwnLanguage(request, await confirmedReader(deps, request.params.token));
    await sendFirst(deps, subscriber);
    const how = { already: false, undone: false, firstSent: true };
    const model = await readConfirmedModel(deps, subscriber, how);
    return pages.show(request, reply, confirmedPage, model, {
      title: request.language.pages.subscribe.firstHeading,
    });
  });
}

/** All but the address, as the fields of a form that sends it again. */
function othersOf(
  { email: _, ...values }: Record<string, string>,
  requested: Record<string, readonly string[]>,
  form: string,
): { name: string; value: string }[] {
  return Object.entries({ form, ...values, ...requested })
    .flatMap(([name, given]) => [given].flat().map((value) => ({ name, value })))
    .filter(({ value }) => value !== '');
}
