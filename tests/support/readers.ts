import type { Deps } from '../../src/app/deps.ts';
import { interestNames } from '../../src/app/interests/name-interests.ts';
import { addSubscriber } from '../../src/app/subscribers/import-rows.ts';
import type { Choices } from '../../src/app/subscribers/subscriber-stores.ts';
import { english } from '../../src/domain/languages/en.ts';
import type { Interest } from '../../src/domain/papers/subject.ts';
import { sql } from './postgres/sql.ts';

type Reader = Partial<Choices> & { topics?: string[]; confirmedAt?: Date };

/** Adds an active subscriber with plain choices and whatever a test says of them; returns the id. */
export async function addReader(deps: Deps, email: string, said: Reader = {}): Promise<number> {
  const { topics = [], interests = [], confirmedAt, ...rhythm } = said;
  const found = topics.length === 0 ? [] : await deps.stores.topics.bySlugs(topics);
  await addSubscriber(deps, {
    email,
    mailDomain: email.split('@')[1] ?? '',
    name: null,
    status: 'active',
    choices: {
      cadence: 'daily',
      timezone: 'UTC',
      hour: 8,
      weekday: 'monday',
      maxPapers: 10,
      quietDays: 'skip',
      announcements: 'on',
      language: 'en',
      ...rhythm,
      interests: [
        ...found.map(({ id }): Interest => ({ kind: 'topic', topicId: id, weight: 'normal' })),
        ...interests,
      ],
    },
    consentSource: 'test',
    consentAt: confirmedAt ?? new Date(deps.now().getTime() - 3_600_000),
    actor: 'import',
  });
  const added = await deps.stores.subscribers.byEmail(email);
  if (added === null) throw new Error(`${email} was not added`);
  return added.id;
}

/** Adds `count` active subscribers at once, `reader1@example.org` and so on, due at `dueAt`. */
export async function addManyReaders(
  url: string,
  count: number,
  { dueAt, confirmedAt }: { dueAt: Date; confirmedAt: Date },
): Promise<void> {
  // The hash only has to be one that no suppression has.
  await sql(
    url,
    `INSERT INTO subscriber (email, address_hash, status, confirmed_at, next_due_at)
     SELECT 'reader' || n || '@example.org', sha256(convert_to('reader' || n, 'UTF8')), 'active', $2, $3
     FROM generate_series(1, $1) AS n`,
    [count, confirmedAt, dueAt],
  );
}

/** The names of what somebody follows, in the order of the alphabet. */
export async function followedBy({ stores }: Pick<Deps, 'stores'>, id: number): Promise<string[]> {
  const held = (await stores.subscribers.byId(id))?.interests ?? [];
  return (await interestNames(stores, held, english)).toSorted();
}
