import { catalogue } from '../../domain/catalogue/index.ts';
import { DomainError, type FieldError, invalid } from '../../domain/errors.ts';
import { parseSearch, readQuery } from '../../domain/papers/search-query.ts';
import { type AuditAction, recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import type { Stores } from '../persistence.ts';
import type { CuratedTopic, TopicText } from './paper-stores.ts';

/** What a form says of a topic, as it was typed. */
export type RawTopic = Record<keyof TopicText, string>;

export const longestTopicQuery = 4_000;
const longestName = 80;
const longestDescription = 300;
const matched = 10;

/**
 * When papers are matched once more after a change. A transaction that stores papers may have begun with the old query,
 * and lasts three minutes at most (adapters/postgres/persistence.ts).
 */
const againMs = 200_000;

/** A curated topic by its slug. Rejects with `not_found`. */
export async function curatedTopic(stores: Pick<Stores, 'topics'>, slug: string): Promise<CuratedTopic> {
  const topic = await stores.topics.curatedBySlug(slug);
  if (topic === null) throw new DomainError('not_found', `There is no curated topic "${slug.slice(0, 80)}".`);
  return topic;
}

/** What the code's catalogue says of a curated topic; null for one that it does not have. */
export function catalogueText(slug: string): TopicText | null {
  const entry = catalogue.find((topic) => topic.kind === 'curated' && topic.slug === slug);
  if (entry === undefined || entry.query === null) return null;
  const { name, description, group, query } = entry;
  return { name, description, group, query };
}

/** Papers that a query finds, before it is saved. Rejects with `invalid` and the field `query`. */
export async function previewQuery(deps: Needs<never, 'topics'>, typed: string) {
  const read = readTopicQuery(typed);
  if (!read.ok) throw invalid([{ field: 'query', message: read.message }]);
  return await deps.stores.topics.preview(read.query, matched);
}

/** Adds a curated topic that people can follow from now on. Rejects with `invalid`, or `conflict` for a known slug. */
export async function addTopic(
  deps: Pick<Deps, 'atomically' | 'now'>,
  input: RawTopic & { slug: string; actor: string },
): Promise<CuratedTopic> {
  const slug = input.slug.trim();
  const { text, errors } = readTopic(input);
  // "new" is the address of the console's form.
  if (!/^(?!new$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(slug) || slug.length > 60)
    errors.unshift({
      field: 'slug',
      message: 'must have small letters, digits and single hyphens, such as robot-learning; at most 60',
    });
  if (errors.length > 0) throw invalid(errors);
  return await deps.atomically(async (stores) => {
    const added = await stores.topics.addTopic(slug, text, deps.now());
    if (added === null)
      throw new DomainError('conflict', 'There is a topic with this slug.', {
        fields: [{ field: 'slug', message: 'is taken by another topic' }],
      });
    await auditDetail(deps, stores, input.actor, 'topic added', added, { after: text });
    await match(deps, stores, added.id);
    return added;
  });
}

/**
 * Writes a curated topic. From then on what the admin wrote stands, whatever a later version's catalogue says, until
 * `resetTopic`. Rejects with `not_found`, or `invalid`.
 */
export async function editTopic(
  deps: Pick<Deps, 'atomically' | 'now'>,
  slug: string,
  input: RawTopic & { actor: string },
): Promise<CuratedTopic> {
  const { text, errors } = readTopic(input);
  if (errors.length > 0) throw invalid(errors);
  return await deps.atomically(async (stores) => {
    const before = await curatedTopic(stores, slug);
    await stores.topics.writeTopic(before.id, text, deps.now());
    const detail = { before: textOf(before), after: text };
    await auditDetail(deps, stores, input.actor, 'topic changed', before, detail);
    if (text.query !== before.query) await match(deps, stores, before.id);
    return await curatedTopic(stores, slug);
  });
}

/** Takes the catalogue's words and query again. Rejects with `not_found`, or `conflict` when the catalogue has none. */
export async function resetTopic(
  deps: Pick<Deps, 'atomically' | 'now'>,
  slug: string,
  actor: string,
): Promise<void> {
  const text = catalogueText(slug);
  await deps.atomically(async (stores) => {
    const before = await curatedTopic(stores, slug);
    if (text === null) throw new DomainError('conflict', 'The catalogue does not have this topic.');
    await stores.topics.writeTopic(before.id, text, null);
    await auditDetail(deps, stores, actor, 'topic reset', before, { before: textOf(before), after: text });
    if (text.query !== before.query) await match(deps, stores, before.id);
  });
}

/** A retired topic is offered no more; who follows it goes on getting its papers. Rejects with `not_found`. */
export async function retireTopic(
  deps: Pick<Deps, 'atomically' | 'now'>,
  slug: string,
  retired: boolean,
  actor: string,
): Promise<void> {
  await deps.atomically(async (stores) => {
    const topic = await curatedTopic(stores, slug);
    if (topic.retired === retired) return;
    await stores.topics.retire(topic.id, retired ? deps.now() : null);
    await auditDetail(deps, stores, actor, retired ? 'topic retired' : 'topic restored', topic, {});
  });
}

async function match(
  deps: Pick<Deps, 'now'>,
  stores: Pick<Stores, 'jobs' | 'topics'>,
  topicId: number,
): Promise<void> {
  await stores.topics.matchPapers(topicId);
  const after = new Date(deps.now().getTime() + againMs);
  await stores.jobs.send('match-topic', { topicId }, { after });
}

async function auditDetail(
  deps: Pick<Deps, 'now'>,
  stores: Pick<Stores, 'audit'>,
  actor: string,
  action: AuditAction,
  { id, slug }: CuratedTopic,
  detail: Record<string, unknown>,
): Promise<void> {
  await recordAction(stores, { actor, at: deps.now() }, action, `topic ${id}`, { slug, ...detail });
}

function textOf({ name, description, group, query }: CuratedTopic): TopicText {
  return { name, description, group, query: query ?? '' };
}

function readTopicQuery(typed: string): ReturnType<typeof readQuery> {
  if (parseSearch(typed).fields.length > 0)
    return {
      ok: false,
      message: 'looks at titles and abstracts: author:, cat:, from: and to: have no place in it',
    };
  return readQuery(typed, longestTopicQuery);
}

function readTopic(raw: RawTopic): { text: TopicText; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const line = (field: 'name' | 'description' | 'group', limit: number): string => {
    const value = raw[field].replace(/[\p{Cc}\s]+/gu, ' ').trim();
    if (value === '' || value.length > limit)
      errors.push({ field, message: `must have 1 to ${limit} characters` });
    return value;
  };
  const name = line('name', longestName);
  const group = line('group', longestName);
  const description = line('description', longestDescription);
  const read = readTopicQuery(raw.query);
  if (!read.ok) errors.push({ field: 'query', message: read.message });
  return { text: { name, description, group, query: read.ok ? read.query : raw.query }, errors };
}
