import Type from 'typebox';
import { addByAdmin, editByAdmin } from '../../../app/subscribers/edit-subscriber.ts';
import { eraseSubscriber } from '../../../app/subscribers/erase-subscriber.ts';
import { readFilter } from '../../../app/subscribers/list/find-subscribers.ts';
import { usualOrder } from '../../../app/subscribers/list/subscriber-order.ts';
import { DomainError } from '../../../domain/errors.ts';
import { languageChoices } from '../../../domain/languages/index.ts';
import { longest } from '../../../domain/lengths.ts';
import { subscriberStatuses } from '../../../domain/subscribers/subscriber.ts';
import { mostTagsOfOne } from '../../../domain/subscribers/tag.ts';
import { cadences } from '../../../domain/time/cadence.ts';
import type { App, HttpOptions } from '../../options.ts';
import { callerOf } from '../../plugins/auth.ts';
import { cadenceWords, IdParams, idCursor, oneOf } from '../../schemas/common.ts';
import { afterId, answer, bodyOf, limitUpTo, noContent, queryOf } from '../../schemas/operation.ts';
import { interestFields } from './interest-fields.ts';
import {
  preferenceInputs,
  SubscriberSchema,
  subscriberExample,
  subscriberJson,
  tagParameter,
} from './subscriber.ts';

const tags = ['subscribers'];
const failures = ['invalid', 'forbidden', 'not_found', 'conflict'] as const;

const SubscriberPage = Type.Object({
  items: Type.Array(SubscriberSchema),
  next: Type.Union([Type.Integer(), Type.Null()]),
});
const pageExample = { items: [subscriberExample], next: null };

const choices = {
  ...interestFields,
  ...preferenceInputs,
};
const tagInput = (description: string) =>
  Type.Optional(
    Type.Array(Type.String({ maxLength: longest.typedTag }), { maxItems: mostTagsOfOne, description }),
  );
const tagWords = 'a tag that they have';
const languageTags = languageChoices.map(({ tag }) => tag);
const nameWords = 'what they are called';
const statusWords = 'whether they get digests';

/** Readers, one by one and in lists. */
export function subscriberRoutes(app: App, { deps }: HttpOptions): void {
  const { subscribers, topics } = deps.stores;
  const slugs = async () => new Map((await topics.list()).map(({ id, slug }) => [id, slug]));

  app.get(
    '/subscribers',
    {
      config: { handsOut: 'subscribers' },
      schema: {
        operationId: 'listSubscribers',
        summary: 'Subscribers, by id',
        tags,
        querystring: queryOf({
          after: afterId,
          limit: limitUpTo(1_000),
          status: Type.Optional(
            oneOf(subscriberStatuses, { description: 'only those in this state', examples: ['active'] }),
          ),
          tag: tagParameter,
        }),
        response: {
          200: answer(
            'A part of the list; `next` is the `after` of the next one, null at the end.',
            SubscriberPage,
            pageExample,
          ),
        },
        failures,
      },
    },
    async (request) => {
      const { status, tag, after = 0, limit = 100 } = request.query;
      const filter = await readFilter(deps.stores, { status, tag });
      const list = await subscribers.list({ filter, after, limit });
      const names = await slugs();
      return {
        items: list.map((one) => subscriberJson(one, names)),
        next: list.length === limit ? (list.at(-1)?.id ?? null) : null,
      };
    },
  );

  app.post(
    '/subscribers',
    {
      schema: {
        operationId: 'addSubscriber',
        summary: 'Add a subscriber',
        description:
          'As `pending` (the default) they are sent a confirmation mail; as `active` say in `consentSource` where they agreed.',
        tags,
        body: bodyOf(
          {
            email: Type.String({ maxLength: 1_000, description: 'one address' }),
            name: Type.Optional(Type.String({ maxLength: 200, description: nameWords })),
            status: Type.Optional(Type.Enum(['pending', 'active'], { description: statusWords })),
            consentSource: Type.Optional(
              Type.String({
                maxLength: 200,
                description: 'where they agreed, when they are active at once',
              }),
            ),
            consentAt: Type.Optional(
              Type.String({ format: 'date-time', description: 'when they agreed; now when absent' }),
            ),
            tags: tagInput('an admin’s labels; new ones are made'),
            ...choices,
          },
          {
            email: 'reader@example.org',
            status: 'active',
            consentSource: 'signed up at the workshop',
            topics: ['cs.RO'],
            cadence: 'daily',
            timezone: 'Europe/Berlin',
            hour: 8,
          },
        ),
        response: { 201: answer('Added.', SubscriberSchema, subscriberExample) },
        failures,
      },
    },
    async (request, reply) => {
      const added = await addByAdmin(deps, { ...request.body, actor: callerOf(request) });
      const shown = subscriberJson(added, await slugs());
      void reply.code(201);
      return shown;
    },
  );

  app.post(
    '/subscribers/search',
    {
      // It changes nothing; a post, because a reader's address does not belong in a URL.
      config: { scope: 'read', handsOut: 'subscribers' },
      schema: {
        operationId: 'findSubscribers',
        summary: 'Find subscribers, the newest first',
        tags,
        body: bodyOf(
          {
            q: Type.Optional(
              Type.String({
                maxLength: 254,
                description: 'part of the address or name; with fewer than three characters, its beginning',
              }),
            ),
            status: Type.Optional(oneOf(subscriberStatuses, { description: statusWords })),
            cadence: Type.Optional(oneOf(cadences, { description: cadenceWords })),
            language: Type.Optional(oneOf(languageTags, { description: 'of their mails' })),
            topic: Type.Optional(Type.String({ maxLength: 100, description: 'slug of what they follow' })),
            tag: Type.Optional(Type.String({ maxLength: longest.typedTag, description: tagWords })),
            before: Type.Optional(idCursor({ description: '`next` of the page before' })),
            limit: Type.Optional(
              Type.Integer({ minimum: 1, maximum: 1_000, description: 'how many at most' }),
            ),
          },
          { q: 'example.org', status: 'active', topic: 'cs.RO', limit: 50 },
        ),
        response: {
          200: answer(
            'A part of the list; `next` is the `before` of the next one, null at the end.',
            SubscriberPage,
            pageExample,
          ),
        },
        failures,
      },
    },
    async (request) => {
      const { limit = 100, before, ...asked } = request.body;
      const after = before === undefined ? null : { id: before, key: '' };
      const filter = await readFilter(deps.stores, asked);
      const list = await subscribers.find({ filter, order: usualOrder, after, limit });
      const names = await slugs();
      return {
        items: list.map((one) => subscriberJson(one, names)),
        next: list.length === limit ? (list.at(-1)?.id ?? null) : null,
      };
    },
  );

  app.get(
    '/subscribers/:id',
    {
      config: { handsOut: 'subscribers' },
      schema: {
        operationId: 'getSubscriber',
        summary: 'One subscriber',
        tags,
        params: IdParams,
        response: { 200: answer('The subscriber.', SubscriberSchema, subscriberExample) },
        failures,
      },
    },
    async (request) => {
      const found = await subscribers.byId(request.params.id);
      if (found === null) throw new DomainError('not_found', `There is no subscriber ${request.params.id}.`);
      return subscriberJson(found, await slugs());
    },
  );

  app.patch(
    '/subscribers/:id',
    {
      schema: {
        operationId: 'changeSubscriber',
        summary: 'Change a subscriber',
        tags,
        params: IdParams,
        body: bodyOf(
          {
            name: Type.Optional(
              Type.Union([Type.String({ maxLength: 200 }), Type.Null()], {
                description: nameWords,
              }),
            ),
            status: Type.Optional(Type.Enum(['active', 'unsubscribed'], { description: statusWords })),
            tags: tagInput('all that they are to have; new ones are made'),
            ...choices,
          },
          { cadence: 'weekly', maxPapers: 5 },
        ),
        response: {
          200: answer('The subscriber as it is now.', SubscriberSchema, {
            ...subscriberExample,
            cadence: 'weekly',
            maxPapers: 5,
          }),
        },
        failures,
      },
    },
    async (request) =>
      subscriberJson(
        await editByAdmin(deps, request.params.id, { ...request.body, actor: callerOf(request) }),
        await slugs(),
      ),
  );

  app.delete(
    '/subscribers/:id',
    {
      schema: {
        operationId: 'eraseSubscriber',
        summary: 'Erase a subscriber; only a hashed suppression is kept',
        tags,
        params: IdParams,
        response: { 204: noContent('Erased.') },
        failures,
      },
    },
    async (request, reply) => {
      await eraseSubscriber(deps, request.params.id, callerOf(request));
      return reply.code(204).send(null);
    },
  );
}
