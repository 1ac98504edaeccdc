import {
  type About,
  type HeldInterest,
  type Interest,
  keyOf,
  type Subject,
} from '../../../domain/papers/subject.ts';
import { nobody } from '../../../domain/subscribers/subscriber.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';

/** What to load with a subscriber so that `toInterests` can be applied. */
export const withInterests = {
  interests: { select: { weight: true, subject: true }, orderBy: { subjectId: 'asc' } },
} satisfies Prisma.SubscriberInclude;

type Rows = Prisma.SubscriberGetPayload<{ include: typeof withInterests }>['interests'];
type SubjectRow = Prisma.SubjectGetPayload<object>;

export function toInterests(rows: Rows): HeldInterest[] {
  return rows.flatMap(({ weight, subject }) => {
    const about = toSubject(subject);
    return about === null ? [] : [{ ...about, weight }];
  });
}

/** Null for a row that a CHECK of the table forbids. */
function toSubject({ id, topicId, query, author, paperId }: SubjectRow): Subject | null {
  if (topicId !== null) return { id, kind: 'topic', topicId };
  if (query !== null) return { id, kind: 'query', query };
  if (author !== null) return { id, kind: 'author', author };
  if (paperId !== null) return { id, kind: 'paper', paperId };
  return null;
}

type Wanted = { topicIds: number[]; queries: string[]; authors: string[]; paperIds: number[] };

function wantedIn(abouts: readonly About[]): Wanted {
  const wanted: Wanted = { topicIds: [], queries: [], authors: [], paperIds: [] };
  for (const about of abouts) {
    if (about.kind === 'topic') wanted.topicIds.push(about.topicId);
    else if (about.kind === 'query') wanted.queries.push(about.query);
    else if (about.kind === 'author') wanted.authors.push(about.author);
    else wanted.paperIds.push(about.paperId);
  }
  return wanted;
}

/**
 * Replaces what a subscriber follows. A paper or a topic that went since it was chosen is left out. To be called in a
 * transaction.
 */
export async function setInterests(db: Db, subscriberId: number, interests: readonly Interest[]) {
  const ids = await ensureSubjects(db, subscriberId, interests);
  const rows = interests.flatMap((one) => {
    const id = ids.get(keyOf(one));
    return id === undefined ? [] : [{ id, weight: one.weight }];
  });
  await db.interest.deleteMany({ where: { subscriberId, subjectId: { notIn: [...ids.values()] } } });
  if (rows.length === 0) return;
  await db.$executeRaw`
    INSERT INTO interest (subscriber_id, subject_id, weight)
    SELECT ${subscriberId}, id, weight::interest_weight
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS t(id int, weight text)
    ON CONFLICT (subscriber_id, subject_id) DO UPDATE SET weight = excluded.weight
    WHERE interest.weight <> excluded.weight`;
}

/** As `setInterests`, for new subscribers, who follow nothing yet or topics. */
export async function addInterests(
  db: Db,
  followers: readonly { subscriberId: number; interests: readonly Interest[] }[],
): Promise<void> {
  const all = followers.flatMap(({ interests }) => interests);
  if (all.length === 0) return;
  const ids = await ensureSubjects(db, nobody, [...new Map(all.map((one) => [keyOf(one), one])).values()]);
  const rows = followers.flatMap(({ subscriberId, interests }) =>
    interests.flatMap((one) => {
      const id = ids.get(keyOf(one));
      return id === undefined ? [] : [{ follower: subscriberId, id, weight: one.weight }];
    }),
  );
  await db.$executeRaw`
    INSERT INTO interest (subscriber_id, subject_id, weight)
    SELECT follower, id, weight FROM json_to_recordset(${JSON.stringify(rows)}::json)
      AS t(follower int, id int, weight interest_weight)
    ON CONFLICT DO NOTHING`;
}

/** Makes the subjects of topics that nobody followed before. */
export async function ensureTopics(db: Db, interests: readonly Interest[]): Promise<void> {
  const topics = interests.filter(({ kind }) => kind === 'topic');
  if (topics.length > 0)
    await ensureSubjects(db, nobody, [...new Map(topics.map((one) => [keyOf(one), one])).values()]);
}

/** The subjects of these interests by `keyOf`; those that nobody followed before are made. */
async function ensureSubjects(
  db: Db,
  subscriberId: number,
  abouts: readonly About[],
): Promise<Map<string, number>> {
  const wanted = wantedIn(abouts);
  // What may go with its last follower is locked first, in one order, so that two readers who change what they follow
  // at the same time cannot wait for each other, nor one be given what goes with the other.
  await db.$queryRaw`
    SELECT id FROM subject WHERE kind <> 'topic' AND id IN (
      SELECT subject_id FROM interest WHERE subscriber_id = ${subscriberId}
      UNION ALL SELECT id FROM subject WHERE query = ANY (${wanted.queries})
      UNION ALL SELECT id FROM subject WHERE author = ANY (${wanted.authors})
      UNION ALL SELECT id FROM subject WHERE paper_id = ANY (${wanted.paperIds}::int[]))
    ORDER BY id FOR UPDATE`;
  const found = await findSubjects(db, wanted);
  if (abouts.every((about) => found.has(keyOf(about)))) return found;
  const papers = await db.paper.findMany({ where: { id: { in: wanted.paperIds } }, select: { id: true } });
  const topics = await db.topic.findMany({ where: { id: { in: wanted.topicIds } }, select: { id: true } });
  const present = new Set([
    ...papers.map(({ id }) => `paper:${id}`),
    ...topics.map(({ id }) => `topic:${id}`),
  ]);
  const missing = abouts
    .filter((about) => !found.has(keyOf(about)))
    .filter((about) => 'query' in about || 'author' in about || present.has(keyOf(about)))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  await db.subject.createMany({ data: missing.map(toRow), skipDuplicates: true });
  return await findSubjects(db, wanted);
}

function toRow(about: About): Prisma.SubjectCreateManyInput {
  switch (about.kind) {
    case 'topic':
      return { kind: 'topic', topicId: about.topicId };
    case 'query':
      return { kind: 'query', query: about.query };
    case 'author':
      return { kind: 'author', author: about.author };
    case 'paper':
      return { kind: 'paper', paperId: about.paperId };
  }
}

async function findSubjects(db: Db, wanted: Wanted): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<SubjectRow[]>(Prisma.sql`
    SELECT id, kind, topic_id AS "topicId", query, author, paper_id AS "paperId" FROM subject
    WHERE topic_id = ANY (${wanted.topicIds}::int[]) OR query = ANY (${wanted.queries})
      OR author = ANY (${wanted.authors}) OR paper_id = ANY (${wanted.paperIds}::int[])`);
  return new Map(
    rows.flatMap((row) => {
      const subject = toSubject(row);
      return subject === null ? [] : [[keyOf(subject), subject.id] as const];
    }),
  );
}
