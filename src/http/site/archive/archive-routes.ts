import Type from 'typebox';
import { ownLanguage } from '../../../app/digests/letters/set-next-words.ts';
import { DomainError } from '../../../domain/errors.ts';
import { wordsFor } from '../../../domain/sending/editors-words.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { filled } from '../../say.ts';
import { IdParams, idCursor } from '../../schemas/common.ts';
import { archiveDigestModel, archiveDigestPage, archiveEntries, archivePage } from './archive-models.ts';

const perPage = 20;

/** Past digests, with nothing personal. Those sent to named addresses only are left out. */
export function archiveRoutes(app: App, { deps }: HttpOptions, pages: Pages): void {
  const { digests } = deps.stores;

  app.get(
    '/archive',
    { schema: { querystring: Type.Object({ before: Type.Optional(idCursor()) }) } },
    async (request, reply) => {
      const { language } = request;
      const { archiveHeading, archiveDescription } = language.pages.digests;
      const list = await digests.list({
        before: request.query.before ?? null,
        limit: perPage,
        archive: true,
      });
      const found = await Promise.all(
        list.map(async (digest) => ({ digest, cards: await digests.papersOf(digest.id) })),
      );
      const entries = archiveEntries(found, language);
      const last = list.at(-1);
      const older = list.length === perPage && last !== undefined ? `/archive?before=${last.id}` : null;
      return pages.show(
        request,
        reply,
        archivePage,
        { digests: entries, older },
        {
          title: archiveHeading,
          description: archiveDescription,
          canonical:
            request.query.before === undefined ? '/archive' : `/archive?before=${request.query.before}`,
        },
      );
    },
  );

  app.get('/archive/:id', { schema: { params: IdParams } }, async (request, reply) => {
    const digest = await digests.byId(request.params.id);
    if (digest === null || digest.targeted || digest.status !== 'finished')
      throw new DomainError('not_found', 'There is no such digest in the archive.');
    const { language } = request;
    const said = digest.words === null ? null : wordsFor(digest.words, ownLanguage(deps)).introduction;
    const introduction = said === null ? null : deps.markdown(said, 'page');
    const model = archiveDigestModel(digest, await digests.papersOf(digest.id), language, introduction);
    const { pastTitle, pastDescription } = language.pages.digests;
    return pages.show(request, reply, archiveDigestPage, model, {
      title: filled(pastTitle, { title: model.title, date: model.date.text }),
      description: filled(pastDescription, { date: model.date.text }),
      type: 'article',
      canonical: `/archive/${digest.id}`,
    });
  });
}
