import swagger from '@fastify/swagger';
import { apiDocsPage } from '../docs/api-docs-models.ts';
import { describeApi, tags } from '../docs/describe.ts';
import type { App, HttpOptions } from '../options.ts';
import type { Pages } from '../page.ts';
import { ProblemSchema } from '../schemas/common.ts';

const openapi = '3.1.0';

const description = `Trending research papers by mail.

Bodies are JSON unless said otherwise. Lists are \`{"items": […]}\`. Instants are RFC 3339 in UTC. Errors are problem details (RFC 9457) with a \`code\` that programs can rely on.`;

/** `/api/openapi.json` describes the API from the routes' own schemas; `/api/docs` shows it. */
export async function registerApiDocs(app: App, options: HttpOptions, pages: Pages): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi,
      info: {
        title: 'Offprint',
        description,
        version: options.version,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: options.publicUrl }],
      tags: [...tags],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'made by `offprint token create NAME`' },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const hide =
        schema?.hide === true ||
        url.startsWith('/api/docs') ||
        url === '/api/openapi.json' ||
        route.method === 'HEAD';
      // Those that have a way of their own to tell who posts say so.
      const needsToken = url.includes('/admin/') && schema?.security === undefined;
      const security = needsToken ? { security: [{ token: [] }] } : {};
      return { schema: { ...schema, ...security, hide }, url };
    },
    transformObject: (document) => {
      if (!('openapiObject' in document)) throw new Error('the description is not OpenAPI');
      return describeApi(document.openapiObject as never, { ...ProblemSchema });
    },
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get('/docs', { schema: { hide: true } }, async (request, reply) => {
    const model = apiDocsPage(app.swagger() as never, options.publicUrl);
    return pages.show(request, reply, 'api-docs', model, { title: 'API', canonical: '/api/docs' });
  });
}
