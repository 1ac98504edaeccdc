import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Topic } from '../../../domain/catalogue/topic.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { Window } from '../../../domain/ranking/trending.ts';
import { readDay, spanAround, writtenDay } from '../../../domain/time/site-day.ts';
import { topicHref } from '../../forms/list-models.ts';
import type { HttpOptions } from '../../options.ts';
import type { Pages } from '../../page.ts';
import type { SendKept } from '../../page-cache.ts';
import { listKeptMs } from '../paper-list.ts';
import { subscribeFormModel } from '../subscribe-form.ts';
import { type DayPlace, dayHref, dayModel, dayPage, everyField, spanName } from './day-models.ts';

const perPage = 25;

/** `topic`: the one of its place; null for all fields. */
type Asked = {
  date: string;
  window: Window | undefined;
  page: number;
  place: DayPlace;
  topic: Topic | null;
};

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
  return async (request: FastifyRequest, reply: FastifyReply, asked: Asked) => {
    const { date, window, page, place, topic } = asked;
    const now = deps.now();
    const day = askedDay(date, now);
    const length = window ?? 'day';
    const { language } = request;
    const span = spanAround(day, length);
    const make = async () => {
      const [{ items, total }, topics] = await Promise.all([
        deps.stores.papers.listSpan({ ...span, topicId: topic?.id ?? null, now, page, limit: perPage }),
        deps.knownTopics.list(),
      ]);
      const about = topic === null ? {} : { chosen: [topic.slug], about: topic.name };
      const form = topic === null ? 'home' : `topic:${topic.slug}`;
      const subscribe = subscribeFormModel({ now, language, form, topics, ...about });
      const model = dayModel({
        place,
        topic,
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
      // A topic's days are at two addresses, of which one is to be known.
      const known = topic === null ? everyField : { path: topicHref(topic.slug), topic: null };
      return pages.html(request, dayPage, model, {
        title: spanName(day, length, topic, language),
        description: language.pages.days.lead,
        canonical: dayHref(known, span.from, length, page),
        // There are as many days without papers as anybody cares to ask for.
        noindex: items.length === 0,
      });
    };
    const key = `${place.path} ${place.topic ?? ''} of ${writtenDay(day)} ${length} ${page} ${writtenDay(now)}`;
    return await sendKept(request, reply, { key, make, longestMs: listKeptMs });
  };
}
