import type { Deps } from '../../../app/deps.ts';
import type { Forgotten } from '../../../app/interests/give-feedback.ts';
import { nameInterests } from '../../../app/interests/name-interests.ts';
import type { RawInterest, RawInterests } from '../../../app/interests/read-interests.ts';
import { wayBack } from '../../../app/subscribers/come-back.ts';
import { personalData } from '../../../app/subscribers/export-personal-data.ts';
import type { FieldError } from '../../../domain/errors.ts';
import type { Language } from '../../../domain/languages/language.ts';
import { type HeldInterest, topicIdsOf } from '../../../domain/papers/subject.ts';
import { termsOf } from '../../../domain/retention/retention.ts';
import type { Subscriber } from '../../../domain/subscribers/subscriber.ts';
import { field, fields } from '../../forms/form-body.ts';
import { storedPreferences, typedPreferences } from '../../forms/preference-fields.ts';
import { comeBackModel } from '../come-back.ts';
import { interestRows, learned } from './interest-models.ts';
import { type PreferencesModel, preferencesModel } from './preferences-models.ts';
import { storedFacts } from './privacy-facts.ts';
import { statusModel } from './status-models.ts';

/** The preferences page of a subscriber; `body` is what a refused form held. */
export async function readPreferencesModel(
  deps: Deps,
  subscriber: Subscriber,
  page: { path: string; unsubscribeHref: string; language: Language },
  more: { body?: unknown; errors?: readonly FieldError[]; flash?: string },
): Promise<PreferencesModel> {
  const { stores } = deps;
  const { id, timezone } = subscriber;
  const { language } = page;
  const { body } = more;
  const topics = await stores.topics.list();
  const slugs = new Map(topics.map(({ id: topicId, slug }) => [topicId, slug]));
  const [votes, mutes] = [await stores.feedback.votes(id), await stores.feedback.mutes(id)];
  return preferencesModel({
    ...page,
    email: subscriber.email,
    ownFeedHref: deps.links.nextFeed(id, (await stores.ownFeeds.feedTurnOf(id)) ?? 1),
    savedHref: deps.links.saved(id),
    status: statusModel(
      subscriber,
      await stores.suppressions.isSuppressed(subscriber.email),
      deps.now(),
      language,
    ),
    comeBack: comeBackModel(
      await wayBack(stores, subscriber, deps.now()),
      `${page.path}/return`,
      timezone,
      language,
    ),
    topics,
    chosen:
      body === undefined
        ? topicIdsOf(subscriber.interests).flatMap((topicId) => slugs.get(topicId) ?? [])
        : fields(body, 'topics'),
    values: {
      ...(body === undefined ? storedPreferences(subscriber) : typedPreferences(body)),
      name: subscriber.name === null ? null : (fields(body, 'name')[0] ?? subscriber.name),
      query: field(body, 'query'),
      author: field(body, 'author'),
      paper: field(body, 'paper'),
    },
    interests: interestRows(await nameInterests(stores, subscriber.interests), language, {
      value: (subjectId) => fields(body, `value-${subjectId}`)[0],
      weight: (subjectId) => field(body, `weight-${subjectId}`) || undefined,
      removed: new Set(fields(body, 'remove')),
    }),
    learned: learned({
      votes,
      papers: await stores.papers.byIds(votes.map(({ paperId }) => paperId)),
      mutes,
      topics,
      timezone,
      language,
      forgotten: {
        votes: new Set(fields(body, 'forget-vote')),
        mutes: new Set(fields(body, 'forget-mute')),
        all: field(body, 'forget-all') !== '',
      },
    }),
    stored: storedFacts(await personalData(deps, id), termsOf(await stores.retention.readSaid()), {
      timezone,
      language,
    }),
    errors: more.errors ?? [],
    flash: more.flash ?? null,
    now: deps.now(),
  });
}

/** Several of a kind may be added at once, one a line. */
function lines(body: unknown, name: string): string[] {
  return field(body, name).split(/\r\n|\r|\n/);
}

/**
 * What the form asks to follow: the topics that are ticked, what else was followed and is not to be removed, as it was
 * rewritten, and what is added. What the form does not show, because it was chosen elsewhere meanwhile, stays.
 */
export function askedInterests(
  body: unknown,
  held: readonly HeldInterest[],
  slugs: ReadonlyMap<number, string>,
): RawInterests {
  const removed = new Set(fields(body, 'remove'));
  const retained = held.filter(({ id }) => !removed.has(String(id)));
  const weightOf = (one: HeldInterest) => field(body, `weight-${one.id}`) || one.weight;
  const gone = new Set(
    topicIdsOf(held.filter(({ id }) => removed.has(String(id)))).map((id) => slugs.get(id)),
  );
  const heldTopics = new Map(
    retained.flatMap((one) => (one.kind === 'topic' ? [[slugs.get(one.topicId), one] as const] : [])),
  );
  /** As it stands in its row: emptied, it is not followed any more. */
  const row = (one: HeldInterest, stored: string): RawInterest => {
    const name = `value-${one.id}`;
    return { value: fields(body, name)[0] ?? stored, weight: weightOf(one), field: name };
  };
  return {
    topics: fields(body, 'topics')
      .filter((slug) => !gone.has(slug))
      .map((value) => {
        const one = heldTopics.get(value);
        return { value, weight: one === undefined ? undefined : weightOf(one) };
      }),
    queries: [
      ...retained.flatMap((one) => (one.kind === 'query' ? row(one, one.query) : [])),
      ...lines(body, 'query'),
    ],
    authors: [
      ...retained.flatMap((one) => (one.kind === 'author' ? row(one, one.author) : [])),
      ...lines(body, 'author'),
    ],
    papers: [
      ...retained.flatMap((one) => (one.kind === 'paper' ? row(one, String(one.paperId)) : [])),
      ...lines(body, 'paper'),
    ],
  };
}

/** What the form asks to forget of what was learned. */
export function askedToForget(body: unknown): Forgotten {
  if (field(body, 'forget-all') !== '') return 'all';
  const numbers = (name: string) =>
    fields(body, name).flatMap((text) => (/^\d{1,9}$/.test(text) ? Number(text) : []));
  return { paperIds: numbers('forget-vote'), muteIds: numbers('forget-mute') };
}

/** The name as it was written; undefined where the form does not have one, null where it was emptied. */
export function askedName(body: unknown): string | null | undefined {
  const [typed] = fields(body, 'name');
  return typed === undefined ? undefined : typed.replace(/\p{Cc}+/gu, ' ').trim() || null;
}
