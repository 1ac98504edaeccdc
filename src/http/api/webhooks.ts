import Type from 'typebox';
import { receiveWebhook } from '../../app/bounces/receive-webhook.ts';
import { bounceProviders } from '../../domain/bounces/bounce-origin.ts';
import type { App, HttpOptions } from '../options.ts';
import { ProblemSchema } from '../schemas/common.ts';

/** SendGrid posts up to 768 KB at a time, the others less. */
const largestPost = 2 * 1024 * 1024;

/** Posts of mail providers. Each is checked as its provider says; none has a token of ours. */
export function webhooks(app: App, { deps }: HttpOptions): void {
  // Signatures are over the bytes, and SNS calls its JSON text/plain.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestPost }, (_request, body, done) =>
    done(null, body),
  );
  for (const provider of bounceProviders) {
    app.post(
      `/webhooks/${provider}`,
      {
        schema: {
          summary: `Bounces and complaints of ${deps.webhooks[provider].title}`,
          description: 'Authenticated as the provider says. 404 unless it is configured.',
          tags: ['webhooks'],
          security: [],
          response: {
            200: Type.Object({ recorded: Type.Integer({ description: 'events that were new' }) }),
            400: ProblemSchema,
            401: ProblemSchema,
            404: ProblemSchema,
          },
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
