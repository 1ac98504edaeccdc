import { interestNames } from '../../../app/interests/name-interests.ts';
import { DomainError } from '../../../domain/errors.ts';
import { languageOf } from '../../../domain/languages/index.ts';
import { wordsFor } from '../../../domain/sending/editors-words.ts';
import { silenceInWords } from '../../../domain/sending/quiet-days.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { unknownLink } from '../signed-links.ts';
import { viewModel, viewPage } from './view-models.ts';

type Token = { Params: { token: string } };

/**
 * A delivery in the browser. Such links are passed on: the page opens nothing else of the reader, so it has neither the
 * links to vote nor those to the preferences and to unsubscribe that stand in the mail.
 */
export function viewRoutes(app: App, { deps }: HttpOptions, pages: Pages): void {
  const { stores, links } = deps;

  app.get<Token>('/view/:token', async (request, reply) => {
    const id = links.read('view', request.params.token);
    if (id === null) throw unknownLink();
    const delivery = await stores.deliveries.byId(id);
    const subscriber =
      delivery?.subscriberId == null ? null : await stores.subscribers.byId(delivery.subscriberId);
    if (delivery === null || subscriber === null)
      throw new DomainError('gone', 'This digest is no longer kept.');
    const language = languageOf(subscriber.language);
    request.language = language;
    const digest = await stores.digests.byId(delivery.digestId);
    const interests = await interestNames(stores, subscriber.interests, language);
    const { asOf } = delivery;
    const said =
      delivery.introduced && digest?.words != null
        ? wordsFor(digest.words, subscriber.language).introduction
        : null;
    const since =
      delivery.paperIds.length > 0 || digest?.body != null
        ? null
        : (await stores.deliveries.silentSince([subscriber.id], asOf)).get(subscriber.id);
    const model = viewModel({
      cadence: digest?.cadence ?? subscriber.cadence,
      date: asOf,
      timezone: subscriber.timezone,
      language,
      interests,
      introduction: said === null ? null : deps.markdown(said, 'page'),
      announcement:
        digest?.body == null
          ? null
          : { subject: digest.subject ?? '', body: deps.markdown(digest.body, 'page') },
      silence:
        since == null
          ? null
          : silenceInWords({ interests, since, asOf, timezone: subscriber.timezone }, language),
      sections: await deps.cards.sections({ ...delivery, subscriberId: subscriber.id }, language),
    });
    return pages.show(request, reply, viewPage, model, { title: model.title });
  });
}
