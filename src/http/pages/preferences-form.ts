import { nameInterests } from '../../app/name-interests.ts';
import type { Stores } from '../../app/ports.ts';
import type { RawInterests } from '../../app/read-interests.ts';
import type { FieldError } from '../../domain/errors.ts';
import { type HeldInterest, topicIdsOf } from '../../domain/subject.ts';
import type { Subscriber } from '../../domain/subscriber.ts';
import { interestRows, learned, type PreferencesModel, preferencesPage } from './models.ts';
import { field, fields } from './page.ts';

const notices: Partial<Record<Subscriber['status'], string>> = {
  pending:
    'This subscription waits for your confirmation: please press the button in the mail that we sent you.',
  unsubscribed: 'You are unsubscribed: no digest comes at present. Fill in the subscribe form to come back.',
  bounced: 'Mail to your address was refused, so no digest comes at present.',
  complained: 'Our mail was reported as unwanted from your address, so no digest comes.',
};

/** The preferences page of a subscriber; `body` is what a refused form held. */
export async function preferencesModel(
  stores: Stores,
  subscriber: Subscriber,
  page: { path: string; unsubscribeHref: string },
  more: { body?: unknown; errors?: readonly FieldError[]; saved?: boolean },
): Promise<PreferencesModel> {
  const { body } = more;
  const typed = (name: string, stored: string) => (body === undefined ? stored : field(body, name));
  const topics = await stores.topics.list();
  const slugs = new Map(topics.map(({ id, slug }) => [id, slug]));
  const [votes, mutes] = [
    await stores.feedback.votes(subscriber.id),
    await stores.feedback.mutes(subscriber.id),
  ];
  return preferencesPage({
    ...page,
    topics,
    chosen:
      body === undefined
        ? topicIdsOf(subscriber.interests).flatMap((id) => slugs.get(id) ?? [])
        : fields(body, 'topics'),
    values: {
      cadence: typed('cadence', subscriber.cadence),
      timezone: typed('timezone', subscriber.timezone),
      hour: typed('hour', String(subscriber.hour)),
      maxPapers: typed('maxPapers', String(subscriber.maxPapers)),
      quietDays: typed('quietDays', subscriber.quietDays),
      language: typed('language', subscriber.language),
      query: typed('query', ''),
      author: typed('author', ''),
      paper: typed('paper', ''),
    },
    interests: interestRows(await nameInterests(stores, subscriber.interests), {
      weight: (id) => field(body, `weight-${id}`) || undefined,
      removed: new Set(fields(body, 'remove')),
    }),
    learned: learned({
      action: `${page.path}/feedback`,
      votes,
      papers: await stores.papers.byIds(votes.map(({ paperId }) => paperId)),
      mutes,
      topics,
      timezone: subscriber.timezone,
    }),
    errors: more.errors ?? [],
    saved: more.saved ?? false,
    notice: notices[subscriber.status] ?? null,
  });
}

/**
 * What the form asks to follow: the topics that are ticked, what else was followed and is not to be removed, and what
 * is added. What the form does not show, because it was chosen elsewhere meanwhile, stays.
 */
export function askedInterests(
  body: unknown,
  held: readonly HeldInterest[],
  slugs: ReadonlyMap<number, string>,
): RawInterests {
  const removed = new Set(fields(body, 'remove'));
  const kept = held.filter(({ id }) => !removed.has(String(id)));
  const weightOf = (one: HeldInterest) => field(body, `weight-${one.id}`) || one.weight;
  const gone = new Set(
    topicIdsOf(held.filter(({ id }) => removed.has(String(id)))).map((id) => slugs.get(id)),
  );
  const heldTopics = new Map(
    kept.flatMap((one) => (one.kind === 'topic' ? [[slugs.get(one.topicId), one] as const] : [])),
  );
  return {
    topics: fields(body, 'topics')
      .filter((slug) => !gone.has(slug))
      .map((value) => {
        const one = heldTopics.get(value);
        return { value, weight: one === undefined ? undefined : weightOf(one) };
      }),
    queries: [
      ...kept.flatMap((one) => (one.kind === 'query' ? { value: one.query, weight: weightOf(one) } : [])),
      field(body, 'query'),
    ],
    authors: [
      ...kept.flatMap((one) => (one.kind === 'author' ? { value: one.author, weight: weightOf(one) } : [])),
      field(body, 'author'),
    ],
    papers: [
      ...kept.flatMap((one) =>
        one.kind === 'paper' ? { value: String(one.paperId), weight: weightOf(one) } : [],
      ),
      field(body, 'paper'),
    ],
  };
}
