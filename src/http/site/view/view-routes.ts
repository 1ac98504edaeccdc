import { interestNames } from '../../../app/interests/name-interests.ts';
import type { LinkPurpose } from '../../../app/links.ts';
import { DomainError } from '../../../domain/errors.ts';
import { english } from '../../../domain/languages/en.ts';
import { silenceInWords } from '../../../domain/sending/quiet-days.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { viewModel, viewPage } from './view-models.ts';

type Token = { Params: { token: string } };

/** The subscriber that a signed link belongs to. Throws `not_found` when the link is none of ours. */
export function subscriberIdOf({ deps }: HttpOptions, purpose: LinkPurpose, token: string): number {
  const id = Number(deps.links.read(purpose, token) ?? Number.NaN);
  if (Number.isSafeInteger(id)) return id;
  throw new DomainError(
    'not_found',
    'This link is not known. It may have been cut short by your mail program: please copy the whole address from the mail.',
  );
}

/** A delivery in the browser. */
export function viewRoutes(app: App, { deps }: HttpOptions, pages: Pages): void {
  const { stores, links } = deps;

  app.get<Token>('/view/:token', async (request, reply) => {
    const id = links.read('view', request.params.token);
    if (id === null)
      throw new DomainError(
        'not_found',
        'This link is not known. It may have been cut short by your mail program.',
      );
    const delivery = await stores.deliveries.byId(id);
    const subscriber =
      delivery?.subscriberId == null ? null : await stores.subscribers.byId(delivery.subscriberId);
    if (delivery === null || subscriber === null)
      throw new DomainError('gone', 'This digest is no longer kept.');
    const digest = await stores.digests.byId(delivery.digestId);
    const interests = await interestNames(stores, subscriber.interests, english);
    const { asOf } = delivery;
    const since =
      delivery.paperIds.length > 0
        ? null
        : (await stores.deliveries.silentSince([subscriber.id], asOf)).get(subscriber.id);
    const model = viewModel({
      cadence: digest?.cadence ?? subscriber.cadence,
      date: asOf,
      timezone: subscriber.timezone,
      interests,
      silence:
        since == null
          ? null
          : silenceInWords({ interests, since, asOf, timezone: subscriber.timezone }, english),
      sections: await deps.cards.sections({ ...delivery, subscriberId: subscriber.id }, english),
      preferencesHref: links.preferences(subscriber.id),
      unsubscribeHref: links.unsubscribe(subscriber.id),
    });
    return pages.show(request, reply, viewPage, model, { title: model.title });
  });
}
