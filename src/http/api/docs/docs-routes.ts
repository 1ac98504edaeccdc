import swagger from '@fastify/swagger';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { apiDocsModel, apiDocsPage } from './api-docs-models.ts';
import { described } from './describe.ts';

const openapi = '3.1.0';

/** In the order in which people look for them. */
const tags = [
  { name: 'public', description: 'What anybody may ask: papers, topics, a subscription.' },
  { name: 'subscribers', description: 'Readers: find, add, change, erase, import and export them.' },
  { name: 'digests', description: 'Rounds of sending, and the deliveries in them.' },
  { name: 'schedule', description: 'Whether digests are sent by schedule.' },
  { name: 'suppressions', description: 'Addresses and domains that must not be mailed.' },
  { name: 'bounces', description: 'What came back, and complaints.' },
  { name: 'papers', description: 'The editor’s work, imports, and the sources.' },
  { name: 'service', description: 'Numbers, and who changed what.' },
  { name: 'webhooks', description: 'For mail providers, each authenticated as it does.' },
];

const description = `Trending research papers by mail.

Bodies are JSON unless said otherwise. Lists are \`{"items": […]}\`. Instants are RFC 3339 in UTC. Errors are problem details (RFC 9457) with a \`code\` that programs can rely on.`;

/** `/api/openapi.json` describes the API from the routes' own schemas; `/api/docs` shows it. */
export async function docsRoutes(app: App, options: HttpOptions, pages: Pages): Promise<void> {
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
      tags,
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
      const token = url.includes('/admin/') && schema?.security === undefined;
      return { schema: { ...described(schema ?? {}, token), hide }, url };
    },
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  app.get('/docs', { schema: { hide: true } }, async (request, reply) => {
    const model = apiDocsModel(app.swagger() as never, options.publicUrl);
    return pages.show(request, reply, apiDocsPage, model, { title: 'API', canonical: '/api/docs' });
  });
}
