import type { Audience, AudienceMember, Digest } from '../../../app/digests/digest-store.ts';
import type { Weight } from '../../../domain/papers/subject.ts';
import { type ReaderHistory, readerHistory } from '../../../domain/ranking/reader-history.ts';
import type { DeliveryState } from '../../../domain/sending/delivery.ts';
import { welcomeOrigin } from '../../../domain/sending/digest-origin.ts';
import { reachOf } from '../../../domain/subscribers/pause.ts';
import type { QuietDays } from '../../../domain/subscribers/preferences.ts';
import { type Cadence, newsDays, type Weekday } from '../../../domain/time/cadence.ts';
import { dayMs } from '../../../domain/time/units.ts';
import type { Db } from '../client.ts';
import { Prisma } from '../generated/client.ts';
import { sentLongAgo } from '../sent-papers.ts';
import { votesOf } from '../subscribers/feedback.ts';
import { addMuted } from '../subscribers/muted-papers.ts';
import { silentSince } from '../subscribers/silent-since.ts';
import { suppressedSql } from '../suppressed-sql.ts';

/** The audience of a digest as a condition on `subscriber s`. */
export function audienceSql(digest: Audience): Prisma.Sql {
  const began = digest.sendAt ?? digest.createdAt;
  const conditions = [Prisma.sql`s.status = 'active'`];
  if (digest.cadence !== null) conditions.push(Prisma.sql`s.cadence = ${digest.cadence}::cadence`);
  if (digest.slot !== null) conditions.push(Prisma.sql`s.next_due_at <= ${digest.slot}`);
  // Frozen at its moment: whoever confirms while it is planned waits for the next one.
  else conditions.push(Prisma.sql`s.confirmed_at <= ${began}`);
  // Nobody is due by schedule during a pause.
  if (digest.slot === null && digest.origin !== 'preview')
    conditions.push(Prisma.sql`(s.paused_until IS NULL OR s.paused_until <= ${began})`);
  if (digest.targeted) conditions.push(Prisma.sql`s.id = ANY (${digest.subscriberIds}::int[])`);
  if (digest.topicIds.length > 0) {
    conditions.push(
      Prisma.sql`EXISTS (SELECT FROM interest i JOIN subject t ON t.id = i.subject_id WHERE i.subscriber_id = s.id AND t.topic_id = ANY (${digest.topicIds}::int[]))`,
    );
  }
  if (digest.tagIds.length > 0)
    conditions.push(
      Prisma.sql`EXISTS (SELECT FROM subscriber_tag st WHERE st.subscriber_id = s.id AND st.tag_id = ANY (${digest.tagIds}::int[]))`,
    );
  if (digest.language !== null) conditions.push(Prisma.sql`s.language = ${digest.language}`);
  if (digest.body !== null) conditions.push(Prisma.sql`s.announcements = 'on'`);
  return Prisma.join(conditions, ' AND ');
}

type Row = {
  id: number;
  cadence: Cadence;
  timezone: string;
  hour: number;
  weekday: Weekday;
  max_papers: number;
  next_due_at: Date | null;
  paused_until: Date | null;
  confirmed_at: Date | null;
  caught_up_at: Date | null;
  suppressed: boolean;
  introduce: boolean;
  quiet_days: QuietDays;
  subject_ids: number[];
  weights: Weight[];
};

/** Whoever comes has no higher one. */
export const lastPossibleId = 2 ** 31 - 1;

/** How far back papers sent before can matter: candidates are never older, save those that are pinned or carried. */
const historyDays = newsDays;

/** Whether an editor's words would be new to `subscriber s`: those kept for a cadence stand in one digest of each. */
function introduceSql({ id, nextWordsId }: Digest): Prisma.Sql {
  if (nextWordsId === null) return Prisma.sql`true`;
  return Prisma.sql`NOT EXISTS (
    SELECT FROM delivery d JOIN digest g ON g.id = d.digest_id
    WHERE d.subscriber_id = s.id AND d.introduced AND g.next_words_id = ${nextWordsId} AND g.id <> ${id})`;
}

/** The next readers after the digest's cursor, with what they follow and what they were sent; rows are locked. */
export async function loadAudience(
  db: Db,
  digest: Digest,
  limit: number,
  lastId: number = lastPossibleId,
): Promise<AudienceMember[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT s.id, s.cadence, s.timezone, s.hour, s.weekday::text, s.max_papers, s.quiet_days::text, s.next_due_at,
      s.paused_until, s.confirmed_at, s.caught_up_at,
      ${Prisma.raw(suppressedSql)} AS suppressed, ${introduceSql(digest)} AS introduce, f.subject_ids, f.weights
    FROM subscriber s CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(i.subject_id), '{}') AS subject_ids, coalesce(array_agg(i.weight::text), '{}') AS weights
      FROM interest i WHERE i.subscriber_id = s.id) AS f
    WHERE ${audienceSql(digest)} AND s.id > ${digest.planCursor} AND s.id <= ${lastId}
    ORDER BY s.id LIMIT ${limit}
    FOR UPDATE OF s`;
  const ids = rows.map((row) => row.id);
  const caughtUp = new Map(rows.map((row) => [row.id, row.caught_up_at]));
  const carried = digest.carried?.papers.map(({ id }) => id) ?? [];
  const histories = await historiesOf(db, caughtUp, { asOf: digest.asOf, carried });
  const votes = await votesOf(db, ids);
  const wantNotes = rows.filter((row) => row.quiet_days === 'note').map((row) => row.id);
  const silent = await silentSince(db, wantNotes, digest.asOf);
  const seen = new Map([...histories].map(([id, history]) => [id, history.seen]));
  await addMuted(db, seen, ids, { asOf: digest.asOf, carried });
  const place = await topicPlaces(db);
  return rows.map((row) => {
    const history = histories.get(row.id) ?? readerHistory([], row.caught_up_at);
    const { cadence, paused_until: pausedUntil } = row;
    return {
      id: row.id,
      cadence,
      reach: reachOf({ cadence, pausedUntil }, history.lastDigestAt ?? row.confirmed_at, digest.asOf),
      timezone: row.timezone,
      hour: row.hour,
      weekday: row.weekday,
      maxPapers: row.max_papers,
      nextDueAt: row.next_due_at,
      suppressed: row.suppressed,
      introduce: row.introduce,
      silentSince: silent.get(row.id) ?? null,
      interests: row.subject_ids
        .map((subjectId, index) => ({ subjectId, weight: row.weights[index] ?? 'normal' }))
        .sort(
          (a, b) =>
            (place.get(a.subjectId) ?? -1) - (place.get(b.subjectId) ?? -1) || a.subjectId - b.subjectId,
        ),
      history,
      votes: votes.get(row.id) ?? [],
    };
  });
}

/** The order of topics' subjects, from the narrowest to the widest. */
async function topicPlaces(db: Db): Promise<Map<number, number>> {
  const rows = await db.$queryRaw<{ id: number }[]>`
    SELECT s.id FROM topic t JOIN subject s ON s.topic_id = t.id ORDER BY array_position('{curated,category,archive}'::topic_kind[], t.kind), t.position`;
  return new Map(rows.map(({ id }, index) => [id, index]));
}

/**
 * What each reader got and is owed. Reader by reader (OFFSET keeps the planner from joining otherwise): by digests it
 * would read everything that the last one sent, for every chunk.
 */
async function historiesOf(
  db: Db,
  caughtUp: ReadonlyMap<number, Date | null>,
  { asOf, carried }: { asOf: Date; carried: readonly number[] },
): Promise<Map<number, ReaderHistory>> {
  const since = new Date(asOf.getTime() - historyDays * dayMs);
  const pinned = await db.paper.findMany({ where: { pinnedAt: { not: null } }, select: { id: true } });
  const ageless = [...pinned.map(({ id }) => id), ...carried];
  const rows = await db.$queryRaw<
    { subscriber_id: number; state: DeliveryState; as_of: Date; paper_ids: number[]; welcome: boolean }[]
  >`
    SELECT r.id AS subscriber_id, past.*
    FROM unnest(${[...caughtUp.keys()]}::int[]) AS r(id) CROSS JOIN LATERAL (
      SELECT d.state::text, g.as_of, d.paper_ids, (g.origin = ${welcomeOrigin} OR g.body IS NOT NULL) AS welcome FROM delivery d JOIN digest g ON g.id = d.digest_id
      WHERE d.subscriber_id = r.id AND (g.as_of > ${since} OR d.paper_ids && ${ageless}::int[]) AND d.state <> 'skipped'
      OFFSET 0) AS past`;
  const past = Map.groupBy(rows, (row) => row.subscriber_id);
  const longAgo = await sentLongAgo(db, [...caughtUp.keys()], ageless);
  return new Map(
    [...caughtUp].map(([id, caughtUpAt]) => {
      const deliveries = (past.get(id) ?? []).map((row) => ({
        asOf: row.as_of,
        state: row.state,
        paperIds: row.paper_ids,
        welcome: row.welcome,
      }));
      const history = readerHistory(deliveries, caughtUpAt);
      for (const paper of longAgo.get(id) ?? []) {
        history.seen.add(paper);
        history.owed.delete(paper);
      }
      return [id, history];
    }),
  );
}
