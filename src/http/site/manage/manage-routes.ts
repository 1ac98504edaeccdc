import type { FastifyRequest } from 'fastify';
import { askByAddress } from '../../../app/subscribers/ask-for-link.ts';
import { field } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { linkAskedModel, linkAskedPage, manageModel, managePage } from './manage-models.ts';

/** For whoever has no mail with a link to the preferences at hand: an address in, the link by mail. */
export function manageRoutes(app: App, { deps }: HttpOptions, pages: Pages): void {
  const headFor = ({ language }: FastifyRequest) => ({
    title: language.pages.layout.manage,
    canonical: '/manage',
  });

  app.get('/manage', async (request, reply) =>
    pages.show(request, reply, managePage, manageModel(), headFor(request)),
  );

  app.post('/manage', async (request, reply) => {
    const { body } = request;
    const email = field(body, 'email');
    try {
      // People do not see this field; whoever fills it in is told the same and nothing happens.
      if (field(body, 'website') === '')
        await askByAddress(deps, { kind: 'manage', email, clientIp: request.client.address });
    } catch (error) {
      const model = manageModel(email, wrongFieldsOrThrow(error, request.language));
      return pages.show(request, reply.code(400), managePage, model, {
        ...headFor(request),
        noindex: true,
      });
    }
    const { language } = request;
    return pages.show(request, reply, linkAskedPage, linkAskedModel('manage', language), {
      title: language.pages.subscribe.checkInbox,
    });
  });
}
