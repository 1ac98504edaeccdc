import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { ownLanguage } from '../../../app/digests/letters/set-next-words.ts';
import { DomainError } from '../../../domain/errors.ts';
import { wordsFor } from '../../../domain/sending/editors-words.ts';
import type { Span } from '../../../domain/time/site-day.ts';
import { readMonth } from '../../../domain/time/site-month.ts';
import type { App, HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import { filled } from '../../say.ts';
import { IdParams, idCursor } from '../../schemas/common.ts';
import { archiveDigestModel, archiveDigestPage, archiveEntries, archivePage } from './archive-models.ts';
import { archiveTabs, calendarModel, calendarPage, monthHref, monthName } from './calendar-models.ts';

const perPage = 20;
/** Of one month: three cadences are forty at most, the rest are an editor's. */
const mostOfMonth = 200;

/**
 * A month that was asked for. Rejects with `invalid` for what is none, and with `not_found` for one that is to come.
 */
function askedMonth(typed: string, now: Date): Span {
  const month = readMonth(typed);
  if (month === null) {
    const message = 'a month of the calendar, written like 2026-11';
    throw new DomainError('invalid', `month: ${message}`, { fields: [{ field: 'month', message }] });
  }
  if (month.from > now)
    throw new DomainError('not_found', 'That month has not come yet. Its digests will be here when it has.');
  return month;
}

/** The digests of a month, as a calendar. */
function calendarRoute({ deps }: Pick<HttpOptions, 'deps'>, pages: Pages) {
  return async (request: FastifyRequest, reply: FastifyReply, typed: string) => {
    const span = askedMonth(typed, deps.now());
    const { language } = request;
    const found = await deps.stores.archive.digestsOf(span, mostOfMonth);
    const { archiveHeading, archiveDescription } = language.pages.digests;
    return pages.show(request, reply, calendarPage, calendarModel({ span, ...found, language }), {
      title: `${archiveHeading}: ${monthName(span.from, language)}`,
      description: archiveDescription,
      canonical: monthHref(span.from),
      // There are as many empty months as anybody cares to ask for.
      noindex: found.digests.length === 0,
    });
  };
}

/** Past digests, with nothing personal. Those sent to named addresses only are left out. */
export function archiveRoutes(app: App, { deps }: Pick<HttpOptions, 'deps'>, pages: Pages): void {
  const { digests } = deps.stores;
  const calendar = calendarRoute({ deps }, pages);

  app.get(
    '/archive',
    {
      schema: {
        querystring: Type.Object({
          before: Type.Optional(idCursor()),
          month: Type.Optional(Type.String({ maxLength: 40 })),
        }),
      },
    },
    async (request, reply) => {
      const { language } = request;
      const { month } = request.query;
      if (month !== undefined && month !== '') return await calendar(request, reply, month);
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
        { digests: entries, older, tabs: archiveTabs('list', list[0]?.asOf ?? null, language) },
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
