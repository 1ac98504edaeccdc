import Type from 'typebox';
import { mostInterests } from '../../../app/interests/read-interests.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { embedModel, embedPage } from './embed-models.ts';

/** Where people who have a site of their own make a form for it. */
export function embedRoutes(app: App, { deps, publicUrl }: HttpOptions, pages: Pages): void {
  app.get(
    '/embed',
    {
      schema: {
        querystring: Type.Object({
          topics: Type.Optional(
            Type.Array(Type.String({ maxLength: 100 }), { maxItems: mostInterests.topic }),
          ),
          cadence: Type.Optional(Type.String({ maxLength: 20 })),
        }),
      },
    },
    async (request, reply) => {
      const { topics: chosen = [], cadence = 'weekly' } = request.query;
      const topics = await deps.stores.topics.list();
      const { language } = request;
      const { heading, description } = language.pages.embed;
      return pages.show(
        request,
        reply,
        embedPage,
        embedModel({ publicUrl, service: deps.brand.last().name, topics, chosen, cadence, language }),
        {
          title: heading,
          description,
          canonical: '/embed',
        },
      );
    },
  );
}
