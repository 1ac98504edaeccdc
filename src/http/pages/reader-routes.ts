import { eraseSubscriber } from '../../app/erase-subscriber.ts';
import { exportSubscriber } from '../../app/export-subscriber.ts';
import { interestNames } from '../../app/name-interests.ts';
import type { LinkPurpose } from '../../app/ports.ts';
import { updatePreferences } from '../../app/update-preferences.ts';
import { DomainError, type FieldError } from '../../domain/errors.ts';
import { topicIdsOf } from '../../domain/subject.ts';
import type { Subscriber } from '../../domain/subscriber.ts';
import type { App, HttpOptions } from '../options.ts';
import { preferencesPage, viewPage } from './models.ts';
import { field, fields, type Pages } from './page.ts';

type Token = { Params: { token: string } };

/** The subscriber that a signed link belongs to; null when the link is none of ours. */
export function subscriberIdOf({ deps }: HttpOptions, purpose: LinkPurpose, token: string): number {
  const id = Number(deps.links.read(purpose, token) ?? Number.NaN);
  if (Number.isSafeInteger(id)) return id;
  throw new DomainError(
    'not_found',
    'This link is not known. It may have been cut short by your mail program: please copy the whole address from the mail.',
  );
}

const notices: Partial<Record<Subscriber['status'], string>> = {
  pending:
    'This subscription waits for your confirmation: please press the button in the mail that we sent you.',
  unsubscribed: 'You are unsubscribed: no digest comes at present. Fill in the subscribe form to come back.',
  bounced: 'Mail to your address was refused, so no digest comes at present.',
  complained: 'Our mail was reported as unwanted from your address, so no digest comes.',
};

/** A reader's own pages, behind the links in their mail. */
export function readerPages(app: App, options: HttpOptions, pages: Pages): void {
  const { deps } = options;
  const { stores, links } = deps;

  async function reader(token: string): Promise<Subscriber> {
    const subscriber = await stores.subscribers.byId(subscriberIdOf(options, 'preferences', token));
    if (subscriber === null) throw new DomainError('gone', 'Everything about this subscription was erased.');
    return subscriber;
  }

  async function preferences(
    token: string,
    subscriber: Subscriber,
    more: { body?: unknown; errors?: readonly FieldError[]; saved?: boolean },
  ) {
    const topics = await stores.topics.list();
    const slugs = new Map(topics.map(({ id, slug }) => [id, slug]));
    const typed = more.body;
    return preferencesPage({
      path: `/preferences/${token}`,
      unsubscribeHref: links.unsubscribe(subscriber.id),
      topics,
      chosen:
        typed === undefined
          ? topicIdsOf(subscriber.interests).flatMap((id) => slugs.get(id) ?? [])
          : fields(typed, 'topics'),
      values: {
        cadence: typed === undefined ? subscriber.cadence : field(typed, 'cadence'),
        timezone: typed === undefined ? subscriber.timezone : field(typed, 'timezone'),
        hour: typed === undefined ? String(subscriber.hour) : field(typed, 'hour'),
        maxPapers: typed === undefined ? String(subscriber.maxPapers) : field(typed, 'maxPapers'),
      },
      errors: more.errors ?? [],
      saved: more.saved ?? false,
      notice: notices[subscriber.status] ?? null,
    });
  }

  const head = { title: 'Your subscription' };

  app.get<Token>('/preferences/:token', async (request, reply) => {
    const { token } = request.params;
    return pages.show(request, reply, 'preferences', await preferences(token, await reader(token), {}), head);
  });

  app.post<Token>('/preferences/:token', async (request, reply) => {
    const { token } = request.params;
    const { body } = request;
    const subscriber = await reader(token);
    try {
      const saved = await updatePreferences(deps, {
        subscriberId: subscriber.id,
        actor: 'reader',
        topics: fields(body, 'topics'),
        cadence: field(body, 'cadence'),
        timezone: field(body, 'timezone'),
        hour: field(body, 'hour'),
        maxPapers: field(body, 'maxPapers'),
      });
      return pages.show(
        request,
        reply,
        'preferences',
        await preferences(token, saved, { saved: true }),
        head,
      );
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid') throw error;
      const model = await preferences(token, subscriber, { body, errors: error.fields });
      return pages.show(request, reply.code(400), 'preferences', model, head);
    }
  });

  app.get<Token>('/preferences/:token/export', async (request, reply) => {
    const { id } = await reader(request.params.token);
    return reply
      .header('content-disposition', 'attachment; filename="my-subscription.json"')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(await exportSubscriber(deps, id), null, 2));
  });

  app.post<Token>('/preferences/:token/erase', async (request, reply) => {
    const { token } = request.params;
    const subscriber = await reader(token);
    if (field(request.body, 'confirm') === '') {
      const errors = [{ field: 'confirm', message: 'tick this box to erase everything' }];
      return pages.show(
        request,
        reply.code(400),
        'preferences',
        await preferences(token, subscriber, { errors }),
        head,
      );
    }
    await eraseSubscriber(deps, subscriber.id);
    return pages.say(request, reply, {
      heading: 'Everything about you is erased',
      text: [
        'Your address, what you followed and what you were sent are deleted. No more mail comes.',
        'Only a one-way hash of your address is kept, so that nobody can subscribe it again by mistake.',
      ],
      actions: [{ href: '/', text: 'To the trending papers', post: false }],
    });
  });

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
    const model = viewPage({
      cadence: digest?.cadence ?? subscriber.cadence,
      date: delivery.asOf,
      timezone: subscriber.timezone,
      interests: await interestNames(stores, subscriber.interests),
      sections: await deps.cards.sections({ ...delivery, subscriberId: subscriber.id }),
      preferencesHref: links.preferences(subscriber.id),
      unsubscribeHref: links.unsubscribe(subscriber.id),
    });
    return pages.show(request, reply, 'view', model, { title: model.title });
  });
}
