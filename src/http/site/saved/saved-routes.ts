import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { askByAddress } from '../../../app/subscribers/ask-for-link.ts';
import { DomainError } from '../../../domain/errors.ts';
import { readSaved } from '../../../domain/papers/saved/saved-list.ts';
import { field } from '../../forms/form-body.ts';
import { wrongFieldsOrThrow } from '../../forms/refusals.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { linkAskedModel, linkAskedPage } from '../manage/manage-models.ts';
import { askedChange, browsersList, giveBrowser, savedPapers } from './saved-list.ts';
import { savedModel, savedPage } from './saved-models.ts';

/** Papers that are named in an address. */
export const NamedPapers = Type.Object({ papers: Type.Optional(Type.String({ maxLength: 1_000 })) });

/**
 * Papers that a reader has set aside. The list is kept by the reader's browser, in a cookie with nothing but the
 * numbers of the papers, so that it works without a script and nobody needs an account. The same list in an address
 * (`?papers=12.7`) is for other browsers and for feed readers. Whoever gets the digest can have it kept here, behind a
 * link that comes by mail (kept-routes.ts); until then nothing of it is stored.
 */
export function savedRoutes(app: App, options: HttpOptions, pages: Pages): void {
  const { deps, publicUrl } = options;

  type Typed = Pick<Parameters<typeof savedModel>[0], 'email' | 'errors'>;
  async function show(request: FastifyRequest, reply: FastifyReply, named?: string, typed: Typed = {}) {
    const { language } = request;
    const list = named === undefined ? browsersList(request) : readSaved(named);
    const papers = await savedPapers(options, list);
    const model = savedModel({ papers, shared: named !== undefined, publicUrl, language, ...typed });
    return pages.show(request, reply, savedPage, model, {
      title: named === undefined ? language.pages.cards.savedPapers : language.pages.cards.sharedList,
      noindex: true,
    });
  }

  app.get('/saved', { schema: { querystring: NamedPapers } }, async (request, reply) =>
    show(request, reply, request.query.papers),
  );

  app.post('/saved', async (request, reply) => {
    // Another site has no business with a reader's list.
    if (request.headers['sec-fetch-site'] === 'cross-site')
      throw new DomainError('forbidden', 'Save papers on this site itself.');
    const { added, removed } = await askedChange(options, request.body);
    if (removed.length === 0 && added.length === 0)
      throw new DomainError('not_found', 'There is no such paper here.');
    const kept = [...new Set([...added, ...browsersList(request)])].filter((id) => !removed.includes(id));
    giveBrowser(reply, kept, publicUrl);
    return reply.redirect('/saved', 303);
  });

  app.post('/saved/mail', async (request, reply) => {
    const { body, language } = request;
    const email = field(body, 'email');
    const asked = { kind: 'saved' as const, email, clientIp: request.client.address };
    try {
      // People do not see this field; whoever fills it in is told the same and nothing happens.
      if (field(body, 'website') === '')
        await askByAddress(deps, { ...asked, papers: browsersList(request) });
    } catch (error) {
      const errors = wrongFieldsOrThrow(error, language);
      return await show(request, reply.code(400), undefined, { email, errors });
    }
    return pages.show(request, reply, linkAskedPage, linkAskedModel('saved', language), {
      title: language.pages.subscribe.checkInbox,
    });
  });
}
