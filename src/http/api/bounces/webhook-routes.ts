import Type from 'typebox';
import { receiveWebhook } from '../../../app/bounces/receive-webhook.ts';
import { bounceProviders } from '../../../domain/bounces/bounce-origin.ts';
import type { App, HttpOptions } from '../../options.ts';
import { answer } from '../../schemas/operation.ts';

/** SendGrid posts up to 768 KB at a time, the others less. */
const largestPost = 2 * 1024 * 1024;

/** Posts of mail providers. Each is checked as its provider says; none has a token of ours. */
export function webhookRoutes(app: App, { deps }: HttpOptions): void {
  // Signatures are over the bytes, and SNS calls its JSON text/plain.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestPost }, (_request, body, done) =>
    done(null, body),
  );
  for (const provider of bounceProviders) {
    const { title, post } = deps.webhooks[provider];
    app.post(
      `/webhooks/${provider}`,
      {
        schema: {
          // For instance receiveSesEvents.
          operationId: `receive${provider.charAt(0).toUpperCase()}${provider.slice(1)}Events`,
          summary: `Bounces and complaints of ${title}`,
          description: 'Authenticated as the provider says. 404 unless it is configured.',
          tags: ['webhooks'],
          security: [],
          rawBody: post,
          response: {
            200: answer(
              'Taken; events that were known before count for nothing.',
              Type.Object({ recorded: Type.Integer({ description: 'events that were new' }) }),
              { recorded: 1 },
            ),
          },
          failures: ['unauthenticated', 'not_found'],
        },
      },
      async (request) => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [
            name,
            Array.isArray(value) ? value[0] : value,
          ]),
        );
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        return { recorded: await receiveWebhook(deps, provider, { headers, body }) };
      },
    );
  }
}
