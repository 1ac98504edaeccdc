import Type from 'typebox';
import { subscribe } from '../../../app/subscribers/subscribe.ts';
import { askedLanguage, languageChoices } from '../../../domain/languages/index.ts';
import type { App, HttpOptions } from '../../options.ts';
import { cadenceWords, weekdayWords } from '../../schemas/common.ts';
import { answer, bodyOf } from '../../schemas/operation.ts';
import { interestFields } from './interest-fields.ts';

const languages = languageChoices.map(({ tag }) => tag).join(', ');
const accepted = {
  status: 'accepted' as const,
  message: 'If the address can be subscribed, a mail with a link to confirm is on its way.',
};

/** What anybody may post: their own subscription. */
export function subscriptionRoutes(app: App, { deps }: HttpOptions): void {
  app.post(
    '/subscriptions',
    {
      schema: {
        operationId: 'subscribe',
        summary: 'Ask for a subscription',
        description:
          'Always 202 for an address that can be mailed, whatever its state here. A confirmation mail follows if there is something to confirm.',
        tags: ['public'],
        body: bodyOf(
          {
            email: Type.String({ maxLength: 1_000, description: 'one address' }),
            ...interestFields,
            cadence: Type.Optional(Type.String({ description: `${cadenceWords}; daily when absent` })),
            timezone: Type.Optional(Type.String({ description: 'IANA name; UTC when absent' })),
            hour: Type.Optional(Type.Integer({ description: 'local hour, 0 to 23; 8 when absent' })),
            weekday: Type.Optional(Type.String({ description: weekdayWords })),
            language: Type.Optional(
              Type.String({
                maxLength: 35,
                description: `of mails, BCP 47: ${languages}; en for any other. When absent: what Accept-Language wants most of these`,
              }),
            ),
          },
          {
            email: 'reader@example.org',
            topics: ['cs.RO', { value: 'robot-learning', weight: 'more' }],
            queries: ['"graph neural" -survey'],
            cadence: 'weekly',
            timezone: 'Europe/Berlin',
            hour: 8,
          },
        ),
        response: {
          202: answer(
            'Taken, whatever the address is here.',
            Type.Object({ status: Type.Literal('accepted'), message: Type.String() }),
            accepted,
          ),
        },
        failures: ['not_found', 'too_many'],
      },
    },
    async (request, reply) => {
      const language =
        request.body.language ||
        askedLanguage(request.headers['accept-language']) ||
        (await deps.brand.now()).language ||
        undefined;
      await subscribe(deps, { ...request.body, language, form: 'api', clientIp: request.client.address });
      void reply.code(202);
      return accepted;
    },
  );
}
