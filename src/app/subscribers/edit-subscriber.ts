import { DomainError, type FieldError, invalid } from '../../domain/errors.ts';
import { isUsableInstant } from '../../domain/instant.ts';
import type { Weight } from '../../domain/papers/subject.ts';
import { parseAddress } from '../../domain/subscribers/address.ts';
import { preferenceNames } from '../../domain/subscribers/preferences.ts';
import type { Subscriber } from '../../domain/subscribers/subscriber.ts';
import { readTags } from '../../domain/subscribers/tag.ts';
import { nextDue } from '../../domain/time/cadence.ts';
import { recordAction } from '../audit.ts';
import type { Deps, Needs } from '../deps.ts';
import { inTransaction } from '../in-transaction.ts';
import { interestValues } from '../interests/name-interests.ts';
import type { RawInterest } from '../interests/read-interests.ts';
import { type RawChoices, readChoices } from './choices.ts';
import { addSubscriber } from './import-rows.ts';
import { updatePreferences } from './preferences/update-preferences.ts';
import { readKnownTags, requireRoom } from './tags/edit-tags.ts';
import { unsubscribe } from './unsubscribe.ts';

export type AddInput = RawChoices & {
  email: string;
  name?: string | undefined;
  tags?: readonly string[] | undefined;
  /** `pending` sends a confirmation mail; `active` needs to say where the consent was given. */
  status?: 'pending' | 'active' | undefined;
  /** Where they agreed. */
  consentSource?: string | undefined;
  /** When, as an instant; now unless it is said. */
  consentAt?: string | undefined;
  /** Both must be said, whatever the status. */
  needsConsent?: boolean | undefined;
  /** Who asks, for the audit. */
  actor: string;
};

/**
 * Adds one subscriber by an admin's hand: `pending` unless said otherwise, who gets a mail to confirm. Rejects with
 * `invalid`, or `conflict` for a known or suppressed address, or one that unsubscribed long ago.
 */
export async function addByAdmin(
  deps: Needs<'atomically' | 'now', 'papers' | 'suppressions' | 'topics'>,
  input: AddInput,
): Promise<Subscriber> {
  const address = parseAddress(input.email);
  const { choices, errors } = await readChoices(deps.stores, input);
  const { tags, errors: wrongTags } = readTags(input.tags ?? []);
  errors.push(...wrongTags);
  const status = input.status ?? 'pending';
  const consent = readConsent(input, deps.now());
  errors.push(...consent.errors);
  const wrong = address.ok ? errors : [{ field: 'email', message: address.message }, ...errors];
  if (!address.ok || wrong.length > 0) throw invalid(wrong);
  const [suppression] = await deps.stores.suppressions.suppressionsOf(address.address);
  if (suppression !== undefined) {
    const { domain, reason, note } = suppression;
    const what = domain === null ? 'This address is' : `All addresses at ${domain} are`;
    const why = [reason, note].filter(Boolean).join(': ');
    throw new DomainError(
      'conflict',
      `${what} suppressed (${why}) and must not be mailed; lift the suppression first.`,
    );
  }
  return await deps.atomically(async (stores) => {
    const outcome = await addSubscriber(inTransaction(deps, stores), {
      email: address.address,
      mailDomain: address.domain,
      name: input.name?.trim() || null,
      status,
      choices,
      consentSource: consent.source || 'admin',
      consentAt: consent.at,
      actor: 'admin',
    });
    const subscriber = await stores.subscribers.byEmail(address.address);
    if (subscriber === null)
      throw new DomainError(
        'conflict',
        'Whoever has this address unsubscribed long ago, and only they can come back: by the form.',
      );
    if (outcome !== 'added') throw new DomainError('conflict', 'There is a subscriber with this address.');
    await requireRoom(stores, tags);
    await stores.tags.setTags(subscriber.id, tags);
    const object = `subscriber ${subscriber.id}`;
    const { actor } = input;
    await recordAction(stores, { actor, at: deps.now() }, 'subscriber added', object, { status });
    return { ...subscriber, tags: tags.map(({ name }) => name) };
  });
}

const longestSource = 200;

/** Where and when somebody agreed, as it was said. */
function readConsent(
  { consentSource = '', consentAt = '', status, needsConsent = false }: AddInput,
  now: Date,
): { source: string; at: Date; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const source = consentSource.replace(/\p{Cc}+/gu, ' ').trim();
  const at = consentAt.trim() === '' ? now : new Date(consentAt);
  if (source === '' && (status === 'active' || needsConsent))
    errors.push({
      field: 'consentSource',
      message: needsConsent
        ? 'say where and how this person agreed'
        : 'say where and how this person agreed, or add them as pending',
    });
  if (source.length > longestSource)
    errors.push({ field: 'consentSource', message: `must have at most ${longestSource} characters` });
  if (consentAt.trim() === '' && needsConsent)
    errors.push({ field: 'consentAt', message: 'say when this person agreed' });
  if (!isUsableInstant(at)) errors.push({ field: 'consentAt', message: 'is not a date and time' });
  else if (at > now) errors.push({ field: 'consentAt', message: 'lies in the future' });
  return { source, at, errors };
}

export type EditInput = RawChoices & {
  name?: string | null | undefined;
  status?: 'active' | 'unsubscribed' | undefined;
  /** All that they are to have. */
  tags?: readonly string[] | undefined;
  /** Who asks, for the audit. */
  actor: string;
};

/**
 * Changes one subscriber by an admin's hand; what is absent stays. An admin can end a subscription, and take that
 * back for somebody who had confirmed; never confirm in somebody's place.
 */
export async function editByAdmin(
  deps: Pick<Deps, 'atomically' | 'now'>,
  id: number,
  input: EditInput,
): Promise<Subscriber> {
  return await deps.atomically(async (stores) => {
    const { actor, ...change } = input;
    const [before, after] = await edit(inTransaction(deps, stores), id, change);
    // What was changed, not what it was: a person's words would outlive their data there.
    const changed = changedFields(before, after);
    const detail = { changed, ...(changed.includes('status') ? { status: after.status } : {}) };
    const object = `subscriber ${id}`;
    await recordAction(stores, { actor, at: deps.now() }, 'subscriber changed', object, detail);
    return after;
  });
}

const auditedFields = ['name', 'status', ...preferenceNames] as const;

function changedFields(before: Subscriber, after: Subscriber): string[] {
  const held = ({ interests }: Subscriber) =>
    JSON.stringify(interests.map(({ id, weight }) => [id, weight]).sort());
  return [
    ...auditedFields.filter((field) => before[field] !== after[field]),
    ...(held(before) === held(after) ? [] : ['interests']),
    ...(before.tags.join(';') === after.tags.join(';') ? [] : ['tags']),
  ];
}

/** The subscriber before and after. */
async function edit(
  deps: Needs<'atomically' | 'now', 'papers' | 'subscribers' | 'suppressions' | 'tags' | 'topics'>,
  id: number,
  input: Omit<EditInput, 'actor'>,
): Promise<[Subscriber, Subscriber]> {
  const before = await deps.stores.subscribers.byId(id);
  if (before === null) throw new DomainError('not_found', `There is no subscriber ${id}.`);
  const { status, name, tags, ...raw } = input;
  if (status === 'active' && before.status !== 'active') await reactivate(deps, before);
  const slugs = new Map((await deps.stores.topics.list()).map((topic) => [topic.id, topic.slug]));
  const held = interestValues(before.interests, slugs);
  await updatePreferences(deps, {
    subscriberId: id,
    actor: 'admin',
    ...Object.fromEntries(preferenceNames.map((name) => [name, raw[name] ?? before[name]])),
    topics: keepingWeights(raw.topics, held.topics),
    queries: keepingWeights(raw.queries, held.queries),
    authors: keepingWeights(raw.authors, held.authors),
    papers: keepingWeights(raw.papers, held.papers),
    ...(name === undefined ? {} : { name }),
  });
  if (tags !== undefined) await deps.stores.tags.setTags(id, await readKnownTags(deps.stores, tags));
  if (status === 'unsubscribed') await unsubscribe(deps, { subscriberId: id, means: 'admin' });
  const after = await deps.stores.subscribers.byId(id);
  if (after === null) throw new DomainError('not_found', `There is no subscriber ${id}.`);
  return [before, after];
}

type Held = { value: string; weight: Weight };

/** What was given, each with the weight that it had when none is given; all that was held when nothing is given. */
function keepingWeights(
  given: readonly RawInterest[] | undefined,
  held: readonly Held[],
): readonly RawInterest[] {
  if (given === undefined) return held;
  const known = new Map(held.map((one) => [one.value.toLowerCase(), one.weight]));
  return given.map((one) => {
    const { value, weight } = typeof one === 'string' ? { value: one } : one;
    return { value, weight: weight ?? known.get(value.trim().toLowerCase()) };
  });
}

async function reactivate(
  deps: Needs<'atomically' | 'now', 'suppressions'>,
  subscriber: Subscriber,
): Promise<void> {
  const { confirmedAt } = subscriber;
  if (subscriber.status !== 'unsubscribed' || confirmedAt === null) {
    throw new DomainError(
      'conflict',
      `A subscriber who is ${subscriber.status} cannot be made active by an admin: only the reader can confirm.`,
    );
  }
  if (await deps.stores.suppressions.isSuppressed(subscriber.email)) {
    throw new DomainError(
      'conflict',
      'This address is suppressed and must not be mailed; lift the suppression first.',
    );
  }
  const now = deps.now();
  await deps.atomically(async (stores) => {
    await stores.subscribers.activate(subscriber.id, confirmedAt, nextDue(now, subscriber));
    await stores.subscribers.addEvent(subscriber.id, {
      kind: 'reactivated',
      actor: 'admin',
      detail: {},
      at: now,
    });
  });
}
