import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../domain/errors.ts';
import type { Window } from '../../../domain/ranking/trending.ts';
import { readDay, spanAround, writtenDay } from '../../../domain/time/site-day.ts';
import type { HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import type { SendKept } from '../../page-cache.ts';
import { listKeptMs } from '../paper-list.ts';
import { subscribeFormModel } from '../subscribe-form.ts';
import { dayHref, dayModel, dayPage, spanName } from './day-models.ts';

const perPage = 25;

type Asked = { date: string; window: Window | undefined; page: number };

/** A day that was asked for. Rejects with `invalid` for what is none, and with `not_found` for one that is to come. */
function askedDay(date: string, now: Date): Date {
  const day = readDay(date);
  if (day === null) {
    const message = 'a day of the calendar, written like 2026-11-24';
    throw new DomainError('invalid', `date: ${message}`, { fields: [{ field: 'date', message }] });
  }
  if (day > now)
    throw new DomainError('not_found', 'That day has not come yet. Its papers will be here when it has.');
  return day;
}

/** The papers of any day, or of the week or month that it is in: the same for everybody, and so kept. */
export function dayRoute({ deps }: HttpOptions, pages: Pages, sendKept: SendKept) {
  return async (request: FastifyRequest, reply: FastifyReply, { date, window, page }: Asked) => {
    const now = deps.now();
    const day = askedDay(date, now);
    const length = window ?? 'day';
    const { language } = request;
    const make = async () => {
      const [{ items, total }, topics] = await Promise.all([
        deps.stores.papers.listSpan({ ...spanAround(day, length), now, page, limit: perPage }),
        deps.knownTopics.list(),
      ]);
      const subscribe = subscribeFormModel({ now, language, form: 'home', topics });
      const model = dayModel({
        day,
        length,
        now,
        papers: items,
        total,
        page,
        limit: perPage,
        language,
        subscribe,
      });
      return pages.html(request, dayPage, model, {
        title: spanName(day, length, language),
        description: language.pages.days.lead,
        canonical: dayHref(spanAround(day, length).from, length, page),
        // There are as many days without papers as anybody cares to ask for.
        noindex: items.length === 0,
      });
    };
    const key = `/ of ${writtenDay(day)} ${length} ${page} ${writtenDay(now)}`;
    return await sendKept(request, reply, { key, make, longestMs: listKeptMs });
  };
}
