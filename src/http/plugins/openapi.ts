import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { App, HttpOptions } from '../options.ts';

/** `/api/openapi.json` describes the API from the routes' own schemas; `/api/docs` shows it. */
export async function registerApiDocs(app: App, options: HttpOptions): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Offprint',
        description: 'Trending research papers by mail. Errors are problem details (RFC 9457) with a `code`.',
        version: options.version,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: options.publicUrl }],
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
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    // Where the scope that it stands in is mounted: the page's own files are linked from there.
    indexPrefix: '/api',
    staticCSP: true,
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
