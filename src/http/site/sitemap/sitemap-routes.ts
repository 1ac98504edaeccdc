import { XMLBuilder } from 'fast-xml-parser';
import Type from 'typebox';
import { DomainError } from '../../../domain/errors.ts';
import { sendDocument } from '../../conditional.ts';
import { collectionHref, topicHref } from '../../forms/list-models.ts';
import type { App, HttpOptions } from '../../options.ts';

/** As many as one part may hold (sitemapRoutes.org). */
const perPart = 50_000;
const hourMs = 3_600_000;
/** Parts that are kept at once; one of full size takes some megabytes. */
const mostKept = 8;
const namespace = 'http://www.sitemaps.org/schemas/sitemap/0.9';

/** What has a secret in its address, belongs to the console, or is for programs. */
const notForRobots = [
  '/admin',
  '/api/',
  '/confirm/',
  '/preferences/',
  '/unsubscribe/',
  '/feedback/',
  '/view/',
  '/mailbox',
  // Searches but for those of plain words.
  '/*?q=*&',
  '/*?q=*%',
  '/*?q=*:',
  '/*&q=',
];

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });

function xml(root: 'urlset' | 'sitemapindex', children: object): string {
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    [root]: { '@xmlns': namespace, ...children },
  });
}

type Kept = { body: string; at: Date };

/**
 * What search engines may read, and where. Papers are in parts by number, so that a part that is full stays as it is.
 * Each part is made at most once an hour.
 */
export function sitemapRoutes(app: App, { deps, publicUrl }: HttpOptions): void {
  const { collections, papers, topics } = deps.stores;
  const retained = new Map<string, Kept>();

  async function made(name: string, make: () => Promise<string>): Promise<Kept> {
    const now = deps.now();
    const found = retained.get(name);
    if (found !== undefined && now.getTime() - found.at.getTime() < hourMs) return found;
    const fresh = { body: await make(), at: now };
    retained.delete(name);
    retained.set(name, fresh);
    const [oldest] = retained.keys();
    if (retained.size > mostKept && oldest !== undefined) retained.delete(oldest);
    return fresh;
  }

  const parts = async () => Math.ceil((await papers.lastId()) / perPart);

  async function index(): Promise<string> {
    const names = ['topics', ...Array.from({ length: await parts() }, (_, at) => `papers-${at + 1}`)];
    return xml('sitemapindex', {
      sitemap: names.map((name) => ({ loc: `${publicUrl}/sitemap/${name}.xml` })),
    });
  }

  async function ofTopics(): Promise<string> {
    const published = await collections.listPublished();
    const paths = [
      '/',
      '/topics',
      '/archive',
      '/embed',
      ...(await topics.list()).filter(({ retired }) => !retired).map(({ slug }) => topicHref(slug)),
      ...(published.length > 0 ? ['/collections'] : []),
      ...published.map(({ slug }) => collectionHref(slug)),
    ];
    return xml('urlset', { url: paths.map((path) => ({ loc: `${publicUrl}${path}` })) });
  }

  async function ofPapers(part: number): Promise<string> {
    const found = await papers.changes({ after: (part - 1) * perPart, upTo: part * perPart });
    const url = found.map(({ id, changedAt }) => ({
      loc: `${publicUrl}/papers/${id}`,
      lastmod: changedAt.toISOString(),
    }));
    return xml('urlset', { url });
  }

  const type = 'application/xml; charset=utf-8';

  app.get('/robots.txt', async (_request, reply) =>
    reply
      .type('text/plain; charset=utf-8')
      .header('cache-control', 'public, max-age=3600')
      .send(
        [
          'User-agent: *',
          ...notForRobots.map((path) => `Disallow: ${path}`),
          '',
          `Sitemap: ${publicUrl}/sitemap.xml`,
          '',
        ].join('\n'),
      ),
  );

  app.get('/sitemap.xml', async (request, reply) => {
    const { body, at } = await made('index', index);
    return sendDocument(request, reply, { type, body, changedAt: at, maxAge: 3_600 });
  });

  app.get(
    '/sitemap/:name',
    { schema: { params: Type.Object({ name: Type.String({ maxLength: 40 }) }) } },
    async (request, reply) => {
      const { name } = request.params;
      const part = Number(/^papers-([1-9]\d{0,5})\.xml$/.exec(name)?.[1] ?? Number.NaN);
      if (name !== 'topics.xml' && !(part <= (await parts())))
        throw new DomainError('not_found', 'There is no such part of the sitemap.');
      const { body, at } = await made(name, () => (name === 'topics.xml' ? ofTopics() : ofPapers(part)));
      return sendDocument(request, reply, { type, body, changedAt: at, maxAge: 3_600 });
    },
  );
}
